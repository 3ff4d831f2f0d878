/** A visit or a contact that took place, told by somebody of the staff. */
import { understandVisit, type VisitUnderstood } from '../visits.ts';
import type { Facts, IntentReader } from './reading.ts';

/** Reads a told visit; whatever has to be asked is among its doubts. */
export const visitIntent: IntentReader = (said, reading) => {
  if (reading.as !== 'helper') return null;
  const visit = understandVisit(said, reading);
  if (visit.confidence === 0) return null;
  const { confidence, doubts } = visit;
  return { intent: 'visit', confidence, facts: factsOf(visit), doubts, visit };
};

function factsOf({ confidence: _confidence, doubts: _doubts, ...facts }: VisitUnderstood): Facts {
  return facts;
}
