import { expect, test } from 'vitest';
import { findHappening } from '../../../../src/scheme/understanding/index.ts';
import { today } from './cast.ts';
import { happened, type Happened } from './corpus-happenings.ts';

function read(said: string): Happened {
  const { found, doubts } = findHappening(said, { today });
  const [best] = found;
  const sure = best && best.confidence >= 0.5 ? best : undefined;
  const told = {
    said,
    kind: sure?.kind,
    whose: best?.whose,
    on: sure?.happenedOn?.replace(/^2027-/, ''),
    doubt: doubts[0]?.phrase,
  };
  return Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== undefined),
  ) as unknown as Happened;
}

test.each(happened)('$said', row => {
  expect(read(row.said)).toEqual(row);
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
