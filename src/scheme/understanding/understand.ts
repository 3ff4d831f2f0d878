/**
 * The one entrance: what a sentence wants, its facts, and what must be asked. A thin composition of the readers in intents/,
 * which the conversations' own recognisers go through, so that the score of tests/corpus is the score of what runs.
 */
import { despairIntent } from './intents/despair.ts';
import { handBackIntent, leaveIntent } from './intents/duties.ts';
import { happeningIntent } from './intents/happening.ts';
import type { IntentReader, Interpretation, Reading } from './intents/reading.ts';
import { correctionIntent, negationIntent, questionIntent } from './intents/talk.ts';
import { visitIntent } from './intents/visit.ts';

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

const other: Interpretation = { intent: 'other', confidence: 0, facts: {}, doubts: [] };

/** The surest reading of a sentence; `other` where nobody knows what it wants. Safe for any text, and pure. */
export function understand(said: string, reading: Reading): Interpretation {
  let best = other;
  for (const read of readers) {
    const one = read(said, reading);
    if (one && one.confidence > best.confidence) best = one;
  }
  return best;
}
