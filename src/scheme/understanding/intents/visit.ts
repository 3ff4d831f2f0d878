/** A visit or a contact that took place, told by somebody of the staff. */
import { dateText } from '../../../calendar/format.ts';
import { labelOf, moneySources } from '../../labels.ts';
import { understandVisit, type VisitUnderstood } from '../visits.ts';
import type { Facts, IntentReader } from './reading.ts';

/** Reads a told visit; whatever has to be asked is among its doubts. */
export const visitIntent: IntentReader = (said, reading) => {
  if (reading.as !== 'helper') return null;
  const visit = understandVisit(said, reading);
  if (visit.confidence === 0) return null;
  const { confidence, doubts } = visit;
  return { intent: 'visit', confidence, facts: factsOf(visit), doubts, visit: lasting(visit) };
};

function factsOf({ confidence: _confidence, doubts: _doubts, ...facts }: VisitUnderstood): Facts {
  return facts;
}

/**
 * In words that hold when they are read later: 下周三前 with the day it is, and goods with whose money they were. A visit has
 * no column of its own for either; the source of money without goods stays in the sentence that is kept with the visit.
 */
function lasting(visit: VisitUnderstood): VisitUnderstood {
  const { goods, moneyFrom, followUp, followUpBy } = visit;
  const dated = followUp === undefined || /\d月\d/u.test(followUp);
  return {
    ...visit,
    ...(goods === undefined || moneyFrom === undefined
      ? {}
      : { goods: `${goods}（${labelOf(moneySources, moneyFrom)}）` }),
    ...(dated || followUpBy === undefined ? {} : { followUp: `${followUp}，也就是${dateText(followUpBy)}` }),
  };
}
