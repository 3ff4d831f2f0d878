/** Which festivals are kept where, for what is done before each of them (R14): as R1 is switched on or off along the tree. */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import type { Db, Prisma } from '../../database.ts';
import { codeOf, daysOf, festival, festivalName } from './festival.ts';
import { isOn, type Variants } from './held.ts';
import { days, dayList, on, type HeldOf } from './knobs.ts';
import { placeOf as placeIn, variantsIn } from './places.ts';
import type { Form, Period, Step } from './rule.ts';
import { morningOf } from './times.ts';

/** The knobs of what is done before a festival: T-45, 14 days, once a week. */
export const preparationKnobs = {
  on,
  leads: days('节前几天开始', 45, { least: 21, most: 90 }),
  lasts: days('几天内办好', 14, { least: 5, most: 21 }),
  prompts: dayList('提醒（开始以后第几天）', [0, 7], { least: 0, most: 20 }),
};
type PreparationHeld = HeldOf<typeof preparationKnobs>;

/** The days before a festival in which it is prepared, and where it is kept: a place of the tree, by its number. */
export interface Preparation {
  readonly place: number;
  /** 春节. */
  readonly name: string;
  /** "spring-festival-2027". */
  readonly occurrence: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

const placesIn = (period: Period): Variants => variantsIn(period, festival);

/**
 * The preparations whose days are running, of every festival that is on, place by place and the earliest first. They are not
 * planned ahead. A local festival whose day of the year nobody has entered is not prepared.
 */
export async function preparationsNow(db: Db, period: Period, held: PreparationHeld): Promise<Preparation[]> {
  const { groups } = placesIn(period);
  const found: Preparation[] = [];
  for (const { form, variants } of groups.filter(group => isOn(group.held))) {
    const running = await runningOf(db, form, period.today, held);
    found.push(...running.flatMap(each => variants.map(place => ({ ...each, place }))));
  }
  return found.sort((one, other) => one.opensOn.localeCompare(other.opensOn));
}

async function runningOf(
  db: Db,
  form: Form,
  today: IsoDate,
  { leads, lasts }: PreparationHeld,
): Promise<Omit<Preparation, 'place'>[]> {
  const coming = await daysOf(db, form, addDays(today, leads - lasts + 1));
  return coming
    .map(({ date, year }) => {
      const opensOn = addDays(date, -leads);
      return {
        name: festivalName(form),
        occurrence: `${codeOf(form)}-${year}`,
        opensOn,
        dueOn: addDays(opensOn, lasts - 1),
      };
    })
    .filter(({ opensOn }) => opensOn <= today);
}

/** The number of the place at which an organisation (its path) stands, as SQL. */
export const placeOf = (path: Prisma.Sql, period: Period): Prisma.Sql => placeIn(path, placesIn(period));

/** The owner's prompts in the days of a preparation. */
export const preparationSteps = ({ lasts, prompts }: PreparationHeld): Step[] =>
  [...new Set(prompts)]
    .filter(day => day < lasts)
    .sort((one, other) => one - other)
    .map(day => ({
      to: 'owner',
      manner: 'digest',
      at: ({ opensOn }) => morningOf(addDays(opensOn, day)),
    }));
