import { expect, test } from 'vitest';
import { findHappening } from '../../../../src/scheme/understanding/index.ts';
import { today } from './cast.ts';
import { readCorpus } from '../../../corpus/format.ts';

const surest = (said: string) => {
  const { found, doubts } = findHappening(said, { today });
  const [best] = found;
  return { kind: best && best.confidence >= 0.5 ? best.kind : undefined, best, doubt: doubts[0]?.phrase };
};

/** Kept whole, not only within the bars of the score. */
const all = readCorpus()
  .filter(({ file }) => file === 'happenings.jsonl')
  .flatMap(({ sentences }) => sentences)
  .filter(({ as }) => as === 'helper');

test.each(all.filter(({ intent, facts }) => intent === 'happening' && facts.happening))(
  '$say',
  ({ say, facts }) => {
    const { kind, best, doubt } = surest(say);
    expect(kind).toBe(facts.happening);
    expect(best?.happenedOn).toBe(facts.happenedOn);
    expect(doubt).toBeUndefined();
  },
);

// prettier-ignore
test.each([['老王走了', '走了'], ['张老昨天走了，大家都很难过', '走了'], ['王老不在了', '不在了'], ['陈老人没了', '人没了']])(
  'asked: %s',
  (said, phrase) => {
    expect(surest(said)).toMatchObject({ kind: 'died', doubt: phrase });
  },
);

// prettier-ignore
test.each([['张老的老伴住院了', '老伴'], ['于老的儿子出车祸了', '儿子'], ['参加老战友追悼会', '老战友'], ['邻居家着火了', '邻居']])(
  'somebody else’s: %s',
  (said, whose) => {
    const { kind, best } = surest(said);
    expect(kind).toBeUndefined();
    expect(best?.whose).toBe(whose);
  },
);

const notHappenings = all.filter(({ intent }) => ['other', 'question', 'negation'].includes(intent));
test.each(notHappenings)('nothing happened: $say', ({ say }) => {
  expect(surest(say).kind).toBeUndefined();
});

test('“走了” is less sure than 去世, mourning makes it surer, and it is asked all the same', () => {
  const sure = findHappening('张老昨天去世了').found[0]?.confidence ?? 0;
  const bare = findHappening('老王走了');
  const mourned = findHappening('张老昨天走了，大家都很难过');
  expect(bare.found[0]?.confidence).toBeLessThan(mourned.found[0]?.confidence ?? 0);
  expect(mourned.found[0]?.confidence).toBeLessThan(sure);
  expect(bare.doubts).toMatchObject([{ meanings: ['died', 'left'], mourning: false }]);
  expect(mourned.doubts).toMatchObject([{ meanings: ['died', 'left'], mourning: true }]);
});

test('a question, a fear and somebody else’s misfortune count for less than the statement', () => {
  const plain = findHappening('张老住院了').found[0]?.confidence ?? 0;
  for (const said of ['张老住院了吗', '怕张老住院', '张老老伴住院了', '张老去年住院了', '张老明天要住院']) {
    expect(findHappening(said).found[0]?.confidence ?? 0).toBeLessThan(plain / 2 + 0.05);
  }
});

test('without a day nothing is said of the day; a day to come is none', () => {
  expect(findHappening('张老昨天住院了').found[0]?.happenedOn).toBeUndefined();
  expect(findHappening('张老住院了', { today }).found[0]?.happenedOn).toBeUndefined();
});
