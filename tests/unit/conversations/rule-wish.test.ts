/** Sentences by which clerks change rules. */
import { describe, expect, test } from 'vitest';
import { ruleWishIn } from '../../../conversations/rules/wish.ts';
import { settingsFrom } from '../../../src/scheme/rules/held.ts';
import { rules } from '../../../src/scheme/rules/index.ts';

const settings = settingsFrom({ versions: [] });
const forms = rules.flatMap(rule => settings.formsOf(rule));
const wish = (said: string) => {
  const found = ruleWishIn(said, forms);
  return found && { [found.form.key]: found.values };
};
const ninth = 'festival:double-ninth';
const spring = 'festival:spring-festival';

describe('a rule and what is wanted of it', () => {
  test.each([
    ['开重阳节走访', { [ninth]: { on: true } }],
    ['开启重阳走访', { [ninth]: { on: true } }],
    ['重阳节走访开一下', { [ninth]: { on: true } }],
    ['请把重阳节打开', { [ninth]: { on: true } }],
    ['停用中秋走访', { 'festival:mid-autumn': { on: false } }],
    ['中秋走访不要了', { 'festival:mid-autumn': { on: false } }],
    ['把国庆走访停了。', { 'festival:national-day': { on: false } }],
    ['春节走访提前30天开始', { [spring]: { opens: 30 } }],
    ['春节走访提前三十天', { [spring]: { opens: 30 } }],
    ['春节走访节前25天开始，节前2天结束', { [spring]: { opens: 25, closes: 2 } }],
    ['改规则 春节 提前15天', { [spring]: { opens: 15 } }],
    ['开重阳节走访，提前10天开始', { [ninth]: { on: true, opens: 10 } }],
    ['七一走访当天结束', { 'festival:party-day': { closes: 0 } }],
    ['重阳提醒改成7天前、3天前', { [ninth]: { prompts: [7, 3], opening: false, halfWay: false } }],
    ['重阳节提醒改成节前５天', { [ninth]: { prompts: [5], opening: false, halfWay: false } }],
    [
      '春节提醒改成开始那天、10天前和3天前',
      { [spring]: { prompts: [10, 3], opening: true, halfWay: false } },
    ],
    ['春节走访书记提醒改成2天前', { [spring]: { secretary: [2] } }],
    ['春节走访过半时不提醒', { [spring]: { halfWay: false } }],
    ['生日看望提前10天开始', { birthday: { opens: 10 } }],
    ['生日提醒改成3天前、当天', { birthday: { prompts: [3, 0], opening: false } }],
    ['住院看望改成48小时内', { illness: { window: 48 } }],
    ['长期住院看望每月最后10天去看望', { 'illness-monthly': { window: 10 } }],
    ['困难走访3个工作日内', { hardship: { window: 3 } }],
    ['困难走访到期没有记录告诉领导', { hardship: { tells: 'leader' } }],
    ['档案复核多少天复核一次：180', null],
    ['档案复核180天复核一次', { 'care-file-review': { every: 180 } }],
    ['停用生日看望', { birthday: { on: false } }],
    [
      '春节走访恢复默认',
      {
        [spring]: {
          on: null,
          opens: null,
          closes: null,
          opening: null,
          halfWay: null,
          prompts: null,
          secretary: null,
        },
      },
    ],
  ])('%s', (said, expected) => {
    expect(wish(said)).toEqual(expected);
  });
});

describe('what is none', () => {
  test.each([
    '春节走访了张老，精神还好',
    '重阳节去看了张老，送了一盒月饼',
    '中秋前3天张老住院了',
    '提前30天开始',
    '开圣诞节走访',
    '张老生日是腊月初十',
    '昨天住院看望了李老，48小时后出院',
    '春节走访的名单发我',
    '规则',
    '',
  ])('%s', said => {
    expect(wish(said)).toBeNull();
  });
});
