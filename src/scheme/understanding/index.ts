/** Chinese sentences made into facts, by rule and on the machine. Pure: nothing here reads or writes anything. */
export { companionsIn, withCouples } from './companions.ts';
export { findDespair, soundsLikeDespair, type Despair } from './despair.ts';
export {
  findHappening,
  type HappeningDoubt,
  type HappeningFound,
  type HappeningReading,
} from './happenings.ts';
export { findPeopleIn, type KnownPerson, type NamedBy, type PersonMention } from './people-in.ts';
export {
  isVisitSentence,
  understandVisit,
  type VisitDoubt,
  type VisitReading,
  type VisitUnderstood,
} from './visits.ts';
export { understand } from './understand.ts';
export {
  intents,
  type Facts,
  type Intent,
  type IntentReader,
  type Interpretation,
  type Reading,
  type Speaker,
} from './intents/reading.ts';
