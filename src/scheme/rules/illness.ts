/**
 * R2 生病住院 (S1-3.3b, S3-3.5b, S5-4): a visit within 72 hours of the report; again each month while in hospital; within 7
 * days of 出院.
 *
 * A phone call is recorded but does not fulfil these: the clause asks that somebody goes.
 */
import {
  addDays,
  addMonths,
  maxDate,
  shanghaiDate,
  shanghaiInstant,
  type IsoDate,
} from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import type { Db } from '../../database.ts';
import { gentleInstant } from '../quiet-hours.ts';
import {
  duringHappening,
  happeningsOf,
  howToAnswer,
  occurrenceName,
  type HappeningFact,
} from './happening.ts';
import { days, hours, on, tells, yesNo, type HeldOf } from './knobs.ts';
import { ruleWith, type DutyWindow, type Occurrence, type Period } from './rule.ts';
import { livingMembers } from './subjects.ts';
import {
  atOnce,
  dayAfterHours,
  hoursAfter,
  lastMorning,
  morningAfter,
  nextMorning,
  openingMorning,
} from './times.ts';

const admissionKnobs = {
  on,
  window: hours('几小时内到医院看望', 72, { least: 24, most: 240 }),
  morning: yesNo('第二天早上再提醒', true),
  lastDay: yesNo('最后一天提醒', true),
  tells: tells('secretary'),
};
/** A month's visit may be made in the last week of that month. */
const monthlyKnobs = {
  on,
  window: days('每月最后几天去看望', 7, { least: 3, most: 28 }),
  opening: yesNo('开始那天提醒', true),
  lastDay: yesNo('最后一天提醒', true),
  tells: tells('secretary'),
};
const followUpKnobs = {
  on,
  window: days('出院后几天内回访', 7, { least: 3, most: 30 }),
  morning: yesNo('第二天早上提醒', true),
  lastDay: yesNo('最后一天提醒', true),
  tells: tells('secretary'),
};
/** Who reports a discharge late still leaves so many days for the visit. */
const leastFollowUpDays = 3;

const clauses = ['S1-3.3b', 'S3-3.5b', 'S5-4'];
const inPerson = { ways: ['hospital', 'home'], late: true, sinceReport: true } as const;

/** When a window of so many hours closes; on its last day not before the helper's own last prompt was read. */
const windowCloses =
  (window: number) =>
  ({ createdAt, dueOn }: DutyWindow): Date => {
    const closes = gentleInstant(hoursAfter(createdAt, window));
    const lastDay = shanghaiInstant(dueOn, '08:47');
    return closes > lastDay ? closes : lastDay;
  };

async function admissions(
  db: Db,
  period: Period,
  { window }: HeldOf<typeof admissionKnobs>,
): Promise<Occurrence[]> {
  const facts = await happeningsOf(db, ['hospitalised'], period, { lasting: true });
  return facts
    .map(fact => duringHappening(fact, 'admission', '住院看望', dayAfterHours(fact.reportedAt, window)))
    .filter(({ dueOn }) => dueOn >= period.today);
}

export const illness = ruleWith({
  code: 'illness',
  id: 'R2',
  version: 1,
  name: '住院看望',
  clauses,
  owner: 'helper',
  subjects: livingMembers,
  knobs: admissionKnobs,
  occurrences: admissions,
  steps: ({ window, morning, lastDay, tells: to }) => [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}${call.happening ? dateText(call.happening.happenedOn) : '日前'}住院了。` +
        `请在${dateText(call.duty.dueOn)}前到医院看望一次，这几天都可以。\n${howToAnswer(call, '去医院')}`,
    },
    ...(morning ? [{ to: 'owner', manner: 'digest', at: nextMorning } as const] : []),
    ...(lastDay ? [{ to: 'owner', manner: 'digest', at: lastMorning } as const] : []),
    { to, manner: 'own', at: windowCloses(window), graceDays: 2 },
  ],
  occasion: 'illness',
  closedBy: inPerson,
  usualWay: 'hospital',
  line: ({ dueOn }) => `住院了，${dateText(dueOn)}前到医院看望一次`,
});

/** The month of a stay that is not over on `today`: its number, from 1, and its last day. */
export function monthOfStay(happenedOn: IsoDate, today: IsoDate): { number: number; dueOn: IsoDate } {
  for (let number = 1; ; number += 1) {
    const dueOn = addMonths(happenedOn, number);
    if (dueOn >= today) return { number, dueOn };
  }
}

function monthly({ id, memberId, happenedOn }: HappeningFact, today: IsoDate, window: number): Occurrence {
  const { number, dueOn } = monthOfStay(happenedOn, today);
  const opensOn = addDays(dueOn, 1 - window);
  return {
    occurrence: occurrenceName(id, `month-${number}`),
    match: memberId,
    title: '长期住院看望',
    opensOn,
    dueOn,
  };
}

export const longIllness = ruleWith({
  code: 'illness-monthly',
  id: 'R2',
  version: 1,
  name: '长期住院看望',
  clauses,
  owner: 'helper',
  subjects: livingMembers,
  // Not planned ahead: nobody knows how long a stay will be.
  knobs: monthlyKnobs,
  occurrences: async (db, period, { window }) =>
    (await happeningsOf(db, ['hospitalised'], period, { lasting: true }))
      .map(fact => monthly(fact, period.today, window))
      .filter(({ opensOn }) => opensOn <= period.today),
  steps: ({ opening, lastDay, tells: to }) => [
    ...(opening ? [{ to: 'owner', manner: 'digest', at: openingMorning } as const] : []),
    ...(lastDay ? [{ to: 'owner', manner: 'digest', at: lastMorning } as const] : []),
    { to, manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'illness',
  closedBy: inPerson,
  usualWay: 'hospital',
  line: ({ dueOn }) => `还在住院，${dateText(dueOn)}前再去看望一次`,
});

function followUpDue({ happenedOn, reportedAt }: HappeningFact, window: number): IsoDate {
  return maxDate(addDays(happenedOn, window), addDays(shanghaiDate(reportedAt), leastFollowUpDays));
}

export const discharge = ruleWith({
  code: 'discharge',
  id: 'R2',
  version: 1,
  name: '出院回访',
  clauses,
  owner: 'helper',
  subjects: livingMembers,
  knobs: followUpKnobs,
  occurrences: async (db, period, { window }) =>
    (await happeningsOf(db, ['discharged'], period))
      .map(fact => duringHappening(fact, 'discharge', '出院回访', followUpDue(fact, window)))
      .filter(({ dueOn }) => dueOn >= period.today),
  steps: ({ morning, lastDay, tells: to }) => [
    ...(morning ? [{ to: 'owner', manner: 'digest', at: nextMorning } as const] : []),
    ...(lastDay ? [{ to: 'owner', manner: 'digest', at: lastMorning } as const] : []),
    { to, manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'discharge',
  closedBy: inPerson,
  usualWay: 'home',
  line: ({ dueOn }) => `出院了，${dateText(dueOn)}前上门看看恢复得怎么样`,
});
