/** What is said of somebody who was told by telephone or in person. */
import { expect, test } from 'vitest';
import { toldIn } from '../../../conversations/unreached/told.ts';

test.each([
  ['1 已打电话', { numbers: [1], about: '', way: 'phone', done: true }],
  ['第12项，已经打过电话了', { numbers: [12], about: '', way: 'phone', done: true }],
  ['1、3 已电话通知', { numbers: [1, 3], about: '', way: 'phone', done: true }],
  ['2 已上门说了', { numbers: [2], about: '', way: 'visit', done: true }],
  ['2 当面告知了', { numbers: [2], about: '', way: 'visit', done: true }],
  ['3 托人转告了', { numbers: [3], about: '', way: 'other', done: true }],
  ['2 没打通', { numbers: [2], about: '', way: 'phone', done: false }],
  ['2 电话打不通，关机', { numbers: [2], about: '', way: 'phone', done: false }],
  ['1 还没打电话', { numbers: [1], about: '', way: 'phone', done: false }],
  ['已电话通知 张德厚的女儿', { numbers: [], about: '张德厚的女儿', way: 'phone', done: true }],
  ['已通知周敏', { numbers: [], about: '周敏', way: 'other', done: true }],
  ['上门告知了周敏', { numbers: [], about: '周敏', way: 'visit', done: true }],
  ['周敏那里已经打电话通知了', { numbers: [], about: '周敏', way: 'phone', done: true }],
])('%s', (said, told) => {
  expect(toldIn(said)).toEqual(told);
});

test.each(['1 已上门，一切都好', '1 已电话联系，精神还好', '今天去看望了张老', '1', '2 无变化', '简报'])(
  '“%s” is about something else',
  said => {
    expect(toldIn(said)).toBeNull();
  },
);
