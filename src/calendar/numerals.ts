/** Numbers in Chinese text. Money is in money.ts, text clean-up in width.ts; both are handed on from here. */
import { decimalToNumber, parseDecimal } from './decimal.ts';
import { foldWidth } from './width.ts';

export { findMoney, moneyText, parseMoney } from './money.ts';
export { normalizeText } from './width.ts';

/**
 * The value of a text that is a number and nothing else: 一百二十, 两千, 十五, 廿三, 1.2万, 500, ５００, "1,200", 二〇二六, and as
 * people say it 一千二 (1200), 三百五 (350). Null for anything else: negatives, 三五 ("three to five"), 一百多.
 */
export function chineseNumber(text: string): number | null {
  const value = parseDecimal(foldWidth(text).trim());
  return value ? decimalToNumber(value) : null;
}
