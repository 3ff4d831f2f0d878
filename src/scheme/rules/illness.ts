/**
 * R2 生病住院 (S1-3.3b, S3-3.5b, S5-4): a visit within 72 hours of the report; again each month while in hospital; within 7
 * days of 出院. The numbers are constants until organisations have settings of their own.
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
import type { DutyWindow, Occurrence, Period, Rule } from './rule.ts';
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

const admissionHours = 72;
/** A month's visit may be made in the last week of that month. */
const monthlyWindowDays = 7;
const followUpDays = 7;
/** Who reports a discharge late still leaves so many days for the visit. */
const leastFollowUpDays = 3;

const clauses = ['S1-3.3b', 'S3-3.5b', 'S5-4'];
const inPerson = { ways: ['hospital', 'home'], late: true, sinceReport: true } as const;

/** When the window closes; on its last day not before the helper's own last prompt was read. */
function windowCloses({ createdAt, dueOn }: DutyWindow): Date {
  const closes = gentleInstant(hoursAfter(createdAt, admissionHours));
  const lastDay = shanghaiInstant(dueOn, '08:47');
  return closes > lastDay ? closes : lastDay;
}

async function admissions(db: Db, period: Period): Promise<Occurrence[]> {
  const facts = await happeningsOf(db, ['hospitalised'], period, { lasting: true });
  return facts
    .map(fact =>
      duringHappening(fact, 'admission', '住院看望', dayAfterHours(fact.reportedAt, admissionHours)),
    )
    .filter(({ dueOn }) => dueOn >= period.today);
}

export const illness: Rule = {
  code: 'illness',
  id: 'R2',
  version: 1,
  name: '住院看望',
  clauses,
  owner: 'helper',
  subjects: livingMembers,
  occurrences: admissions,
  steps: [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}${call.happening ? dateText(call.happening.happenedOn) : '日前'}住院了。` +
        `请在${dateText(call.duty.dueOn)}前到医院看望一次，这几天都可以。\n${howToAnswer(call, '去医院')}`,
    },
    { to: 'owner', manner: 'digest', at: nextMorning },
    { to: 'owner', manner: 'digest', at: lastMorning },
    { to: 'secretary', manner: 'own', at: windowCloses, graceDays: 2 },
  ],
  occasion: 'illness',
  closedBy: inPerson,
  usualWay: 'hospital',
  line: ({ dueOn }) => `住院了，${dateText(dueOn)}前到医院看望一次`,
};

/** The month of a stay that is not over on `today`: its number, from 1, and its last day. */
export function monthOfStay(happenedOn: IsoDate, today: IsoDate): { number: number; dueOn: IsoDate } {
  for (let number = 1; ; number += 1) {
    const dueOn = addMonths(happenedOn, number);
    if (dueOn >= today) return { number, dueOn };
  }
}

function monthly({ id, memberId, happenedOn }: HappeningFact, today: IsoDate): Occurrence {
  const { number, dueOn } = monthOfStay(happenedOn, today);
  const opensOn = addDays(dueOn, 1 - monthlyWindowDays);
  return {
    occurrence: occurrenceName(id, `month-${number}`),
    match: memberId,
    title: '长期住院看望',
    opensOn,
    dueOn,
  };
}

export const longIllness: Rule = {
  code: 'illness-monthly',
  id: 'R2',
  version: 1,
  name: '长期住院看望',
  clauses,
  owner: 'helper',
  subjects: livingMembers,
  // Not planned ahead: nobody knows how long a stay will be.
  occurrences: async (db, period) =>
    (await happeningsOf(db, ['hospitalised'], period, { lasting: true }))
      .map(fact => monthly(fact, period.today))
      .filter(({ opensOn }) => opensOn <= period.today),
  steps: [
    { to: 'owner', manner: 'digest', at: openingMorning },
    { to: 'owner', manner: 'digest', at: lastMorning },
    { to: 'secretary', manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'illness',
  closedBy: inPerson,
  usualWay: 'hospital',
  line: ({ dueOn }) => `还在住院，${dateText(dueOn)}前再去看望一次`,
};

function followUpDue({ happenedOn, reportedAt }: HappeningFact): IsoDate {
  return maxDate(addDays(happenedOn, followUpDays), addDays(shanghaiDate(reportedAt), leastFollowUpDays));
}

export const discharge: Rule = {
  code: 'discharge',
  id: 'R2',
  version: 1,
  name: '出院回访',
  clauses,
  owner: 'helper',
  subjects: livingMembers,
  occurrences: async (db, period) =>
    (await happeningsOf(db, ['discharged'], period))
      .map(fact => duringHappening(fact, 'discharge', '出院回访', followUpDue(fact)))
      .filter(({ dueOn }) => dueOn >= period.today),
  steps: [
    { to: 'owner', manner: 'digest', at: nextMorning },
    { to: 'owner', manner: 'digest', at: lastMorning },
    { to: 'secretary', manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'discharge',
  closedBy: inPerson,
  usualWay: 'home',
  line: ({ dueOn }) => `出院了，${dateText(dueOn)}前上门看看恢复得怎么样`,
};
