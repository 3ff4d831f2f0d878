/** A plea for help of a member, or of somebody who writes for one (S2-3.1 … S2-3.5, S5-4). Kept only after its writer saw it. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { findRequest } from '../requests.ts';
import type { IntentReader } from './reading.ts';
import { namedIn, namedNear } from './spoken-of.ts';

/** Reads a plea: of what kind, how soon, for when, what amount, which number to call. */
export const requestIntent: IntentReader = (said, reading) => {
  const text = normalizeText(said);
  const found = findRequest(text, reading.today);
  if (!found) return null;
  const { kind, unwell, index, ...facts } = found;
  const members = namedNear(text, index, namedIn(text, reading)).slice(0, 1);
  const either = members.find(({ ids }) => ids.length > 1);
  return {
    intent: 'request',
    confidence: 0.75,
    facts: {
      ...(members.length > 0 ? { members } : {}),
      ...(kind === undefined ? {} : { request: kind }),
      ...facts,
    },
    doubts: [
      ...(unwell ? [{ about: 'unwell' as const }] : []),
      ...(either ? [{ about: 'which-member' as const, said: either.text, ids: either.ids }] : []),
    ],
  };
};
