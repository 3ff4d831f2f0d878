/**
 * The one entrance: what a sentence wants, its facts, and what must be asked. A thin composition of the readers in intents/,
 * which the conversations' own recognisers go through, so that the score of tests/corpus is the score of what runs.
 */
import { despairIntent } from './intents/despair.ts';
import { handBackIntent, leaveIntent } from './intents/duties.ts';
import { happeningIntent } from './intents/happening.ts';
import { humanIntent, progressIntent, whoComesIntent } from './intents/asking.ts';
import {
  allIsWell,
  declines,
  greetingIntent,
  questionOfMembers,
  thanksIntent,
  wrongPerson,
} from './intents/kindness.ts';
import { familyTrouble } from './intents/family-trouble.ts';
import { graveHappening, moodHappening } from './intents/members-happening.ts';
import { opinionHappening } from './intents/opinion.ts';
import type { IntentReader, Interpretation, Reading } from './intents/reading.ts';
import { requestIntent } from './intents/request.ts';
import { correctionIntent, negationIntent, questionIntent } from './intents/talk.ts';
import { visitIntent } from './intents/visit.ts';
import { asMeant } from './spoken.ts';

/** Every reader, in the order that decides between equally sure ones. A new intent is one file and one line here. */
const readers: readonly IntentReader[] = [
  despairIntent,
  visitIntent,
  happeningIntent,
  handBackIntent,
  leaveIntent,
  correctionIntent,
  negationIntent,
  questionIntent,
];

/**
 * For members and those who write for them, the most pressing first: the first reader that knows the sentence has it. What a
 * person over eighty says is rarely one thing, and danger must not lose to a thank-you in the same breath.
 */
const readersForMembers: readonly IntentReader[] = [
  despairIntent,
  humanIntent,
  graveHappening,
  familyTrouble,
  wrongPerson,
  progressIntent,
  whoComesIntent,
  opinionHappening,
  moodHappening,
  requestIntent,
  declines,
  thanksIntent,
  allIsWell,
  greetingIntent,
  questionOfMembers,
];

const other: Interpretation = { intent: 'other', confidence: 0, facts: {}, doubts: [] };

/** The surest reading of a sentence; `other` where nobody knows what it wants. Safe for any text, and pure. */
export function understand(said: string, reading: Reading): Interpretation {
  if (reading.as !== 'helper') return understandMember(asMeant(said), reading);
  let best = other;
  for (const read of readers) {
    const one = read(said, reading);
    if (one && one.confidence > best.confidence) best = one;
  }
  return best;
}

function understandMember(said: string, reading: Reading): Interpretation {
  for (const read of readersForMembers) {
    const one = read(said, reading);
    if (one) return one;
  }
  return other;
}
