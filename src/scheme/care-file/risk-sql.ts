/**
 * The flags and the class of contact of derive.ts in SQL, for a million files in one statement. derive.ts says what they are;
 * `tests/integration/contact-classes.test.ts` holds both against each other on generated files. The file is `cf`.
 */
import { dateParts, isIsoDate, type IsoDate } from '../../calendar/dates.ts';
import { lunarMonthLength, toLunar } from '../../calendar/lunar.ts';
import { Prisma } from '../../database.ts';
import type { ContactFrequency } from '../labels.ts';
import type { RiskFlag } from '../labels/care-file.ts';
import { holdsOn } from '../pairing/holding.ts';
import { byFrequency, veryOldFrom, type ContactClasses } from './derive.ts';

/** Days that exist, by the civil calendar and by the lunar one: "1940-02-30" is a day of the second alone. */
const civilDay =
  '^(?!0000)(\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))' +
  '|(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$';
const lunarDay = '^(?!0000)\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|30)$';

/** Nobody is older: leap months of earlier years are not looked up. */
const oldest = 150;

/** Whether the member is of age 高龄 on `day`, as `ageOn` counts: born on the cut-off day or before. */
function veryOldOn(day: IsoDate): Prisma.Sql {
  const cutOff = yearsBefore(day, veryOldFrom);
  const { year } = dateParts(cutOff);
  const leapMonths = Array.from({ length: oldest - veryOldFrom }, (_, index) => leapMonthsOf(year - index));
  return Prisma.sql`CASE
    WHEN cf."birthCalendar" IS DISTINCT FROM 'lunar' THEN cf."birthDate" ~ ${civilDay} AND cf."birthDate" <= ${cutOff}
    ELSE cf."birthDate" ~ ${lunarDay} AND ${lunarOrder} <= ${lunarCutOff(cutOff)}
      AND (NOT cf."birthLeapMonth" OR substr(cf."birthDate", 1, 7) = ANY(${leapMonths.flat()}::text[])) END`;
}

/** The same day so many years before; 28 February where that year has no 29th. */
function yearsBefore(day: IsoDate, years: number): IsoDate {
  const { year } = dateParts(day);
  const same = `${String(year - years).padStart(4, '0')}${day.slice(4)}`;
  return isIsoDate(same) ? same : `${same.slice(0, 8)}28`;
}

/** Lunar days in the order in which they come: a leap month follows the plain one of its number. */
const lunarOrder = Prisma.sql`(substr(cf."birthDate", 1, 7) || CASE WHEN cf."birthLeapMonth" THEN '-1' ELSE '-0' END
  || substr(cf."birthDate", 8))`;

/** The cut-off among lunar days; 三十 of a month of 29 days is its last day (`civilBirthDate`). */
function lunarCutOff(cutOff: IsoDate): string {
  const { year, month, day, leap } = toLunar(cutOff);
  const last = day === 29 && lunarMonthLength(year, month, leap) === 29 ? 30 : day;
  return `${monthText(year, month)}-${leap ? 1 : 0}-${String(last).padStart(2, '0')}`;
}

const monthText = (year: number, month: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;

const leapMonthsOf = (year: number): string[] =>
  Array.from({ length: 12 }, (_, index) => index + 1)
    .filter(month => year > 0 && lunarMonthLength(year, month, true) !== null)
    .map(month => monthText(year, month));

const signs: Readonly<Record<RiskFlag, (day: IsoDate) => Prisma.Sql>> = {
  'very-old': veryOldOn,
  alone: () => Prisma.sql`cf.living = 'alone'`,
  'empty-nest': () => Prisma.sql`cf.living = 'couple'`,
  dependent: () => Prisma.sql`cf."selfCare" = 'dependent'`,
  'partly-dependent': () => Prisma.sql`cf."selfCare" = 'partly'`,
  'serious-illness': () =>
    Prisma.sql`(cf."mainCause" = 'serious-illness' OR 'serious-illness' = ANY(cf."secondaryCauses"))`,
  elsewhere: () => Prisma.sql`cf.residence IN ('relocated', 'with-children')`,
  'long-absent': () => Prisma.sql`cf."longAbsent"`,
};

/** Whether a flag holds on `day`: one line for each flag there is. Never null. */
export const riskFlagOn = (flag: RiskFlag, day: IsoDate): Prisma.Sql =>
  Prisma.sql`COALESCE(${signs[flag](day)}, false)`;

/** The flags that hold on `day`, with a comma after each, in the order of their table. */
export const riskFlagsOn = (day: IsoDate): Prisma.Sql =>
  Prisma.sql`(${Prisma.join(
    (Object.keys(signs) as RiskFlag[]).map(
      flag => Prisma.sql`CASE WHEN ${signs[flag](day)} THEN ${`${flag},`} ELSE '' END`,
    ),
    ' || ',
  )})`;

/** What a pairing that holds on `day` asks for ('weekly' …), the most frequent of several; null where none asks. */
export const frequencyAskedOn = (day: IsoDate): Prisma.Sql =>
  Prisma.sql`(${[...byFrequency]}::text[])[${askedOn(day)}]`;

const askedOn = (day: IsoDate): Prisma.Sql => Prisma.sql`(
  SELECT min(array_position(${[...byFrequency]}::text[], g.frequency)) FROM pairing g
  WHERE g."memberId" = cf."memberId" AND ${holdsOn(day)})`;

/** `contactClassOf` of the file on `day`, its pairings heard: 'weekly', 'monthly' or 'quarterly'. */
export function contactClassOn(day: IsoDate, classes: ContactClasses): Prisma.Sql {
  const place = (frequency: ContactFrequency): number => byFrequency.indexOf(frequency) + 1;
  const flagged = (Object.keys(signs) as RiskFlag[]).flatMap(flag => {
    const wanted = classes[flag];
    return wanted === undefined || place(wanted) >= place(classes.others) ? [] : [{ flag, wanted }];
  });
  const cases = byFrequency.flatMap(frequency => {
    const flags = flagged.filter(({ wanted }) => wanted === frequency);
    const holds = flags.map(({ flag }) => riskFlagOn(flag, day));
    return holds.length === 0
      ? []
      : [Prisma.sql`WHEN ${Prisma.join(holds, ' OR ')} THEN ${place(frequency)}::int`];
  });
  const others = Prisma.sql`${place(classes.others)}::int`;
  const own = cases.length === 0 ? others : Prisma.sql`CASE ${Prisma.join(cases, ' ')} ELSE ${others} END`;
  return Prisma.sql`(${[...byFrequency]}::text[])[LEAST(${own}, ${askedOn(day)})]`;
}
