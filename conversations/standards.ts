/**
 * 标准: the numbers that an organisation makes its own (S1-0.2): shown, and changed by its leader or clerk after old and new were
 * read. What is set holds for the unit and all below it; who changed what and when is kept.
 */
import { choice, number, shortText } from '../src/chat/fields/index.ts';
import { normalizeText, parseMoney } from '../src/calendar/numerals.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { hasRole } from '../src/scheme/people.ts';
import {
  getSetting,
  setSetting,
  settings,
  settingText,
  type Held,
  type SettingKey,
} from '../src/scheme/settings.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances } from './words.ts';

type Which = { readonly key: SettingKey; readonly label: string };

const keys = Object.keys(settings) as SettingKey[];
const options: readonly Choice<Which>[] = keys.map(key => ({
  value: { key, label: settings[key].label },
  label: settings[key].label,
  words: [settings[key].label.replace(/标准|天数/gu, '')],
}));

/** Shows the standards. */
export const standards = defineConversation({
  kind: 'reply',
  name: 'standards',
  ...entrances.standards,
  mayUse: ({ me }) => hasRole(me, 'clerk', 'leader', 'secretary', 'approver', 'supervisor'),
  answer: async (_text, ctx) => listText(ctx),
});

async function listText(ctx: BotContext): Promise<string> {
  const { me } = ctx;
  const lines: string[] = [];
  for (const key of keys)
    lines.push(`· ${settings[key].label}：${await heldText(key, ctx)}（${settings[key].purpose}）`);
  const change = hasRole(me, 'clerk', 'leader') ? ['要改，回复如“改标准 离退休费偏低标准 3000元”。'] : [];
  return [`${me.organisation.name}现在用的标准：`, ...lines, ...change].join('\n');
}

const heldNow = (key: SettingKey, { db, me, today }: BotContext): Promise<Held | undefined> =>
  getSetting(db, me.organisation.id, key, Number(today.slice(0, 4)));

async function heldText(key: SettingKey, ctx: BotContext): Promise<string> {
  const held = await heldNow(key, ctx);
  if (!held) return '还没有定';
  const year = held.year === undefined ? '' : `${held.year}年`;
  const whose =
    held.organisationId !== undefined && held.organisationId !== ctx.me.organisation.id ? '，上级定的' : '';
  return `${year}${settingText(key, held.value)}${whose}`;
}

/** Changes one. */
export const changeStandard = defineConversation({
  kind: 'form',
  name: 'change-standard',
  version: 1,
  ...entrances['change-standard'],
  mayUse: ({ me }) => hasRole(me, 'clerk', 'leader'),
  fields: {
    which: choice({ label: '标准', question: '改哪一个标准？', options }),
    value: shortText({
      label: '改成',
      question: async ({ which }, ctx: BotContext) => {
        const { key, label } = which as Which;
        return `“${label}”现在是：${await heldText(key, ctx)}。改成多少？`;
      },
      example: '3000元',
      max: 30,
    }),
    year: number({
      label: '哪一年',
      question: '是哪一年的标准？',
      unit: '年',
      min: 2000,
      max: 2100,
      onlyIfSaid: true,
      quiet: true,
      when: answers => isYearly(answers),
    }),
  },
  recognise: text => {
    const wish = wishIn(text);
    return wish && { answers: wish, confidence: 0.95 };
  },
  understand: () => null,
  check: told => objection(told),
  reviewTitle: async (answers, ctx) => {
    const { which, value } = answers as unknown as Told;
    const held = await heldText(which.key, ctx);
    const wanted = amountIn(which.key, value);
    return `${ctx.me.organisation.name}（含下级）的“${which.label}”，请您看看对不对：\n现在是：${held}\n改成：${wanted === null ? value : settingText(which.key, wanted)}`;
  },
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

const isYearly = (answers: Known): boolean => {
  const which = answers['which'] as Which | undefined;
  return which !== undefined && settings[which.key].yearly;
};

const wishPattern = /^(?:改|修改|设置|调整)标准\s*[:：]?\s*(?:(\d{4})年?\s*)?(.+)$/u;

/** "改标准 2027年 离退休费偏低标准 3000元": which, what, and for which year; null for anything else. */
function wishIn(said: string) {
  const [, year, rest = ''] = wishPattern.exec(normalizeText(said).trim()) ?? [];
  const which = options.find(({ label, words = [] }) =>
    [label, ...words].some(word => word !== '' && rest.startsWith(word)),
  );
  if (!which) return null;
  const named = [which.label, ...(which.words ?? [])].find(word => rest.startsWith(word)) ?? '';
  const value = rest
    .slice(named.length)
    .replace(/^[\s：:，,改成为是到]+/u, '')
    .trim();
  return {
    which: which.value,
    ...(value === '' ? {} : { value }),
    ...(year === undefined ? {} : { year: Number(year) }),
  };
}

interface Told {
  readonly which: Which;
  readonly value: string;
  readonly year: number | undefined;
}

/** Fen or days; null where it is no such number. */
function amountIn(key: SettingKey, said: string): number | null {
  if (settings[key].unit === 'fen') return parseMoney(said)?.fen ?? null;
  const days = /^(\d{1,4})\s*天?$/u.exec(normalizeText(said).trim())?.[1];
  return days === undefined ? null : Number(days);
}

function objection({ which, value }: Told) {
  const amount = amountIn(which.key, value);
  const { unit, least, most } = settings[which.key];
  const range = `${settingText(which.key, least)}到${settingText(which.key, most)}之间`;
  if (amount === null)
    return {
      field: 'value' as const,
      hint: `没看明白是多少，请写${unit === 'fen' ? '金额，比如“3000元”' : '天数，比如“180天”'}。`,
    };
  return amount < least || amount > most
    ? { field: 'value' as const, hint: `“${which.label}”应在${range}，请再看看。` }
    : null;
}

async function save({ which: { key, label }, value, year }: Told, ctx: BotContext): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  const amount = amountIn(key, value) ?? 0;
  const forYear = settings[key].yearly ? { year: year ?? Number(today.slice(0, 4)) } : {};
  const wanted = { organisationId: me.organisation.id, key, value: amount, ...forYear, actorId: me.id };
  const changed = await setSetting(db, clock, wanted);
  const when = forYear.year === undefined ? '' : `${forYear.year}年`;
  return {
    say: changed
      ? `改好了：${me.organisation.name}（含下级）${when}的“${label}”是${settingText(key, amount)}。`
      : `${when}的“${label}”本来就是${settingText(key, amount)}，没有变动。`,
  };
}
