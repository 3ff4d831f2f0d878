/** Wishes for a rule that make no sense: each gets one answer that names the thing and the remedy. */
import { describe, expect, test } from 'vitest';
import { isAboutDays, isSwitch, misfit, unclear } from '../../../conversations/rules/unclear.ts';
import { settingsFrom } from '../../../src/scheme/rules/held.ts';
import { rules } from '../../../src/scheme/rules/index.ts';

const settings = settingsFrom({ versions: [] });
const forms = rules.flatMap(rule => settings.formsOf(rule));
const spring = forms.find(({ key }) => key === 'festival:spring-festival');
if (!spring) throw new Error('no such rule');
const example = '“提前10天开始”';
const answer = (said: string) => misfit(said, spring, forms, example) ?? unclear(said, example);

test.each([
  ['提前-5天开始', '“-5”是负数，改不了。请写0或者更大的整数，比如“提前10天开始”。'],
  ['提前－５天开始', '“-5”是负数，改不了。请写0或者更大的整数，比如“提前10天开始”。'],
  ['提前负五天开始', '“负五”是负数，改不了。请写0或者更大的整数，比如“提前10天开始”。'],
  ['提前3.5天开始', '“3.5”不是整数，改不了。请写整数，比如“提前10天开始”。'],
  ['提前半天', '“半天”不是整数，改不了。请写整数，比如“提前10天开始”。'],
  ['提前两周', '“两周”请按天数写，比如“提前10天开始”。'],
  ['5', '“5”说的是哪一项？请写完整，比如“提前10天开始”。'],
  ['二十天', '“二十天”说的是哪一项？请写完整，比如“提前10天开始”。'],
  ['提醒改成', '提醒改成哪几天？请写上，比如“提醒改成7天前、3天前”。'],
  ['随便', '没看明白“随便”要改什么。请像这样说：“提前10天开始”。'],
  [
    '提前25天开始，重阳走访提前9天开始',
    '一次改一条，免得弄混：这次先改“春节走访”，请只说它怎么改；“重阳走访”等会儿再改。',
  ],
  [
    '第九党支部 提前30天开始',
    '没有找到“第九党支部”，或者不归您这里管。请写下级组织的全名；改本单位的，直接说怎么改，比如“提前10天开始”。',
  ],
])('%s', (said, expected) => {
  expect(answer(said)).toBe(expected);
});

test.each([
  '提前20天开始',
  '提醒改成10天前-3天前',
  '没有走访的告诉支部书记改成2天前',
  '停用',
  '书记提醒改成2天前',
])('%s may be meant as it stands', said => {
  expect(misfit(said, spring, forms, example)).toBeUndefined();
});

describe('what is about a rule though it makes no sense', () => {
  test('its days', () => {
    for (const rest of ['提前-5天开始', '提前3.5天', '节前两周开始', '改成-2天'])
      expect(isAboutDays(rest)).toBe(true);
    for (const rest of ['提前去看了张老，3天后再去', '看了张老', '的名单'])
      expect(isAboutDays(rest)).toBe(false);
  });
  test('its switch', () => {
    expect(isSwitch('停用春节走访和中秋走访', forms)).toBe(true);
    expect(isSwitch('开会时说起春节走访', forms)).toBe(false);
  });
});
