import { describe, expect, test } from 'vitest';
import { editIn, labelEdit, withoutProtest } from '../../../src/chat/edits.ts';

const labels = ['对象', '日期', '日期说明', '金额', '情况'];

describe('corrections by number', () => {
  test.each([
    ['改3', 2, ''],
    ['改第3项', 2, ''],
    ['改三', 2, ''],
    ['修改4', 3, ''],
    ['改３', 2, ''],
    ['改4 500元', 3, '500元'],
    ['改4：500元', 3, '500元'],
    ['改4为500元', 3, '500元'],
    ['改4成500元', 3, '500元'],
    ['改2昨天', 1, '昨天'],
    ['4改成500元', 3, '500元'],
    ['把第4项改成500元', 3, '500元'],
    ['4、500元', 3, '500元'],
    ['4 500元', 3, '500元'],
    ['4：500元', 3, '500元'],
    ['不对，改4 500元', 3, '500元'],
    ['改9', 8, ''],
    ['请改2吧', 1, ''],
  ])('"%s"', (text, index, rest) => {
    expect(editIn(text, labels)).toEqual({ index, rest });
  });
});

describe('corrections by label', () => {
  test.each([
    ['改日期', 1, ''],
    ['改日期 昨天', 1, '昨天'],
    ['日期改成昨天', 1, '昨天'],
    ['把日期改为昨天', 1, '昨天'],
    ['日期：昨天', 1, '昨天'],
    ['日期是昨天', 1, '昨天'],
    ['日期不对', 1, ''],
    ['日期', 1, ''],
    ['日期说明改成大概', 2, '大概'],
    ['错了，金额应该是800元', 3, '800元'],
    ['改金额800', 3, '800'],
  ])('"%s"', (text, index, rest) => {
    expect(editIn(text, labels)).toEqual({ index, rest });
  });
});

describe('what is no correction', () => {
  test.each([
    '改500元',
    '改10月3日',
    '改12.5',
    '改30人',
    '是800元',
    '10,000元',
    '情况紧急',
    '改天再说',
    '',
    '9 个人',
  ])('"%s"', text => {
    expect(editIn(text, labels)).toBeNull();
  });

  test('a label that is only the beginning of a sentence', () => {
    expect(labelEdit('情况还好', labels)).toBeNull();
    expect(labelEdit('改情况还好', labels)).toEqual({ index: 4, rest: '还好' });
  });
});

test('protest is taken off, the facts stay', () => {
  expect(withoutProtest('不对，是800元')).toBe('是800元');
  expect(withoutProtest('错了！不是，昨天')).toBe('昨天');
  expect(withoutProtest('不对劲的事')).toBe('不对劲的事');
});
