import { describe, expect, test } from 'vitest';
import { listText, numberIn, pickOne, pickSeveral } from '../../../src/chat/numbered.ts';

const ways = [
  { label: '上门', words: ['家里', '去家里'] },
  { label: '医院' },
  { label: '社区医院' },
  { label: '电话联系', words: ['打电话'] },
];
const labels = (pick: ReturnType<typeof pickOne<(typeof ways)[number]>>) =>
  'items' in pick ? [pick.kind, ...pick.items.map(item => item.label)] : [pick.kind];

test('a list is one numbered line each', () => {
  expect(listText(ways.slice(0, 2))).toBe('1. 上门\n2. 医院');
});

describe('a number', () => {
  test.each([
    ['2', 2],
    ['２', 2],
    ['②', 2],
    ['二', 2],
    ['两', 2],
    ['第二个', 2],
    ['第2项', 2],
    ['选2', 2],
    ['我选2', 2],
    ['2、', 2],
    ['2.', 2],
    ['(2)', 2],
    ['（2）', 2],
    ['2吧', 2],
    ['2号', 2],
    ['回复2', 2],
    ['十二', 12],
    ['12', 12],
    [' 3 ', 3],
  ])('"%s" is %d', (text, expected) => {
    expect(numberIn(text)).toBe(expected);
  });

  test.each(['', '2天', '1 3', '二婶', '2元', '今天2次', '第二天', '-2', '2.5', '99999'])(
    '"%s" is none',
    text => {
      expect(numberIn(text)).toBeNull();
    },
  );
});

describe('picking one', () => {
  test.each([
    ['1', '上门'],
    ['第二个', '医院'],
    ['上门', '上门'],
    ['上门。', '上门'],
    ['家里', '上门'],
    ['4. 电话联系', '电话联系'],
    ['去家里看的', '上门'],
    ['在医院', '医院'],
    ['在社区医院看的', '社区医院'],
    ['电话', '电话联系'],
    ['不是上门，打电话', '电话联系'],
  ])('"%s" is %s', (text, label) => {
    expect(labels(pickOne(text, ways))).toEqual(['picked', label]);
  });

  test('two in one sentence are a doubt', () => {
    expect(labels(pickOne('上门还是打电话', ways))).toEqual(['unclear', '上门', '电话联系']);
  });

  test('a number beside another label is a doubt', () => {
    expect(labels(pickOne('2. 上门', ways))).toEqual(['unclear', '医院', '上门']);
  });

  test('a number that is not on the list is named', () => {
    expect(pickOne('7', ways)).toEqual({ kind: 'no-such-number', number: 7 });
    expect(pickOne('0', ways)).toEqual({ kind: 'no-such-number', number: 0 });
  });

  test.each(['', '😀', '走着去', '没去医院', '院'])('"%s" is nothing', text => {
    expect(labels(pickOne(text, ways))).toEqual(['nothing']);
  });
});

describe('picking several', () => {
  test.each([
    ['1 3', ['上门', '社区医院']],
    ['1、3', ['上门', '社区医院']],
    ['1，3', ['上门', '社区医院']],
    ['3和1', ['上门', '社区医院']],
    ['13', ['上门', '社区医院']],
    ['①③', ['上门', '社区医院']],
    ['一、三', ['上门', '社区医院']],
    ['2到4', ['医院', '社区医院', '电话联系']],
    ['2', ['医院']],
    ['都要', ['上门', '医院', '社区医院', '电话联系']],
    ['上门和打电话', ['上门', '电话联系']],
    ['1 1', ['上门']],
  ])('"%s"', (text, expected) => {
    expect(labels(pickSeveral(text, ways))).toEqual(['picked', ...expected]);
  });

  test('digits run together only where they cannot be one number', () => {
    const twelve = Array.from({ length: 12 }, (_, index) => ({ label: `第${index + 1}本书名` }));
    expect(pickSeveral('12', twelve)).toEqual({ kind: 'picked', items: [twelve[11]] });
    expect(pickSeveral('1 2', twelve)).toEqual({ kind: 'picked', items: twelve.slice(0, 2) });
  });

  test('one bad number spoils the answer rather than being left out', () => {
    expect(pickSeveral('1 9', ways)).toEqual({ kind: 'no-such-number', number: 9 });
    expect(pickSeveral('19', ways)).toEqual({ kind: 'no-such-number', number: 19 });
  });

  test.each(['', '看情况', '[微笑]'])('"%s" is nothing', text => {
    expect(pickSeveral(text, ways)).toEqual({ kind: 'nothing' });
  });
});
