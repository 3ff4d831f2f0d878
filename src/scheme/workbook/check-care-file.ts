/** What a care file says as a whole: contradictions and oddities that no single cell shows. */
import { ageOn, civilBirthDate } from '../age.ts';
import { enrolmentGrounds, hardshipCauses, labelOf, sexes } from '../labels.ts';
import { idNumberFacts } from './id-number.ts';
import type { Plan } from './plan.ts';
import type { CareFileRow } from './sheets.ts';
import type { CareFileStateRow } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** Reports what contradicts itself or is odd about a file. */
export function checkCareFile(
  plan: Plan,
  row: CareFileRow,
  file: CareFileStateRow,
  stored: CareFileStateRow | undefined,
): void {
  checkBirth(plan, row, file);
  checkIdNumber(plan, row, file);
  checkLife(plan, row, file);
  checkReview(plan, row, file);
  checkCauses(plan, row, file);
  if (file.state === 'enrolled' && stored?.state !== 'enrolled') checkGrounds(plan, row, file);
}

const oldest = 120;
const youngest = 40;

function checkBirth({ problems, today }: Plan, row: CareFileRow, file: CareFileStateRow): void {
  if (isBlank(row.values.birth)) return;
  const born = civilBirthDate(file) ?? '';
  const age = ageOn(file, today);
  if (born > today)
    problems.error(row.at('birth'), { message: `出生日期${born}在今天以后。`, advice: '请核对年份。' });
  else if (age !== undefined && age > oldest)
    problems.error(row.at('birth'), { message: `按这个出生日期已有${age}岁。`, advice: '请核对年份。' });
  else if (age !== undefined && age < youngest)
    problems.warning(row.at('birth'), {
      message: `按这个出生日期只有${age}岁。`,
      advice: '离退休干部一般不会这么年轻，请核对年份。',
    });
}

/** What the number says and what the file says are both kept: the card, the household book and the person often differ (D1). */
function checkIdNumber({ problems }: Plan, row: CareFileRow, file: CareFileStateRow): void {
  const { idNumber } = row.values;
  const facts = isBlank(idNumber) ? undefined : idNumberFacts(idNumber);
  if (!facts) return;
  const birthday = birthdayOf(file);
  if (birthday && !birthday.days.includes(facts.birthDate))
    problems.warning(row.at('idNumber'), {
      message: `身份证号里的出生日期是${facts.birthDate}，出生日期一列是${birthday.text}，两个都保留。`,
      advice: '请核对；如果证件日期与实际生日不同，可以不改；如果写的是农历生日，请把历法改为“农历”。',
    });
  if (file.sex !== null && file.sex !== facts.sex)
    problems.warning(row.at('sex'), {
      message: `身份证号表示性别为${labelOf(sexes, facts.sex)}，性别一列是${labelOf(sexes, file.sex)}，两个都保留。`,
      advice: '请核对。',
    });
}

/** The birthday as people read it, and the days that a card may give for it: many cards have the lunar numbers on them. */
function birthdayOf(file: CareFileStateRow): { text: string; days: readonly string[] } | undefined {
  const { birthDate, birthCalendar } = file;
  if (birthDate === null) return undefined;
  if (birthCalendar !== 'lunar') return { text: birthDate, days: [birthDate] };
  const civil = civilBirthDate(file);
  const text = `农历${birthDate}${civil === undefined ? '' : `（公历${civil}）`}`;
  return { text, days: [birthDate, ...(civil === undefined ? [] : [civil])] };
}

/** Days of a life after its first, with the age below which each is odd. */
const lifeDates = [
  { field: 'joinedPartyOn', what: '入党', youngest: 17 },
  { field: 'startedWorkOn', what: '参加工作', youngest: 12 },
  { field: 'retiredOn', what: '离退休', youngest: 40 },
] as const;

function checkLife(plan: Plan, row: CareFileRow, file: CareFileStateRow): void {
  const born = civilBirthDate(file);
  for (const each of lifeDates) {
    const day = file[each.field];
    const written = row.values[each.field] !== undefined || row.values.birth !== undefined;
    if (day !== null && written) checkLifeDate(plan, row, file, { ...each, day, born });
  }
  const { startedWorkOn, retiredOn } = file;
  if (startedWorkOn !== null && retiredOn !== null && comparable(retiredOn) < startedWorkOn)
    plan.problems.error(row.at('retiredOn'), {
      message: `离退休时间${retiredOn}早于参加工作时间${startedWorkOn}。`,
      advice: '请核对这两个日期。',
    });
}

interface LifeDate {
  readonly field: (typeof lifeDates)[number]['field'];
  readonly what: string;
  readonly youngest: number;
  readonly day: string;
  readonly born: string | undefined;
}

function checkLifeDate(
  { problems, today }: Plan,
  row: CareFileRow,
  file: CareFileStateRow,
  { field, what, youngest, day, born }: LifeDate,
): void {
  const age = ageOn(file, comparable(day));
  if (day > today)
    problems.error(row.at(field), { message: `${what}时间${day}在今天以后。`, advice: '请核对年份。' });
  else if (born !== undefined && comparable(day) < born)
    problems.error(row.at(field), {
      message: `${what}时间${day}早于出生日期${born}。`,
      advice: `请核对${what}时间和出生日期。`,
    });
  else if (age !== undefined && age < youngest)
    problems.warning(row.at(field), {
      message: `按出生日期，${what}时只有${age}岁。`,
      advice: `请核对${what}时间和出生日期。`,
    });
}

/** A day, or the end of a month where only that was written. */
const comparable = (day: string): string => `${day}-28`.slice(0, 10);

function checkReview(
  { problems, today }: Plan,
  row: CareFileRow,
  { lastReviewedOn }: CareFileStateRow,
): void {
  if (isBlank(row.values.lastReviewedOn) || lastReviewedOn === null || lastReviewedOn <= today) return;
  problems.error(row.at('lastReviewedOn'), {
    message: `上次复核日期${lastReviewedOn}在今天以后。`,
    advice: '请填已经完成的那一次复核的日期。',
  });
}

function checkCauses(
  { problems }: Plan,
  row: CareFileRow,
  { mainCause, secondaryCauses }: CareFileStateRow,
): void {
  if (mainCause === null || isBlank(row.values.secondaryCauses) || !secondaryCauses.includes(mainCause))
    return;
  const message = `次要原因里又写了主要原因“${labelOf(hardshipCauses, mainCause)}”。`;
  problems.warning(row.at('secondaryCauses'), { message, advice: '次要原因请写其他原因。' });
}

/** Who is enrolled should be a party member with at least one of the five grounds (S1-2.1); an exception needs its reason. */
function checkGrounds({ problems }: Plan, row: CareFileRow, file: CareFileStateRow): void {
  if (!file.hardshipKinds.some(kind => enrolmentGrounds.some(ground => ground === kind)))
    problems.warning(row.at('hardshipKinds'), {
      message: '状态是“在册”，但困难类型里没有制度规定的五种情形。',
      advice:
        '请补上：离退休费偏低、体弱多病、配偶无收入、生活确有困难、突发性事故；确属例外的，请留存认定依据。',
    });
  if (file.partyMember === false)
    problems.warning(row.at('partyMember'), {
      message: '状态是“在册”，但不是党员。',
      advice: '制度的对象是党员；确属例外的，请留存认定依据。',
    });
}
