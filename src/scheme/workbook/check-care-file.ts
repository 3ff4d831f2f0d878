/** What a care file says as a whole: contradictions and oddities that no single cell shows. */
import { ageOn, civilBirthDate } from '../age.ts';
import { enrolmentGrounds, hardshipCauses, labelOf, sexes } from '../labels.ts';
import { idNumberFacts } from './id-number.ts';
import type { Once, Plan } from './plan.ts';
import type { CareFileRow } from './sheets.ts';
import type { CareFileStateRow } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** What the checks of all rows share. */
export interface CareFileCheck {
  readonly plan: Plan;
  readonly people: Once;
  readonly idNumbers: Once;
}

/** Reports what contradicts itself or is odd about a file.. */
export function checkCareFile(
  check: CareFileCheck,
  row: CareFileRow,
  file: CareFileStateRow,
  stored: CareFileStateRow | undefined,
): void {
  checkBirth(check.plan, row, file);
  checkIdNumber(check, row, file);
  checkJoining(check.plan, row, file);
  checkReview(check.plan, row, file);
  checkCauses(check.plan, row, file);
  if (file.state === 'enrolled' && stored?.state !== 'enrolled') checkGrounds(check.plan, row, file);
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

function checkIdNumber(
  { plan: { problems }, idNumbers }: CareFileCheck,
  row: CareFileRow,
  file: CareFileStateRow,
): void {
  const { idNumber } = row.values;
  const facts = isBlank(idNumber) ? undefined : idNumberFacts(idNumber);
  if (isBlank(idNumber) || !facts) return;
  const first = idNumbers.first(idNumber, row.number);
  if (first !== undefined)
    problems.warning(row.at('idNumber'), {
      message: `身份证号与第${first}行相同。`,
      advice: '请核对是哪一位的。',
    });
  // Lunar birthdays differ from the civil date in the number as a matter of course, and so may what the person says (D1).
  if (file.birthCalendar === 'solar' && file.birthDate !== null && file.birthDate !== facts.birthDate)
    problems.warning(row.at('idNumber'), {
      message: `身份证号里的出生日期是${facts.birthDate}，出生日期一列是${file.birthDate}。`,
      advice: '如果证件日期与实际生日不同，可以不改；如果写的是农历生日，请把历法改为“农历”。',
    });
  if (file.sex !== null && file.sex !== facts.sex)
    problems.warning(row.at('sex'), {
      message: `身份证号表示性别为${labelOf(sexes, facts.sex)}，性别一列是${labelOf(sexes, file.sex)}。`,
      advice: '请核对。',
    });
}

const joiningAge = 18;

function checkJoining({ problems, today }: Plan, row: CareFileRow, file: CareFileStateRow): void {
  const { joinedPartyOn } = row.values;
  if (isBlank(joinedPartyOn)) return;
  if (joinedPartyOn > today)
    problems.error(row.at('joinedPartyOn'), {
      message: `入党时间${joinedPartyOn}在今天以后。`,
      advice: '请核对年份。',
    });
  const age = ageOn(file, `${joinedPartyOn}-28`.slice(0, 10));
  if (civilBirthDate(file) !== undefined && (age ?? 0) < joiningAge - 1)
    problems.warning(row.at('joinedPartyOn'), {
      message: `按出生日期，入党时只有${age ?? 0}岁。`,
      advice: '请核对入党时间和出生日期。',
    });
}

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
