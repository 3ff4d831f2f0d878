import { describe, expect, it } from 'vitest';
import { understandHandBack } from '../../../../src/scheme/understanding/hand-back.ts';

describe('handing a visit back', () => {
  it.each([
    ['我不便前往（出差）', [], '出差'],
    ['2 去不了，腰扭了', [2], '腰扭了'],
    ['2、我去不了，腰扭了', [2], '腰扭了'],
    ['1、3 都去不了，家里有病人', [1, 3], '家里有病人'],
    ['张老那里我去不了，孩子住院', [], '孩子住院'],
    ['我腰扭了，去不了张老那里', [], '我腰扭了'],
    ['不便前往，原因：正在隔离', [], '正在隔离'],
    ['不好意思，我这几天走不开', [], ''],
    ['因为单位安排出差，我没法上门', [], '单位安排出差'],
    ['我去不了', [], ''],
    ['张老的走访我去不成了，脚崴了', [], '脚崴了'],
  ])('%s', (said, numbers, reason) => expect(understandHandBack(said)).toEqual({ numbers, reason }));

  it.each([
    '今天去不了，明天再去',
    '今天走不开',
    '2 过两天再去',
    '张老去不了医院了，腿摔了',
    '今天上午去看了张老，他现在自己去不了食堂',
    '1 已上门，一切都好',
    '这周去不了，下周去看',
    '张老能不能去世纪公园',
    '去不了怎么办？',
  ])('%s is none', said => expect(understandHandBack(said)).toBeNull());
});
