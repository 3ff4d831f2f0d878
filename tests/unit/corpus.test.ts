/** The score of the corpus of sentences (tests/corpus), printed by `npm run check`, and its bars. */
import { describe, expect, test } from 'vitest';
import { readCorpus, type Sentence } from '../corpus/format.ts';
import {
  intentShare,
  labelled,
  likeness,
  precision,
  recall,
  score,
  tableOf,
  understood,
  voicesOf,
  type Score,
} from '../corpus/score.ts';

const files = readCorpus();
const all = files.flatMap(({ sentences }) => sentences);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** What the bars say, and whatever is below them. */
function belowTheBars(result: Score): string[] {
  const fields = [...result.fields].flatMap(([name, tally]) => [
    ...(precision(tally) < 0.93 ? [`precision of ${name}`] : []),
    ...(recall(tally) < 0.93 ? [`recall of ${name}`] : []),
  ]);
  return [
    ...(intentShare(result) < 0.97 ? ['intent'] : []),
    ...fields,
    ...result.unconfirmed.map(({ sentence, problems }) => `${sentence.say}: ${problems.join('; ')}`),
  ];
}

const shown = ({ misses }: Score): string[] =>
  misses
    .slice(0, 400)
    .map(({ sentence, problems }) => `${sentence.say.replaceAll('\n', '⏎')} → ${problems.join('; ')}`);

describe('the corpus', () => {
  const whole = score(all);

  test('is understood: intent 97 %, each field 93 %, and nothing wrong is written unasked', () => {
    for (const { file, sentences } of files) print(`${file}: ${sentences.length}`);
    print(`voices: ${voicesOf(all)}`);
    print(tableOf('all', whole));
    expect(belowTheBars(whole), shown(whole).join('\n')).toEqual([]);
  });

  test.each(['helper', 'elder', 'family'] as const)(
    'of each kind of speaker 97 in 100 are taken for what they are: %s',
    as => {
      const result = score(all.filter(sentence => sentence.as === as));
      expect(intentShare(result), shown(result).join('\n')).toBeGreaterThanOrEqual(0.97);
    },
  );

  test('holds every sentence once', () => {
    const seen = new Set<string>();
    const twice = all.filter(({ say, as }) => seen.size === seen.add(`${as} ${say}`).size);
    expect(twice.map(({ say }) => say)).toEqual([]);
  });
});

const kept = all.filter(({ exact }) => exact);
test.each(kept)('exactly: $say', sentence => {
  expect(exactly(sentence)).toEqual(sentence);
});

/** The sentence with what was understood of it in the place of its labels. */
function exactly(sentence: Sentence): Sentence {
  const reading = understood(sentence);
  const ask = reading.doubts.map(({ about }) => about as string);
  return {
    ...sentence,
    intent: reading.intent,
    facts: labelled(reading.facts),
    ...(ask.length > 0 || sentence.ask ? { ask } : {}),
  };
}

test('two texts are alike as far as they agree in order, punctuation apart', () => {
  expect(likeness('血压高，精神还好', '血压高精神还好。')).toBe(1);
  expect(likeness('血压高', '精神好')).toBeLessThan(0.4);
  expect(likeness('想装个扶手', '她想装个扶手')).toBeGreaterThan(0.9);
});

test('the score finds what is wrong', () => {
  const wrong: Sentence = {
    say: '今天上门看了张老，血压高',
    as: 'helper',
    intent: 'question',
    facts: { members: ['李秀英'], moneyFen: 100, visitedOn: '2027-01-20' },
    voice: 'made-up',
  };
  const result = score([wrong]);
  expect(result.intentsRight).toBe(0);
  expect(result.fields.get('members')).toEqual({ right: 0, wrong: 1, missed: 1 });
  expect(result.fields.get('moneyFen')).toEqual({ right: 0, wrong: 0, missed: 1 });
  expect(result.fields.get('visitedOn')).toEqual({ right: 1, wrong: 0, missed: 0 });
  expect(result.fields.get('condition')).toEqual({ right: 0, wrong: 1, missed: 0 });
  expect(belowTheBars(result)).toContain('intent');
});
