import { expect, test } from 'vitest';
import { maskFor } from '../../src/misunderstood-mask.ts';
import { castFor, readCorpus } from '../corpus/format.ts';

const mask = maskFor({
  people: [...castFor('helper').map(({ name }) => name), '李明', '王芳', '牛二娃'],
  organisations: ['云溪县委老干部局', '第一党支部'],
});

// prettier-ignore
test.each([
  ['张老昨天叫俺别来了', '某老昨天叫俺别来了'],
  ['老张那儿咋整', '老某那儿咋整'],
  ['王大妈她闺女打电话了', '某大妈她闺女打电话了'],
  ['张德厚同志的事', '某某同志的事'],
  ['章得厚的事', '某某的事'],
  ['德厚同志那边', '某某同志那边'],
  ['买买提·吐尔逊家的羊', '某某家的羊'],
  ['让李明去看看', '让某某去看看'],
  ['小王说他去', '小某说他去'],
  ['给13800138000打', '给00000000000打'],
  ['身份证11010519491231002X', '身份证000000000000000000'],
  ['号码是幺三八零零幺三八零零零', '号码是零零零零零零零零零零零'],
  ['送了５００元', '送了000元'],
  ['云溪县委老干部局让我问', '某单位让我问'],
  ['住和平路12号3单元', '住某路00号0单元'],
  ['在清河镇中心卫生院', '在某镇中心卫生院'],
  ['微信号zhangdehou1944', '微信号xxxx'],
])('%s → %s', (said, masked) => {
  expect(mask(said)).toBe(masked);
});

test.each([
  '血压有点高，走路不便',
  '下周三再去',
  '谢谢组织关心',
  '住县医院了',
  '于是我就回来了',
  '程序怎么走',
])('the way of speaking stays: %s', said => {
  expect(mask(said)).toBe(said);
});

test('of no sentence of the corpus is a name, a figure or a number left', () => {
  for (const { say } of readCorpus().flatMap(({ sentences }) => sentences)) {
    const masked = mask(say);
    expect(masked).not.toMatch(/[1-9]/u);
    for (const { name } of castFor('helper')) expect(masked).not.toContain(name.slice(0, 3));
  }
});

test('people on no list are taken out as well', () => {
  for (const [said, name] of [
    ['赵建国昨天来过', '赵建国'],
    ['邻居刘大山帮的忙', '刘大山'],
    ['社区的孙丽娟联系我', '孙丽娟'],
    ['欧阳振华同志的意见', '欧阳振华'],
  ] as const)
    expect(mask(said)).not.toContain(name.slice(-2));
});
