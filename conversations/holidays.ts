/** 放假安排: the State Council's list of days off and days worked in their place, entered by an administrator each November. */
import { dateText, shortDate } from '../src/calendar/format.ts';
import { readHolidayList, type HolidayList } from '../src/calendar/holiday-list.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { shortText } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { hasRole } from '../src/scheme/people.ts';
import { setHolidayList } from '../src/scheme/workday-lists.ts';
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
  reviewTitle: answers => {
    const read = readHolidayList(String(answers['list']));
    return 'list' in read
      ? `${shown(read.list)}\n会换下${read.list.year}年以前录过的安排。请您看看对不对：`
      : '放假安排：';
  },
  save: ({ list }, ctx) => save(list, ctx),
});

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
  return { say: `记下了${read.list.year}年的放假安排，按工作日算的期限都照它来。${lacking}` };
}
