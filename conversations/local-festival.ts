/** 节日 (S3-3.5b): a festival that is kept here only, and its day of the year as it was announced; both calendars are shown. */
import { dateText } from '../src/calendar/format.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { parseDate } from '../src/calendar/parse-date.ts';
import { date, shortText } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { setFestivalDay } from '../src/scheme/local-festivals.ts';
import { defineConversation, type BotContext } from './context.ts';
import { effectWords, mayChange } from './rules/reads.ts';
import { calmly, entrances } from './words.ts';

interface Told {
  readonly name: string;
  readonly day: string;
}

/** Names a festival of one's own, or says when it is this year. */
export const localFestivalForm = defineConversation({
  kind: 'form',
  name: 'local-festival',
  version: 1,
  ...entrances['local-festival'],
  mayUse: ({ me }) => mayChange(me),
  fields: {
    name: shortText({
      label: '节日',
      question: '是什么节日？',
      example: '古尔邦节',
      min: 2,
      max: 12,
      refuse: text =>
        /^[\p{Script=Han}·]+$/u.test(text) ? undefined : '节日的名字请写汉字，比如“古尔邦节”。',
    }),
    day: date({
      label: '哪一天',
      question: '是哪一天？请连年份一起写。',
      example: '2027年5月16日',
      future: true,
    }),
  },
  recognise: (text, { today }) => {
    const [, name, when = ''] =
      /^(?:添加|新增|增加)?节日\s*[:：]?\s*(\p{Script=Han}{2,12}?)\s*((?:\d|农历|正月|腊月).*)?$/u.exec(
        normalizeText(text).trim(),
      ) ?? [];
    if (name === undefined) return null;
    const read = parseDate(when.trim(), today, { prefer: 'future' });
    return { answers: { name, ...('date' in read ? { day: read.date } : {}) }, confidence: 0.93 };
  },
  understand: () => null,
  reviewTitle: (_answers, { me }) => `${me.organisation.name}（含下级）的节日，请您看看对不对：`,
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function save({ name, day }: Told, { db, clock, me }: BotContext): Promise<Saved> {
  const wanted = { organisationId: me.organisation.id, name, day, actorId: me.id };
  const { isNew, before, planned, year } = await setFestivalDay(db, clock, wanted);
  const moved = before !== null && before !== day ? `（原来填的是${dateText(before)}）` : '';
  const first = `记下了：${year}年${name}是${dateText(day)}${moved}。`;
  const how = isNew ? `“${name}走访”已经在用，节前7天开始；要改，回复“改规则 ${name}”。` : '';
  return { say: [first + how, effectWords({ ...planned, members: 0, left: false }, true)].join('\n') };
}
