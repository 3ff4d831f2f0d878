/**
 * R1 节日走访 (S1-3.3a, S3-3.5b, S5-4): 春节 and 七一 by default (S4-1b); the others are known and switched off. Each festival is
 * a form of its own, with its own window and prompts; so is each local one (古尔邦节), on the days that were announced.
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { festivalCodes, festivals, nextFestival, type FestivalCode } from '../../calendar/festivals.ts';
import { dateRangeText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import { dayList, days, yesNo, type HeldOf } from './knobs.ts';
import { ruleWith, type Form, type Occurrence, type Period, type Step, type Target } from './rule.ts';
import { enrolledMembers } from './subjects.ts';
import { farthestFirst, morningBefore } from './times.ts';

/** The knobs of one festival; days are counted back from the festival's own day. */
const festivalKnobs = (on: boolean, opens: number, closes: number) => ({
  on: yesNo('启用', on),
  opens: days('提前几天开始', opens, { least: 0, most: 60 }),
  closes: days('节前几天结束', closes, { least: 0, most: 60 }),
  opening: yesNo('开始那天提醒', true),
  halfWay: yesNo('过半时提醒', true),
  prompts: dayList('提醒（节前几天）', [3], { least: 0, most: 60 }),
  secretary: dayList('没有走访的告诉支部书记（节前几天）', [1], { least: 0, most: 60 }),
});

type FestivalHeld = HeldOf<ReturnType<typeof festivalKnobs>>;

/** What holds of a festival that nobody has set: for local ones, too. */
const knobs = festivalKnobs(false, 7, 0);

/** 春节 help is given before 除夕 is over. */
const special: Partial<Readonly<Record<FestivalCode, typeof knobs>>> = {
  'spring-festival': festivalKnobs(true, 20, 1),
  'party-day': festivalKnobs(true, 10, 0),
};

const formKey = (what: string): string => `festival:${what}`;
/** The festival's code, with which its occurrences begin: spring-festival, local:<id>. */
export const codeOf = ({ key }: Form): string => key.slice(formKey('').length);

const visit = '走访';
const formName = (festival: string): string => `${festival}${visit}`;
/** What the festival itself is called: 春节. */
export const festivalName = ({ name }: Form): string => name.slice(0, -visit.length);

const forms: readonly Form[] = festivalCodes.map(code => ({
  key: formKey(code),
  name: formName(festivals[code].name),
  knobs: special[code] ?? knobs,
  prefix: `${code}-`,
}));

/** The days of a festival that matter from `from` on: the next one of a known festival, what was announced of a local one. */
export async function daysOf(
  db: Db,
  form: Form,
  from: IsoDate,
): Promise<readonly { year: number; date: IsoDate }[]> {
  const { key } = form;
  if (!key.startsWith(localPrefix)) return [nextFestival(codeOf(form) as FestivalCode, from)];
  const dates = await db.festivalDate.findMany({
    where: { festivalId: key.slice(localPrefix.length), day: { gte: from } },
    orderBy: { day: 'asc' },
  });
  return dates.map(({ year, day }) => ({ year, date: day }));
}

const localPrefix = formKey('local:');

async function occurrencesIn(
  db: Db,
  { today, until }: Period,
  { opens, closes }: FestivalHeld,
  form: Form,
): Promise<Occurrence[]> {
  const code = codeOf(form);
  // 春节 itself, the day after its window, is not to be planned any more: look for the festival from there on.
  const found = await daysOf(db, form, addDays(today, closes));
  return found
    .map(({ date, year }) => ({
      occurrence: `${code}-${year}`,
      match: '',
      title: form.name,
      opensOn: addDays(date, -opens),
      dueOn: addDays(date, -closes),
    }))
    .filter(({ opensOn }) => opensOn <= until);
}

/**
 * The opening day, half way, and so many days before the festival. In a short window half way is left out where the day
 * before or after has a prompt already: nobody is reminded two mornings running.
 */
function stepsOf({ opens, closes, opening, halfWay, prompts, secretary }: FestivalHeld): Step[] {
  const half = opens - Math.floor((opens - closes) / 2);
  const listed = [...(opening ? [opens] : []), ...prompts].filter(each => each <= opens && each >= closes);
  const between = halfWay && listed.every(each => Math.abs(each - half) > 1) ? [half] : [];
  const prompt = (to: Target) => (daysBefore: number) => ({ to, daysBefore });
  return [
    ...farthestFirst([...listed, ...between]).map(prompt('owner')),
    ...farthestFirst(secretary.filter(each => each <= opens)).map(prompt('secretary')),
  ]
    .sort((one, other) => other.daysBefore - one.daysBefore)
    .map(({ to, daysBefore }) => ({
      to,
      manner: 'digest',
      at: morningBefore(daysBefore - closes),
      graceDays: Math.max(0, closes - daysBefore),
    }));
}

export const festival = ruleWith({
  code: 'festival',
  id: 'R1',
  version: 1,
  name: '节日走访',
  clauses: ['S1-3.3a', 'S3-3.5b', 'S4-1b', 'S5-4'],
  owner: 'helper',
  subjects: enrolledMembers(Prisma.sql`''`),
  knobs,
  forms,
  localForm: ({ id, name, organisationId, path, dates }) => ({
    key: `${localPrefix}${id}`,
    name: formName(name),
    knobs: { ...knobs, on: yesNo('启用', true) },
    prefix: `local:${id}-`,
    announced: dates.map(({ day }) => day),
    within: { organisationId, path },
  }),
  occurrences: occurrencesIn,
  steps: stepsOf,
  occasion: 'festival',
  // A greeting is given in person; by phone it counts when the helper says that it was the greeting (a member elsewhere).
  closedBy: { ways: ['home', 'hospital', 'meeting'], statedWays: ['phone', 'video', 'other'], late: false },
  usualWay: 'home',
  line: ({ title, opensOn, dueOn }) => `${title}，${dateRangeText(opensOn, dueOn)}，这几天都可以`,
});
