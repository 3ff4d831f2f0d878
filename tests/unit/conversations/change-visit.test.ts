/** Which sentences ask for a visit to be put right, and what of it. */
import { expect, test } from 'vitest';
import { asksForChange, pickedFrom, type Outing } from '../../../conversations/change-visit/which.ts';

test.each([
  ['改走访', { last: false, change: '' }],
  ['改走访 日期改成昨天', { last: false, change: '日期改成昨天' }],
  ['刚才那次改成昨天', { last: true, change: '改成昨天' }],
  ['刚才记的那次不对，是电话', { last: true, change: '不对,是电话' }],
  ['上次走访写错了，应该是医院', { last: true, change: '写错了,应该是医院' }],
  ['张老那次走访改成前天', { last: false, about: '张老', change: '改成前天' }],
])('“%s”', (said, wish) => {
  expect(asksForChange(said)).toMatchObject(wish);
});

test.each(['刚才去看了张老', '上次走访是什么时候', '今天上门看了张老，精神好', '改档案', '刚才下雨了'])(
  '“%s” asks for nothing of the kind',
  said => expect(asksForChange(said)).toBeUndefined(),
);

test('of several the one who is named is meant, else it is asked', () => {
  const outing = (names: readonly string[]): Outing => ({
    ids: [],
    memberIds: [],
    label: '',
    toldAt: '2027-01-20T02:10:00Z',
    names,
  });
  const outings = [outing(['张老', '张德厚']), outing(['王老', '王秀英'])];
  expect(pickedFrom({ last: false, about: '王老', change: '' }, outings)).toBe(outings[1]);
  expect(pickedFrom({ last: false, about: '', change: '' }, outings)).toBeUndefined();
  expect(pickedFrom({ last: true, about: '', change: '' }, outings)).toBe(outings[0]);
});
