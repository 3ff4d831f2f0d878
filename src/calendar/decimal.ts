/**
 * Numbers as people write them, exactly: 1.2万 is the integer 12 and the power 3, so that money never passes through a
 * fraction that a computer cannot hold.
 */

/** digits × 10^power; `digits` is a safe integer ≥ 0, `power` may be negative. */
export interface Decimal {
  digits: number;
  power: number;
}

/** Characters of a Chinese number, for regular expressions (inside a class). */
export const CHINESE_NUMERALS = '零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億幺';

const FORMAL: Record<string, string> = {
  壹: '一',
  贰: '二',
  叁: '三',
  肆: '四',
  伍: '五',
  陆: '六',
  柒: '七',
  捌: '八',
  玖: '九',
  拾: '十',
  佰: '百',
  仟: '千',
  萬: '万',
  億: '亿',
  〇: '零',
  两: '二',
  幺: '一',
  廿: '二十',
  卅: '三十',
};
const DIGITS = '零一二三四五六七八九';
const UNITS: readonly (readonly [name: string, power: number])[] = [
  ['亿', 8],
  ['万', 4],
  ['千', 3],
  ['百', 2],
  ['十', 1],
];
const ARABIC = /^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;
const MAX_DIGITS = 15;

/** The value as an ordinary number; exact where it is a whole number below 2^53. */
export function decimalToNumber({ digits, power }: Decimal): number {
  return power >= 0 ? digits * 10 ** power : digits / 10 ** -power;
}

const whole = (value: number): Decimal | null =>
  Number.isSafeInteger(value) ? { digits: value, power: 0 } : null;

/** '500', '1,200', '12.50'. */
function parseArabic(text: string): Decimal | null {
  const match = ARABIC.exec(text);
  if (!match) return null;
  const fraction = (match[1] ?? '').replace(/0+$/, '');
  const integer = text.replace(/\..*$/, '').replaceAll(',', '');
  const digits = `${integer}${fraction}`.replace(/^0+(?=\d)/, '');
  return digits.length > MAX_DIGITS ? null : { digits: Number(digits), power: -fraction.length };
}

/** One digit, or a row of at least three read out one by one (二零二六); two in a row (三五) mean "three to five". */
function parseDigitRow(text: string): Decimal | null {
  if (!/^[零一二三四五六七八九]+$/.test(text) || text.length === 2 || text.length > MAX_DIGITS) return null;
  return whole(Number([...text].map(char => DIGITS.indexOf(char)).join('')));
}

/** What stands before a unit: for 十 it may be missing; 千 百 十 take one digit, unless it is an Arabic number (1.5千). */
function parseBefore(text: string, power: number): Decimal | null {
  if (text === '') return power === 1 ? whole(1) : null;
  const arabic = parseArabic(text);
  if (arabic) return arabic;
  const value = parseNumeral(text);
  const limit = power >= 4 ? 10_000 : 10;
  return value && decimalToNumber(value) < limit && decimalToNumber(value) > 0 ? value : null;
}

/** What stands after a unit: 一千零五十 → 50; a lone digit counts the next lower unit, 一千二 → 200. */
function parseAfter(text: string, power: number): number | null {
  if (text === '') return 0;
  const rest = text.replace(/^零/, '');
  const value = parseNumeral(rest);
  if (!value || value.power < 0) return null;
  const colloquial = power >= 2 && /^[一二三四五六七八九1-9]$/.test(text);
  const amount = decimalToNumber(value) * (colloquial ? 10 ** (power - 1) : 1);
  return amount < 10 ** power ? amount : null;
}

/** A number without a unit, or split at its largest unit. `text` has no formal characters any more. */
function parseNumeral(text: string): Decimal | null {
  const unit = UNITS.find(([name]) => text.includes(name));
  if (!unit) return parseArabic(text) ?? parseDigitRow(text);
  const [name, power] = unit;
  const at = text.lastIndexOf(name);
  const before = parseBefore(text.slice(0, at), power);
  const after = parseAfter(text.slice(at + 1), power);
  if (!before || after === null) return null;
  if (after === 0) return { digits: before.digits, power: before.power + power };
  return before.power < 0 ? null : whole(decimalToNumber(before) * 10 ** power + after);
}

/** A whole text as a number ≥ 0: 500, 1,200, 1.2万, 一百二十, 三百五, 廿三, 二〇二六; null when it is none. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length === 0 || text.length > 24) return null;
  const plain = text.replace(/[^\d.,]/g, char => FORMAL[char] ?? char);
  const value = parseNumeral(plain);
  return value && Number.isSafeInteger(Math.trunc(decimalToNumber(value))) ? value : null;
}
