import { describe, expect, it } from 'vitest';
import { findMoney, moneyText, parseMoney } from '../../../src/calendar/numerals.ts';
import { randomIntegers, seed } from './random.ts';

describe('a text that is an amount', () => {
  it.each<[string, number | null]>([
    ['五百元', 50_000],
    ['500块', 50_000],
    ['500块钱', 50_000],
    ['1.2万', 1_200_000],
    ['1.2万元', 1_200_000],
    ['1.23456万', 1_234_560],
    ['一千二', 120_000],
    ['三百五', 35_000],
    ['两百', 20_000],
    ['5角', 50],
    ['5毛钱', 50],
    ['三块五', 350],
    ['三块五毛', 350],
    ['12元5角', 1250],
    ['12元5角3分', 1253],
    ['五角五分', 55],
    ['12.50元', 1250],
    ['0.01元', 1],
    ['￥500', 50_000],
    ['¥ 1,200.50', 120_050],
    ['人民币500', 50_000],
    ['５００', 50_000],
    ['500', 50_000],
    [' 500 元。', 50_000],
    ['伍佰元整', 50_000],
    ['1亿', 10_000_000_000],
    // Too much, too fine, too little.
    ['100000001', null],
    ['1亿零1', null],
    ['1e21', null],
    ['9'.repeat(21), null],
    ['12.345', null],
    ['1.500元', null],
    ['0', null],
    ['-500', null],
    ['－５００元', null],
    ['负五百', null],
    // Not one amount.
    ['500多元', null],
    ['三五百元', null],
    ['12.5元3角', null],
    ['500美元', null],
    ['500元300', null],
    ['1,20元', null],
    ['五百米', null],
    ['元', null],
    ['', null],
  ])('%s: %s fen', (text, fen) => {
    expect(parseMoney(text)?.fen ?? null).toBe(fen);
  });

  it('is nought only where nought is allowed', () => {
    expect(parseMoney('0元', { allowZero: true })).toEqual({ fen: 0 });
    expect(parseMoney('0元')).toBeNull();
    expect(parseMoney('-0', { allowZero: true })).toBeNull();
  });
});

describe('an amount inside a sentence', () => {
  it.each<[string, string, number]>([
    ['血压高住院第三天，精神还好，送了500元慰问金', '500元', 50_000],
    ['送 500 元和一桶油', '500 元', 50_000],
    ['送去慰问金５００元', '５００元', 50_000],
    ['给了五百块慰问', '五百块', 50_000],
    ['交了500块钱的药费', '500块钱', 50_000],
    ['医药费花了1.2万，自付3000', '1.2万', 1_200_000],
    ['给了两万', '两万', 2_000_000],
    ['一共一千二百块', '一千二百块', 120_000],
    ['补助￥500，已签收', '￥500', 50_000],
    ['80岁的张老住11床，给了300元', '300元', 30_000],
    ['11.3 500元', '500元', 50_000],
    ['3号去的，2026年11月3日送800元', '800元', 80_000],
    ['慰问金-500元', '500元', 50_000],
    ['送500元到11床', '500元', 50_000],
    ['菜花了三块五', '三块五', 350],
    ['找回5角', '5角', 50],
    ['每月退休费4,235.50元', '4,235.50元', 423_550],
    ['李四一百元', '一百元', 10_000],
    ['先给200元，再给300元', '200元', 20_000],
    ['伍佰元整已交', '伍佰元整', 50_000],
    ['元旦送500元', '500元', 50_000],
    ['给了500元月饼券', '500元', 50_000],
  ])('%s: %s', (text, piece, fen) => {
    const found = findMoney(text);
    expect(found?.fen).toBe(fen);
    expect(text.slice(found?.index ?? 0, (found?.index ?? 0) + (found?.length ?? 0))).toBe(piece);
  });

  it.each([
    '30床',
    '今年80岁',
    '3天没吃饭',
    '电话13812345678',
    '身份证110101194511034512',
    '血压130/80',
    '和书记一块去看张老',
    '一块儿吃饭',
    '昨天和书记一块，看了张老',
    '送了两块肉，三块香皂',
    '发了20块肥皂',
    '每天走2万步',
    '全县3万老干部',
    '1.2万人',
    '三四百元',
    '给张三五百元',
    '500多元',
    '300-500元',
    '三百到五百元',
    '300元到500元',
    '退 -500元',
    '负500元',
    '12.345元',
    '2027元旦',
    '2027元月',
    '500美元',
    '第五块',
    '当归3钱',
    '三角形',
    '五角星',
    '80分钟',
    '0元',
    '送去500',
    '千万要注意',
    '给了999999999999元',
    `${'9'.repeat(30)}元`,
  ])('%s: none', text => {
    expect(findMoney(text)).toBeNull();
  });

  it('takes a long text in its stride', () => {
    for (const unit of ['1', '三百', '500', '11.3 ', '¥ ', '13月1日']) {
      const started = performance.now();
      expect(findMoney(unit.repeat(20_000 / unit.length))).toBeNull();
      expect(performance.now() - started, unit).toBeLessThan(1000);
    }
  });
});

describe('amounts written out', () => {
  it.each([
    [50_000, '500元'],
    [1250, '12.5元'],
    [1255, '12.55元'],
    [1205, '12.05元'],
    [1_200_000, '12000元'],
    [1, '0.01元'],
    [0, '0元'],
    [-300, '-3元'],
    [-5, '-0.05元'],
  ])('%i fen: %s', (fen, text) => {
    expect(moneyText(fen)).toBe(text);
  });

  it('are whole fen', () => {
    expect(() => moneyText(0.5)).toThrow(RangeError);
    expect(() => moneyText(NaN)).toThrow(RangeError);
  });

  it(`are read back to the fen (seed ${seed})`, () => {
    const random = randomIntegers(seed);
    for (let i = 0; i < 400; i++) {
      const fen = random(1, 10 ** random(1, 9));
      expect(parseMoney(moneyText(fen)), moneyText(fen)).toEqual({ fen });
      expect(findMoney(`今天送去${moneyText(fen)}，`), moneyText(fen)).toEqual({
        fen,
        index: 4,
        length: moneyText(fen).length,
      });
    }
  });
});
