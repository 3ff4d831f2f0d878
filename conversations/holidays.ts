/**
 * 放假安排: the State Council's list of days off and days worked in their place, entered by an administrator each November, and
 * taken back by 撤销放假安排; how many 期限 move is shown first.
 */
import { dateText, shortDate } from '../src/calendar/format.ts';
import { readHolidayList, type HolidayList } from '../src/calendar/holiday-list.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { choice, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Saved } from '../src/chat/form.ts';
import { hasRole } from '../src/scheme/people.ts';
import {
  lastHolidayList,
  previewHolidayList,
  setHolidayList,
  undoHolidayList,
  type LastList,
} from '../src/scheme/workday-lists.ts';
import { defineConversation, type BotContext } from './context.ts';
import { entrances } from './words.ts';

/** Enters a list. */
export const holidaysForm = defineConversation({
  kind: 'form',
  name: 'holidays',
  version: 1,
  ...entrances.holidays,
  mayUse: ({ me }) => hasRole(me, 'administrator'),
  fields: {
    list: shortText({
      label: '安排',
      question:
        '请把国务院的放假安排写成一条：哪一年，休哪几天，哪几天上班，比如“2027：休 1月1日-1月3日 班 1月4日”。',
      example: '2027：休 1月1日-1月3日、2月5日-2月11日 班 2月14日',
      max: 400,
      refuse: text => {
        const read = readHolidayList(text);
        return 'problem' in read ? read.problem : undefined;
      },
    }),
  },
  recognise: text => {
    const said = /^(?:录入|填|登记)?(?:放假|节假日|调休)安排[\s:：]*(.+)$/su.exec(
      normalizeText(text).trim(),
    )?.[1];
    return said === undefined ? null : { answers: { list: said }, confidence: 0.93 };
  },
  understand: () => null,
  check: ({ list }) => {
    const read = readHolidayList(list);
    return 'problem' in read ? { field: 'list', hint: read.problem } : null;
  },
  reviewTitle: async (answers, ctx) => {
    const read = readHolidayList(String(answers['list']));
    if (!('list' in read)) return '放假安排：';
    return `${shown(read.list)}\n会换下${read.list.year}年以前录过的安排。${await movedWords(read.list, ctx)}请您看看对不对：`;
  },
  save: ({ list }, ctx) => save(list, ctx),
  undo: (ref, ctx) => takeBack((ref as { year: number }).year, ctx),
});

/** How many duties get another last day. */
async function movedWords(list: HolidayList, { db, clock }: BotContext): Promise<string> {
  const moved = await previewHolidayList(db, clock, list);
  return moved === 0 ? '眼下没有期限跟着变。' : `眼下有${moved}项的期限会跟着变。`;
}

/** Takes the last list back. */
export const undoHolidaysForm = defineConversation({
  kind: 'form',
  name: 'undo-holidays',
  version: 1,
  ...entrances['undo-holidays'],
  mayUse: ({ me }) => hasRole(me, 'administrator'),
  fields: {
    year: choice({
      label: '哪一年',
      question: '撤销哪一年的放假安排？',
      takeOnlyOne: true,
      options: async (_answers, ctx: BotContext): Promise<Choice<number>[]> => {
        const last = await lastHolidayList(ctx.db);
        return last ? [{ value: last.year, label: `${last.year}年` }] : [];
      },
      showAs: year => `${year}年`,
    }),
  },
  opening: async ({ db }, { year }) => {
    const asked = typeof year === 'number' ? year : undefined;
    if (await lastHolidayList(db, asked)) return '';
    const whose = asked === undefined ? '' : `${asked}年`;
    return { stop: `${whose}没有录过放假安排，或者已经撤销了，没有可以撤销的。` };
  },
  recognise: text => {
    const said = /^撤销(?:(20\d{2})年?的?)?放假安排\s*(?:(20\d{2})年?)?$/u.exec(normalizeText(text).trim());
    const year = said?.[1] ?? said?.[2];
    return said ? { answers: year === undefined ? {} : { year: Number(year) }, confidence: 0.95 } : null;
  },
  understand: () => null,
  reviewTitle: async ({ year }, ctx) => {
    const last = await lastHolidayList(ctx.db, year as number);
    if (!last) return '撤销放假安排：';
    return `要撤销的是${shown(last.now)}\n撤销以后，${backTo(last)}${await movedWords(last.before, ctx)}请您看看对不对：`;
  },
  save: async ({ year }, ctx): Promise<Saved> => ({ say: await takeBack(year, ctx) }),
});

/** What holds then: the list before, or what is built in. */
const backTo = ({ year, before }: LastList): string =>
  before.rest.length + before.work.length > 0
    ? `换回上一次录的${shown(before)}\n`
    : `${year}年按自带的安排或法定节日来算。`;

async function takeBack(year: number, { db, clock, me }: BotContext): Promise<string> {
  const by = { actorId: me.id, organisationId: me.organisation.id };
  const undone = await undoHolidayList(db, clock, year, by);
  if (!undone) return `${year}年的放假安排后来又改过，或者已经撤销了，没有可以撤销的。`;
  return `撤销了${year}年的放假安排。${backTo(undone)}按工作日算的期限十几分钟内跟着变。`;
}

/** 2027年，休10天：1月1日（…）…. */
function shown({ year, rest, work }: HolidayList): string {
  const days = (list: readonly string[]): string =>
    list.length <= 3 ? list.map(day => dateText(day)).join('、') : list.map(day => shortDate(day)).join('、');
  const worked = work.length === 0 ? '没有调休上班的日子' : `调休上班${work.length}天：${days(work)}`;
  return `${year}年的放假安排：\n休${rest.length}天：${days(rest)}\n${worked}`;
}

async function save(text: string, { db, clock, me }: BotContext): Promise<Saved> {
  const read = readHolidayList(text);
  if ('problem' in read) return { say: read.problem };
  const { complete } = await setHolidayList(db, clock, read.list, {
    actorId: me.id,
    organisationId: me.organisation.id,
  });
  const lacking = complete ? '' : `里面没有春节，所以${read.list.year}年还不算录全，请再发一条完整的。`;
  return {
    say: `记下了${read.list.year}年的放假安排，按工作日算的期限都照它来。${lacking}\n录错了，回复“撤销放假安排”。`,
    undo: { ref: { year: read.list.year }, label: `${read.list.year}年的放假安排` },
  };
}
