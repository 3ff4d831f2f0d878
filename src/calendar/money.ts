/**
 * Amounts of money in Chinese text. Money is an integer of fen (分) everywhere; nothing here passes through a fraction.
 */
import { CHINESE_NUMERALS, decimalToNumber, parseDecimal } from './decimal.ts';
import { foldWidth } from './width.ts';

/** An amount found in a sentence: its value and where it stands in the text that was given. */
export interface FoundMoney {
  fen: number;
  /** Position of the first character (UTF-16 units, as `slice` counts). */
  index: number;
  length: number;
}

/** 100,000,000 元: anything above is a slip of the finger. */
const MAX_FEN = 10_000_000_000;

const DIGIT = '[\\d一二两三四五六七八九零]';
const ARABIC_NUMBER = `(?<!\\d)\\d[\\d,.]{0,24}[\\d${CHINESE_NUMERALS}]{0,12}`;
const CHINESE_NUMBER = `(?<![${CHINESE_NUMERALS}])[${CHINESE_NUMERALS}]{1,20}`;
const MONEY = [
  '(?<sign>¥|RMB|人民币)?[ ]?',
  `(?<number>${ARABIC_NUMBER}|${CHINESE_NUMBER})[ ]?`,
  `(?:(?<unit>[元圆块])(?:(?<jiao>${DIGIT})[角毛](?:(?<fen>${DIGIT})分)?|(?<tail>${DIGIT})(?![\\d${CHINESE_NUMERALS}]))?`,
  `|(?<small>[角毛])(?:(?<smallFen>${DIGIT})分)?)?`,
  '(?<suffix>钱|整|正)?',
].join('');

type Groups = Partial<Record<string, string>>;

/** A number of `unitFen` each, as fen; null when it is no number or not a whole number of fen. */
function toFen(number: string, unitFen: number): number | null {
  if (/\.\d{3,}$/.test(number)) return null;
  const value = parseDecimal(number);
  if (!value) return null;
  const power = value.power + (unitFen === 100 ? 2 : 1);
  if (power < 0) return null;
  const fen = decimalToNumber({ digits: value.digits, power });
  return fen <= MAX_FEN ? fen : null;
}

const smallCoins = (digit: string | undefined, unitFen: number): number =>
  digit === undefined ? 0 : (decimalToNumber(parseDecimal(digit) ?? { digits: 0, power: 0 }) || 0) * unitFen;

/** The amount of a match: 三块五 → 350, 12元5角 → 1250, 5角 → 50. */
function amountOf(number: string, groups: Groups): number | null {
  const main = toFen(number, groups.small === undefined ? 100 : 10);
  if (main === null) return null;
  const coins = smallCoins(groups.jiao ?? groups.tail, 10) + smallCoins(groups.fen ?? groups.smallFen, 1);
  // 12.5元3角 is a slip: a fraction of a yuan is said once.
  if (coins > 0 && (number.includes('.') || main + coins > MAX_FEN)) return null;
  return main + coins;
}

const WHOLE = new RegExp(`^${MONEY}$`, 'iu');
const INSIDE = new RegExp(MONEY, 'giu');

/**
 * A text that is an amount and nothing else: 五百元, 500块钱, 1.2万, 一千二, ￥500, 12.50元, 三块五, also a bare 500.
 * Null for negatives, for more than two decimals, above 100,000,000 元, and for nought unless `allowZero`.
 */
export function parseMoney(text: string, options: { allowZero?: boolean } = {}): { fen: number } | null {
  const match = WHOLE.exec(
    foldWidth(text)
      .trim()
      .replace(/[。.！!]$/u, ''),
  );
  const groups: Groups = match?.groups ?? {};
  const fen = amountOf(groups.number ?? '', groups);
  return fen === null || (fen === 0 && !options.allowZero) ? null : { fen };
}

const HAN = /^\p{Script=Han}/u;
/** After 3块: a piece of something, not money. */
const PIECES =
  /^(?:[地田石砖表布木肉糖瓦板煤儿毯牌骨伤疤斑屏饼]|玻璃|蛋糕|豆腐|香皂|肥皂|电池|月饼|手表|巧克力|腊肉|毛巾|抹布|面包|菜地|淤青)/;
/** After 3万: a count of something, not money. */
const COUNTED =
  /^(?:[多余来几人名位个次步字里米斤吨亩户家年岁张份只条颗棵平度本册美日港欧英韩分火株头台辆套件袋盒瓶片粒支卷]|公里|公斤|千瓦|毫升|群众|党员|干部|职工|老人|老干部|居民|村民|学生)/;
const RANGE_BEFORE = /[\d元块万角千百][ ]?(?:[-~～—]|至|到)$/;
const RANGE_AFTER = new RegExp(`^[ ]?(?:[-~～—]|至|到)[ ]?[\\d.,${CHINESE_NUMERALS}]+[ ]?(?:元|块|万)`);
const MINUS_BEFORE = /(?:负|(?:^|[^\p{Script=Han}])-)$/u;

function isYuan(number: string, fen: number, groups: Groups, after: string): boolean {
  if (/^旦/.test(after) || (/^(?:19|20)\d\d$/.test(number) && after.startsWith('月'))) return false;
  if (groups.unit !== '块' || groups.jiao || groups.suffix) return true;
  if (PIECES.test(after)) return false;
  // 一块 is "together", 两块… is mostly pieces; a helper's gift of three yuan is not worth a wrong entry.
  return fen >= 1000 || (fen !== 100 && !HAN.test(after));
}

/** Whether a number in a sentence speaks of money: it needs a unit, and the unit must not belong to another word. */
function speaksOfMoney(number: string, fen: number, groups: Groups, after: string): boolean {
  if (groups.unit) return isYuan(number, fen, groups, after);
  if (groups.small) return Boolean(groups.suffix ?? groups.smallFen) || !HAN.test(after);
  if (groups.sign) return true;
  if (groups.suffix === '钱') return fen >= 1000;
  return /[万亿]/.test(number) && !groups.suffix && !COUNTED.test(after);
}

function isClear(before: string, after: string): boolean {
  return (
    !before.endsWith('第') &&
    !RANGE_BEFORE.test(before) &&
    !RANGE_AFTER.test(after) &&
    !MINUS_BEFORE.test(before)
  );
}

/** Two neighbouring digits that mean "about": 三四百, 七八十, 三五百. */
function isAbout(pair: string): boolean {
  const digits = [...pair].map(char => '一二三四五六七八九'.indexOf(char.replace('两', '二')));
  const [a = -1, b = -1] = digits;
  return a >= 0 && (b === a + 1 || pair === '三五');
}

/** The number itself, or what is left of it without a name in front (李四一百元 → 一百); null when it is none. */
function readNumber(number: string, groups: Groups): { number: string; fen: number } | null {
  for (let start = 0; start < number.length; start++) {
    const rest = number.slice(start);
    const fen = amountOf(rest, groups);
    if (fen !== null) return { number: rest, fen };
    if (/^[\d]/.test(rest) || isAbout(rest.slice(0, 2))) return null;
  }
  return null;
}

function readMatch(text: string, match: RegExpMatchArray): FoundMoney | null {
  const groups: Groups = match.groups ?? {};
  const found = readNumber(groups.number ?? '', groups);
  if (!found || found.fen === 0) return null;
  const end = (match.index ?? 0) + match[0].length;
  const lead = (groups.number ?? '').length - found.number.length;
  // Spaces that the pattern allowed in front are not part of the amount.
  const start = (match.index ?? 0) + (lead > 0 ? match[0].indexOf(found.number) : match[0].search(/\S/));
  const trailing = match[0].length - match[0].trimEnd().length;
  // A few characters on either side decide; looking at all of a long text for every number would be quadratic.
  const [before, after] = [text.slice(Math.max(0, start - 8), start), text.slice(end, end + 32)];
  if (!isClear(before, after) || !speaksOfMoney(found.number, found.fen, groups, after)) return null;
  return { fen: found.fen, index: start, length: end - trailing - start };
}

/**
 * The first amount of money inside a sentence, or null. A number counts only with a unit (元 块 万 ￥ 角 钱), so 30床, 80岁
 * and 3天 are not money; neither are ranges (300到500元), "about" (三四百元, 500多元), negatives, 一块去, 3块肉 and 2万步.
 */
export function findMoney(text: string): FoundMoney | null {
  const folded = foldWidth(text);
  for (const match of folded.matchAll(INSIDE)) {
    const found = readMatch(folded, match);
    if (found) return found;
  }
  return null;
}

/** '500元', '12.5元', '12.55元', '-3元' for a reversal: no thousands signs, decimals only where there are any. */
export function moneyText(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not a whole number of fen: ${fen}`);
  const rest = Math.abs(fen) % 100;
  const decimals = rest === 0 ? '' : `.${String(rest).padStart(2, '0').replace(/0$/, '')}`;
  return `${fen < 0 ? '-' : ''}${(Math.abs(fen) - rest) / 100}${decimals}元`;
}
