/**
 * 久未联系 (S3-2.3: loneliness, 丧偶独居): nobody has had any contact with a member for so many days — 45 for who lives alone or is
 * widowed, 60 for the others who are to be heard of every month, 100 for the rest, which is more than a quarter. One prompt to
 * the helper for each silence, and never a second one: the duty is the silence's own, named by the day it began. It stays in
 * the list until somebody has been heard of; any contact since that day ends it.
 *
 * R8 does not make it superfluous: whoever is rung up on 1 January and again on 28 February has been heard of in both months,
 * and not for 58 days. But while any visit to the member is due (a greeting, a regular contact, somebody in hospital) the helper
 * is being asked already, and one person is one line: the silence steps back, and is there again once that window has passed
 * without a visit; its prompt is not given twice. Up the ladder it goes by R8, not twice.
 */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { Prisma, type Db } from '../../database.ts';
import { contactClasses, type ContactClasses } from '../care-file/derive.ts';
import { contactClassOn } from '../care-file/risk-sql.ts';
import { days, on, type HeldOf, type Knob } from './knobs.ts';
import { placeOf, variantsIn } from './places.ts';
import { classesOf, regularContact } from './regular-contact.ts';
import { ruleWith, type Occurrence, type Period } from './rule.ts';
import { enrolledMembers, enteredOn } from './subjects.ts';
import { openingMorning } from './times.ts';

/** A silence that is shorter than the least of these is not looked at. */
const least = 30;
const silence = (label: string, otherwise: number): Knob<number> =>
  days(label, otherwise, { least, most: 365 });

const knobs = {
  on,
  alone: silence('独居、丧偶的，几天没有联系', 45),
  monthly: silence('其他每月要联系的，几天没有联系', 60),
  others: silence('其余的，几天没有联系', 100),
};
type SilenceHeld = HeldOf<typeof knobs>;
type Kind = 'alone' | 'monthly' | 'others';

const windowDays = 14;
/** The one prompt may still be given so long after the window: an outage does not swallow it. */
const graceDays = 365;

const code = 'no-contact';

/** The last day of contact, else the day since when the scheme has answered for the member. */
const since = Prisma.sql`GREATEST(${enteredOn}, (
  SELECT v."visitedOn" FROM visit v
  WHERE v."memberId" = cf."memberId" AND v."undoneAt" IS NULL AND v.met IS DISTINCT FROM 'nobody'
  ORDER BY v."visitedOn" DESC LIMIT 1))`;

/** How often member `cf` is to be heard of, by the classes that R8 has in the member's place of the tree. */
function classOn(period: Period): Prisma.Sql {
  const { today } = period;
  const variants = variantsIn(period, regularContact);
  const kinds = new Map<string, { classes: ContactClasses; variants: number[] }>();
  for (const { held, variants: of } of variants.groups) {
    const classes = classesOf(held);
    const kind = kinds.get(JSON.stringify(classes)) ?? { classes, variants: [] };
    kind.variants.push(...of);
    kinds.set(JSON.stringify(classes), kind);
  }
  const [first, ...others] = kinds.values();
  if (!first || others.length === 0) return contactClassOn(today, first?.classes ?? contactClasses);
  const cases = [first, ...others].map(
    kind =>
      Prisma.sql`WHEN here.place = ANY(${kind.variants}::int[]) THEN ${contactClassOn(today, kind.classes)}`,
  );
  const place = placeOf(Prisma.sql`g.path`, variants);
  return Prisma.sql`(SELECT CASE ${Prisma.join(cases, ' ')} END FROM (
    SELECT ${place} AS place FROM organisation g WHERE g.id = p."organisationId" OFFSET 0) here)`;
}

/** Whose silence it is: who lives alone or is widowed, of the others who are to be heard of every month, of the rest. */
const kindIn = (period: Period): Prisma.Sql => Prisma.sql`CASE
  WHEN cf.living = 'alone' OR cf.marriage = 'widowed' THEN 'alone'
  WHEN ${classOn(period)} <> 'quarterly' THEN 'monthly'
  ELSE 'others' END`;

/** "2027-01-01:alone" of every member of whom nothing has been heard since the day; null where it is too short to speak of. */
function silenceOf(period: Period): Prisma.Sql {
  const { today } = period;
  return Prisma.sql`(SELECT heard.day || ':' || ${kindIn(period)} FROM (SELECT ${since} AS day OFFSET 0) heard
    WHERE heard.day <= ${addDays(today, -least)} AND NOT ${askedAlready(period)})`;
}

/** Whether the window of another visit to the member is open; found by the key of a duty, whatever the server knows of the table. */
const askedAlready = ({ today, visitRules = [] }: Period): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT 1 FROM obligation asked WHERE asked.rule = ANY(${visitRules.filter(each => each !== code)}::text[])
    AND asked."subjectId" = cf."memberId" AND asked.state = 'open'
    AND asked."opensOn" <= ${today} AND asked."dueOn" >= ${today})`;

const subjects = (period: Period): Prisma.Sql => enrolledMembers(silenceOf(period));

async function silences(db: Db, period: Period, held: SilenceHeld): Promise<Occurrence[]> {
  const { memberIds } = period;
  const only = memberIds ? Prisma.sql`AND s."memberId" = ANY(${[...memberIds]}::uuid[])` : Prisma.empty;
  const rows = await db.$queryRaw<{ match: string }[]>`
    SELECT DISTINCT s.match FROM (${subjects(period)}) s WHERE s.match IS NOT NULL ${only} ORDER BY s.match`;
  return rows.map(({ match }) => silenceAt(match, held)).filter(({ opensOn }) => opensOn <= period.today);
}

/** The duty of a silence, from the day it began and whose it is: "2027-01-01:alone". */
function silenceAt(match: string, held: SilenceHeld): Occurrence {
  const [day = '', kind = 'others'] = match.split(':');
  const opensOn = addDays(day, held[kind as Kind]);
  const dueOn = addDays(opensOn, windowDays - 1);
  return { occurrence: `since-${day}`, match, title: '久未联系', opensOn, dueOn };
}

const beganOn = (occurrence: string): IsoDate => occurrence.slice('since-'.length);

export const noContact = ruleWith({
  code,
  id: 'R8',
  version: 1,
  name: '久未联系',
  clauses: ['S3-2.3'],
  owner: 'helper',
  standing: true,
  follows: [regularContact.code],
  subjects,
  knobs,
  occurrences: silences,
  steps: () => [{ to: 'owner', manner: 'digest', at: openingMorning, graceDays }],
  occasion: 'routine',
  closedBy: {
    ways: ['phone', 'video', 'home', 'hospital', 'meeting', 'other'],
    late: true,
    wholePeriod: true,
  },
  usualWay: 'phone',
  line: ({ occurrence }) =>
    `${dateText(beganOn(occurrence))}以后就没有联系的记录了，这几天打个电话，或者去坐一坐`,
});
