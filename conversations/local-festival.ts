/**
 * 节日 (S3-3.5b): a festival that is kept here only, and its day of the year as it was announced; both calendars are shown. A day
 * that was wrong is put right in the same words, and what that does is shown first; 停用节日 is a change of its rule.
 */
import { dateParts } from '../src/calendar/dates.ts';
import { dateText } from '../src/calendar/format.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { parseDate } from '../src/calendar/parse-date.ts';
import { date, number, shortText } from '../src/chat/fields/index.ts';
import type { Json, Saved } from '../src/chat/form.ts';
import {
  checkFestivalDay,
  ownFestivals,
  previewFestivalDay,
  setFestivalDay,
  undoFestivalDay,
  type FestivalDay,
  type FestivalSet,
  type FestivalUndo,
} from '../src/scheme/local-festivals.ts';
import { defineConversation, type BotContext } from './context.ts';
import { effectWords, mayChange } from './rules/reads.ts';
import { calmly, entrances } from './words.ts';

interface Told {
  readonly name: string;
  readonly day: string;
  readonly insteadOf?: number | undefined;
}

/** Nobody announces a day further ahead than this. */
const yearsAhead = 2;

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
      question: async (_answers, ctx: BotContext) => `${await knownWords(ctx)}是什么节日？`,
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
    insteadOf: number({
      label: '原来填错的年份',
      question: '原来填的是哪一年？',
      unit: '年',
      min: 2000,
      max: 2100,
      onlyIfSaid: true,
      quiet: true,
    }),
  },
  recognise: (text, { today }) => wishIn(normalizeText(text).trim(), today),
  understand: () => null,
  check: objection,
  reviewTitle: async (answers, ctx) => {
    const told = answers as unknown as Told;
    const set = await previewFestivalDay(ctx.db, ctx.clock, wantedOf(told, ctx));
    const lines = [
      `${ctx.me.organisation.name}（含下级）的节日，请您看看对不对：`,
      ...changeWords(told, set),
    ];
    return [...lines, effectWords(set.planned)].join('\n');
  },
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
  undo: takeBack,
});

/** “节日 古尔邦节 2027年5月16日”, “改节日 古尔邦节 2027年5月16日改成2027年5月17日”. */
function wishIn(text: string, today: string) {
  const [, name, when = ''] =
    /^(?:添加|新增|增加|改|修改|更正)?节日\s*[:：]?\s*(\p{Script=Han}{2,12}?)\s*(?:的?(?:日子|日期|时间))?\s*((?:改成|改为|改到|改在|换成|是|\d|农历|正月|腊月).*)?$/u.exec(
      text,
    ) ?? [];
  if (name === undefined) return null;
  const [first = '', last = first] = when
    .replace(/^(?:改成|改为|改到|改在|换成|是)/u, '')
    .split(/(?:改成|改为|改到|改在|换成|->|→)/u);
  const [from, to] = [first, last].map(said => parseDate(said.trim(), today, { prefer: 'future' }));
  const day = to && 'date' in to ? to.date : undefined;
  const wrong = last !== first && from && 'date' in from ? yearUnlike(from.date, day) : undefined;
  return {
    answers: {
      name,
      ...(day === undefined ? {} : { day }),
      ...(wrong === undefined ? {} : { insteadOf: wrong }),
    },
    confidence: 0.93,
  };
}

/** The year of a day that was wrong, where the right one is in another year. */
const yearUnlike = (wrong: string, right: string | undefined): number | undefined =>
  right === undefined || dateParts(wrong).year === dateParts(right).year ? undefined : dateParts(wrong).year;

/** What is kept here already: 这里已有：古尔邦节，2027年5月16日（…）. */
async function knownWords({ db, me, today }: BotContext): Promise<string> {
  const known = await ownFestivals(db, me.organisation.id, today);
  if (known.length === 0) return '';
  const shown = known.map(({ name, days }) =>
    days.length === 0
      ? `${name}（日子还没有填）`
      : `${name}，${days.map(day => dateText(day, { year: true })).join('、')}`,
  );
  return `这里已有：${shown.join('；')}。日子填错了，写上名字和对的日子就能改；不过了，回复“停用节日”加名字。\n`;
}

const wantedOf = ({ name, day, insteadOf }: Told, { me }: BotContext): FestivalDay => ({
  organisationId: me.organisation.id,
  name,
  day,
  actorId: me.id,
  ...(insteadOf === undefined ? {} : { insteadOf }),
});

/** What cannot be, said before anything is shown. */
async function objection(
  told: Told,
  ctx: BotContext,
): Promise<{ field: 'name' | 'day'; hint: string } | null> {
  const { year } = dateParts(told.day);
  if (year > dateParts(ctx.today).year + yearsAhead)
    return { field: 'day', hint: `${year}年还太远，${told.name}的日子定不下来。请核对一下年份。` };
  return calmly<{ field: 'name' | 'day'; hint: string } | null>(
    async () => {
      const { before, out } = await checkFestivalDay(ctx.db, ctx.clock, wantedOf(told, ctx));
      return before === told.day && out === null
        ? {
            field: 'day',
            hint: `${year}年${told.name}填的就是${dateText(told.day)}，不用改。要改成别的日子，请写那一天。`,
          }
        : null;
    },
    hint => ({ field: 'name', hint }),
  );
}

/** 原来填的是5月16日（…），改成5月17日（…）. */
function changeWords({ day }: Told, { before, out }: FestivalSet): string[] {
  const old = [before, out].flatMap(each => (each === null || each === day ? [] : [each]));
  return old.length === 0
    ? []
    : [
        `原来填的是${old.map(each => dateText(each, { year: true })).join('、')}，改成${dateText(day, { year: true })}。`,
      ];
}

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const { name, day } = told;
  const set = await setFestivalDay(ctx.db, ctx.clock, wantedOf(told, ctx));
  const { id, isNew, before, out, planned, year } = set;
  const moved = before !== null && before !== day ? `（原来填的是${dateText(before)}）` : '';
  const first = `记下了：${year}年${name}是${dateText(day)}${moved}。`;
  const how = isNew ? `“${name}走访”已经在用，节前7天开始；要改，回复“改规则 ${name}”。` : '';
  const ref: FestivalUndo = { id, year, isNew, before, out, day };
  return {
    say: [first + how, effectWords(planned, true), '填错了，24小时内回复“撤销”就能改回去。'].join('\n'),
    undo: { ref: { ...ref }, label: `${name}的日子` },
  };
}

async function takeBack(ref: Json, { db, clock, me }: BotContext): Promise<string> {
  const said = ref as unknown as FestivalUndo;
  const effect = await undoFestivalDay(db, clock, said, me.id);
  if (!effect) return '这个节日的日子后来又改过，这次就不动它了。回复“节日”看看现在是哪一天。';
  const now = said.isNew
    ? '这个节日停用了'
    : said.before === null
      ? `${said.year}年的日子空着`
      : `日子改回${dateText(said.before)}`;
  return `撤销了，${now}。\n${effectWords(effect, true)}`;
}
