import { expect, it } from 'vitest';
import { surveyIn } from '../../../conversations/survey.ts';

it.each([
  ['摸底 张德厚 联系不上', ['张德厚'], 'unreachable'],
  ['摸底张德厚没联系上。', ['张德厚'], 'unreachable'],
  ['张德厚 摸底 不符合', ['张德厚'], 'not-eligible'],
  ['摸底：张和平、王秀英 在册', ['张和平', '王秀英'], 'enrolled'],
  ['摸底 张德厚 符合条件', ['张德厚'], 'enrolled'],
] as const)('%s', (said, names, result) => {
  expect(surveyIn(said)).toEqual({ names, result });
});

it.each(['摸底', '摸底情况', '摸底 联系不上', '张德厚联系不上', '摸底 张德厚'])(
  'nothing is kept of “%s”',
  said => {
    expect(surveyIn(said)).toBeNull();
  },
);
