/** How a cell's text becomes a value: one reader for each kind of column, each saying kindly what would have been right. */
import { makeDate } from '../../calendar/dates.ts';
import { codeOf, isCode, labelList, labelOf, type CodeOf, type Labels } from '../labels.ts';
import { idNumberFacts } from './id-number.ts';
import type { Complaint } from './problems.ts';
import type { Column, Reading } from './read-rows.ts';

/** What a column is made of besides its title. */
export type Cell<T> = Pick<Column<T>, 'read' | 'show'>;

/** The type of a column in the database. */
export type SqlType = 'uuid' | 'text' | 'timestamptz' | 'text[]' | 'integer' | 'boolean';

/** A cell whose value is stored as it was read; where nothing was written there is `empty`. */
export interface StoredCell<T, Empty = null> extends Cell<T> {
  readonly sql: SqlType;
  readonly empty: Empty;
}

const asText = { sql: 'text', empty: null } as const;

const right = <T>(value: T, warning?: Complaint): Reading<T> => (warning ? { value, warning } : { value });
const wrong = (message: string, advice: string): { complaint: Complaint } => ({
  complaint: { message, advice },
});
const halfWidth = (text: string): string => text.normalize('NFKC').trim();

/** Free text of at most so many characters, as written; text that looks like a formula is text. */
export const text = (longest = 200): StoredCell<string> => ({
  ...asText,
  read: given =>
    given.length <= longest
      ? right(given)
      : wrong(`内容太长（${given.length}字）。`, `请缩短到${longest}字以内。`),
  show: value => value,
});

/** A word of a fixed list, or one of its synonyms. */
export const choice = <Table extends Labels>(table: Table): StoredCell<CodeOf<Table>> => ({
  ...asText,
  read: given => {
    const code = codeOf(table, given);
    return code === undefined ? notAmong(table, given) : right(code);
  },
  show: value => labelOf(table, value),
});

const notAmong = (table: Labels, given: string) =>
  wrong(`不认识“${given}”。`, `请从这些里选：${labelList(table).join('、')}。`);

/** Several words of a fixed list, joined by 、 or a comma; kept in the list's order and once each. */
export const choices = <Table extends Labels>(
  table: Table,
  most = Infinity,
): StoredCell<readonly CodeOf<Table>[], readonly CodeOf<Table>[]> => ({
  sql: 'text[]',
  empty: [],
  read: given => {
    const words = given
      .split(/[、,，;；\n]/u)
      .map(word => word.trim())
      .filter(word => word !== '');
    const unknown = words.find(word => codeOf(table, word) === undefined);
    if (unknown !== undefined) return notAmong(table, unknown);
    const codes = new Set(words.map(word => codeOf(table, word)));
    if (codes.size > most) return wrong(`写了${codes.size}项。`, `最多写${most}项。`);
    return right(
      Object.keys(table).filter((code): code is CodeOf<Table> => isCode(table, code) && codes.has(code)),
    );
  },
  show: value => value.map(code => labelOf(table, code)).join('、'),
});

const yes = new Set(['是', '有', '√', 'true', 'yes', 'y', '1', '对']);
const no = new Set(['否', '不是', '无', '×', 'x', 'false', 'no', 'n', '0']);

/** 是 or 否. */
export const yesNo: StoredCell<boolean> = {
  sql: 'boolean',
  empty: null,
  read: given => {
    const word = halfWidth(given).toLowerCase();
    if (yes.has(word)) return right(true);
    return no.has(word) ? right(false) : wrong(`不认识“${given}”。`, '请填“是”或“否”。');
  },
  show: value => (value ? '是' : '否'),
};

const spelledDate =
  /^(\d{4})(?:年|[-/.])(\d{1,2})(?:(?:月|[-/.])(\d{1,2})(?:日|号)?|月)?(?: 0{1,2}:00(?::00)?)?$/;
const packedDate = /^(\d{4})(\d{2})(\d{2})$/;

/** The numbers of a written date; `day` is absent where only a month is written. */
export function dateNumbers(given: string): { year: number; month: number; day?: number } | undefined {
  const plain = halfWidth(given);
  const parts = spelledDate.exec(plain) ?? packedDate.exec(plain);
  if (!parts) return undefined;
  const [, year, month, day] = parts;
  return { year: Number(year), month: Number(month), ...(day === undefined ? {} : { day: Number(day) }) };
}

const dateAdvice = '请写成 2026-03-01 这样的日期（也可以是 2026/3/1、2026.3.1、2026年3月1日）。';

/** What to say of text that is no date: a number the spreadsheet did not show as a date, or anything else. */
export const notADate = (given: string): { complaint: Complaint } =>
  /^\d{5}$/.test(halfWidth(given))
    ? wrong(`“${given}”像是 Excel 里日期的内部数字。`, '请把这一列设为“日期”格式，或写成 2026-03-01。')
    : wrong(`“${given}”不是日期。`, dateAdvice);

/** A day of the civil calendar, in any of its usual spellings. */
export const date: StoredCell<string> = {
  ...asText,
  read: given => {
    const numbers = dateNumbers(given);
    if (numbers?.day === undefined) return notADate(given);
    const { year, month, day } = numbers;
    const made = makeDate(year, month, day);
    return made === null ? wrong(`没有“${given}”这一天。`, '请核对月份和日期。') : right(made);
  },
  show: value => value,
};

/** A day or, where the day was never written down, a month ('1966-07'). */
export const dayOrMonth: StoredCell<string> = {
  ...asText,
  read: given => {
    const numbers = dateNumbers(given);
    if (!numbers || numbers.day !== undefined) return date.read(given);
    const first = makeDate(numbers.year, numbers.month, 1);
    return first === null
      ? wrong(`没有“${given}”这个月。`, '请写成 1966-07 或 1966-07-01。')
      : right(first.slice(0, 7));
  },
  show: value => value,
};

/** An amount of yuan as whole fen. */
export const money: StoredCell<number> = {
  sql: 'integer',
  empty: null,
  read: given => {
    const parts = /^[¥￥]?(\d{1,10})(?:\.(\d{1,4}))?(万)?元?(?:\/月)?$/.exec(
      halfWidth(given).replaceAll(/[,\s]/g, ''),
    );
    if (!parts) return wrong(`“${given}”不是金额。`, '请只写数字，单位是元，例如 3200 或 3200.50。');
    const [, whole = '', decimals = '', tenThousands] = parts;
    const fen = Math.round(Number(`${whole}.${decimals}`) * (tenThousands ? 1_000_000 : 100));
    if (!tenThousands && decimals.replace(/0+$/, '').length > 2)
      return wrong(`“${given}”比一分钱还细。`, '金额最多写两位小数。');
    return fen > 2_000_000_000 ? wrong(`“${given}”太大了。`, '请核对金额，单位是元。') : right(fen);
  },
  show: fen => `${Math.floor(fen / 100)}${fen % 100 === 0 ? '' : `.${String(fen % 100).padStart(2, '0')}`}`,
};

/** A whole number from `least` to `most`. */
export const count = (least: number, most: number): StoredCell<number> => ({
  sql: 'integer',
  empty: null,
  read: given => {
    const value = Number(/^(\d{1,3})[口人]?$/.exec(halfWidth(given))?.[1] ?? Number.NaN);
    return value >= least && value <= most
      ? right(value)
      : wrong(`“${given}”不对。`, `请填 ${least} 到 ${most} 的整数。`);
  },
  show: String,
});

/** A telephone number: digits, with dashes or spaces in it as people write them; kept without spaces. */
export const phone: StoredCell<string> = {
  ...asText,
  read: given => {
    const plain = halfWidth(given).replaceAll(/[\s()]/g, '');
    const digits = plain.replaceAll(/\D/g, '').length;
    if (!/^\+?[\d-]+$/.test(plain) || digits < 5 || digits > 15)
      return wrong(
        `“${given}”不像电话号码。`,
        '请写一个手机号（11位数字），或带区号的座机号，例如 029-00000000。',
      );
    if (/^1\d+$/.test(plain) && plain.length !== 11)
      return right(plain, {
        message: `手机号“${given}”是${plain.length}位。`,
        advice: '手机号应是11位，请核对。',
      });
    return right(plain);
  },
  show: value => value,
};

/** 身份证号; a wrong check digit is asked about, not refused: the file is kept as it was found (S1-3.1c). */
export const idNumber: StoredCell<string> = {
  ...asText,
  read: given => {
    const plain = halfWidth(given).replaceAll(/\s/g, '').toUpperCase();
    const facts = idNumberFacts(plain);
    if (!facts)
      return wrong(
        `身份证号“${masked(plain)}”应是18位，这里是${plain.length}位。`,
        '请核对后重填；如果没有，可以留空。',
      );
    if (facts.checkDigitRight) return right(plain);
    return right(plain, badCheckDigit(plain));
  },
  show: value => value,
};

const masked = (number: string): string => (number.length > 4 ? `…${number.slice(-4)}` : number);

const badCheckDigit = (number: string): Complaint =>
  number.endsWith('000')
    ? {
        message: '身份证号的末三位是000，像是被 Excel 当作数字改掉了。',
        advice: '请把这一列设为“文本”格式，再重新填写。',
      }
    : {
        message: `身份证号（末四位${number.slice(-4)}）的校验码不对，可能有一位写错了。`,
        advice: '请对照证件核对。',
      };

/** An account of the platform: letters, digits and - _ @ . only. */
export const userId: StoredCell<string> = {
  ...asText,
  read: given =>
    /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/.test(given)
      ? right(given)
      : wrong(
          `“${given}”不是企业微信账号。`,
          '请填通讯录里的“账号”（字母、数字，不是姓名）；没有账号请留空。',
        ),
  show: value => value,
};

/** A person's name: characters, without digits; spaces within it are how some people line up names, and are dropped. */
export const personName: StoredCell<string> = {
  ...asText,
  read: given => {
    const name = /\p{Script=Han}/u.test(given) ? given.replaceAll(/\s+/g, '') : given;
    return name.length <= 30 && !/[\d（()）、，,;；/]/u.test(name)
      ? right(name)
      : wrong(`“${given}”不像一个人的姓名。`, '请只写一个人的姓名，备注写到别的列。');
  },
  show: value => value,
};
