import { describe, expect, test } from 'vitest';
import { parsePromptAnswer } from '../../../src/scheme/obligations/answer-words.ts';

const understood: readonly (readonly [string, readonly object[]])[] = [
  ['1 已上门，一切都好', [{ number: 1, done: true, way: 'home', note: '一切都好' }]],
  ['1已电话联系', [{ number: 1, done: true, way: 'phone' }]],
  ['1 已电话联系，一切都好', [{ number: 1, done: true, way: 'phone', note: '一切都好' }]],
  ['１　已上门', [{ number: 1, done: true, way: 'home' }]],
  ['1.已上门', [{ number: 1, done: true, way: 'home' }]],
  ['1、已上门', [{ number: 1, done: true, way: 'home' }]],
  ['1，已去过', [{ number: 1, done: true, there: true }]],
  ['1 已联系，一切都好', [{ number: 1, done: true, way: 'phone', note: '一切都好' }]],
  ['第1项已上门', [{ number: 1, done: true, way: 'home' }]],
  ['1 去医院看了，精神还好', [{ number: 1, done: true, way: 'hospital', note: '精神还好' }]],
  ['2 微信视频过了', [{ number: 2, done: true, way: 'video' }]],
  ['1 座谈会上见了', [{ number: 1, done: true, way: 'meeting' }]],
  [
    '1、2都去了',
    [
      { number: 1, done: true, there: true },
      { number: 2, done: true, there: true },
    ],
  ],
  [
    '1 2 已上门',
    [
      { number: 1, done: true, way: 'home' },
      { number: 2, done: true, way: 'home' },
    ],
  ],
  [
    '1和2都打过电话了',
    [
      { number: 1, done: true, way: 'phone' },
      { number: 2, done: true, way: 'phone' },
    ],
  ],
  [
    '1-3都去过了',
    [
      { number: 1, done: true, there: true },
      { number: 2, done: true, there: true },
      { number: 3, done: true, there: true },
    ],
  ],
  [
    '1到3都看望了',
    [
      { number: 1, done: true, there: true },
      { number: 2, done: true, there: true },
      { number: 3, done: true, there: true },
    ],
  ],
  ['都去了', [{ number: 'all', done: true, there: true }]],
  ['全部已上门，都挺好', [{ number: 'all', done: true, way: 'home', note: '都挺好' }]],
  [
    '1 已上门，2 打了电话',
    [
      { number: 1, done: true, way: 'home' },
      { number: 2, done: true, way: 'phone' },
    ],
  ],
  [
    '1 已上门；2 还没去',
    [
      { number: 1, done: true, way: 'home' },
      { number: 2, done: false },
    ],
  ],
  [
    '1 已上门\n2 已电话联系',
    [
      { number: 1, done: true, way: 'home' },
      { number: 2, done: true, way: 'phone' },
    ],
  ],
  ['1 还没去', [{ number: 1, done: false }]],
  ['1 已上门，下周再去一次', [{ number: 1, done: true, way: 'home', note: '下周再去一次' }]],
  ['1 已答复，下周去面试', [{ number: 1, done: true, note: '下周去面试' }]],
  ['1 有回音了', [{ number: 1, done: true }]],
  ['1 还没有回音', [{ number: 1, done: false }]],
  ['1 打电话没空，下周去', [{ number: 1, done: false, note: '下周去' }]],
  ['1 明天去', [{ number: 1, done: false }]],
  ['1 过两天再上门', [{ number: 1, done: false }]],
  ['1 这周没空', [{ number: 1, done: false }]],
  ['1 打算周末去看望', [{ number: 1, done: false }]],
  ['1 上门了，家里没人', [{ number: 1, done: true, way: 'home', metNobody: true, note: '家里没人' }]],
  ['1 打了电话没人接', [{ number: 1, done: true, way: 'phone', metNobody: true }]],
  ['1 已上门，身体没什么问题', [{ number: 1, done: true, way: 'home', note: '身体没什么问题' }]],
  ['1 已上门，没有困难', [{ number: 1, done: true, way: 'home', note: '没有困难' }]],
  [
    '1 昨天上门看了，送了500元慰问金',
    [{ number: 1, done: true, way: 'home', daysAgo: 1, moneyFen: 50_000, note: '送了500元慰问金' }],
  ],
  ['1 前天去的，已看望', [{ number: 1, done: true, there: true, daysAgo: 2, note: '已看望' }]],
  ['1 已上门，给了200.5元', [{ number: 1, done: true, way: 'home', moneyFen: 20_050, note: '给了200.5元' }]],
  ['1 已上报', [{ number: 1, done: true }]],
  ['1 已上门，1月20日去的', [{ number: 1, done: true, way: 'home', note: '1月20日去的' }]],
  ['1 已上门，带了2袋米', [{ number: 1, done: true, way: 'home', note: '带了2袋米' }]],
];

test.each(understood)('%s', (text, expected) => {
  expect(parsePromptAnswer(text)).toEqual(expected);
});

describe('what is no answer is left alone', () => {
  test.each([
    '',
    '1',
    '1 2',
    '已上门',
    '今天上午去医院看了张老',
    '1 好的',
    '1 收到',
    '1 住院了',
    '2 去世了',
    '1 已上门，2 住院了',
    '500元慰问金',
    '1月20日去看了张老',
    '12356',
    '改3',
    '我要求助',
    '都好',
  ])('%s', text => {
    expect(parsePromptAnswer(text)).toEqual([]);
  });
});

test('a hundred numbers in a range are not a hundred answers', () => {
  expect(parsePromptAnswer('1-99都去了')).toHaveLength(20);
});
