import { describe, expect, it } from 'vitest';
import { chineseNumber, normalizeText } from '../../../src/calendar/numerals.ts';
import { randomIntegers, seed } from './random.ts';

describe('numbers', () => {
  it.each<[string, number | null]>([
    ['500', 500],
    ['５００', 500],
    ['1,200', 1200],
    ['12,345,678', 12_345_678],
    ['0.5', 0.5],
    ['1.2万', 12_000],
    ['1.1万', 11_000],
    ['3千', 3000],
    ['1千5百', 1500],
    ['2千万', 20_000_000],
    ['零', 0],
    ['十', 10],
    ['十五', 15],
    ['二十', 20],
    ['廿三', 23],
    ['卅', 30],
    ['三十二', 32],
    ['五百', 500],
    ['一百二十', 120],
    ['一百零五', 105],
    ['一百十五', 115],
    ['两千', 2000],
    ['两千零二十六', 2026],
    ['一万零五百', 10_500],
    ['十二万', 120_000],
    ['一百零二万', 1_020_000],
    ['一亿', 100_000_000],
    ['伍佰', 500],
    ['壹仟贰佰叁拾肆', 1234],
    ['二〇二六', 2026],
    // As people say it: a lone last digit counts the next lower unit.
    ['三百五', 350],
    ['一千二', 1200],
    ['一万五', 15_000],
    ['两万三千五', 23_500],
    ['1万5', 15_000],
    // Not numbers, or not one number.
    ['', null],
    ['三五', null],
    ['三五百', null],
    ['百', null],
    ['千万', null],
    ['一百零', null],
    ['一万二万', null],
    ['1.2万5', null],
    ['一百多', null],
    ['负五', null],
    ['-5', null],
    ['1,20', null],
    ['1.', null],
    ['1e21', null],
    ['9'.repeat(25), null],
    ['五个', null],
  ])('%s is %s', (text, value) => {
    expect(chineseNumber(text)).toBe(value);
  });

  it(`reads back every number it could be written as (seed ${seed})`, () => {
    const random = randomIntegers(seed);
    const digits = '零一二三四五六七八九';
    const written = (n: number): string => {
      if (n < 10) return digits[n] ?? '';
      const [unit, name] =
        n >= 10_000 ? [10_000, '万'] : n >= 1000 ? [1000, '千'] : n >= 100 ? [100, '百'] : [10, '十'];
      const rest = n % unit;
      const zero = rest > 0 && rest < unit / 10 ? '零' : '';
      return `${written(Math.floor(n / unit))}${name}${rest === 0 ? '' : zero + written(rest)}`;
    };
    for (let i = 0; i < 400; i++) {
      const n = random(1, 99_999_999);
      expect(chineseNumber(written(n)), written(n)).toBe(n);
    }
  });
});

describe('text made even', () => {
  it.each([
    ['  今天  去了  ', '今天 去了'],
    ['５００元', '500元'],
    ['Ａ１２', 'A12'],
    ['８：３０到', '8:30到'],
    ['好的，谢谢！（张老）', '好的，谢谢！（张老）'],
    ['“好”：是。', '“好”：是。'],
    ['１\u200b２\ufeff', '12'],
    ['1\ufe0f\u20e3', '1'],
    ['①', '1'],
    ['\u2f7c人', '老人'],
    ['今天\u3000去了', '今天 去了'],
    ['一\r\n\r\n 二 \n三', '一\n二\n三'],
    ['改３', '改3'],
    ['￥５００', '¥500'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(normalizeText(text)).toBe(expected);
    expect(normalizeText(expected)).toBe(expected);
  });
});
