/** 免访 and 撤销免访: a visit that is let go with a reason comes back while its window lasts, and nobody is told twice. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import { excuseDuty, excusedOf, handBack, offersTo, undoExcusal } from '../../src/scheme/hand-backs.ts';
import { outgoing, type Told } from '../../src/scheme/notices.ts';
import { changeRule } from '../../src/scheme/rule-changes.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  defaultBranch,
  type MemberRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let li: PersonRow;
let clerk: PersonRow;
let zhang: MemberRow;
beforeAll(async () => {
  house = await createHouse('2027-01-17T08:30:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-17T08:30:00+08:00');
  const { db } = house;
  const organisation = await defaultBranch(db);
  clerk = await createPerson(db, { name: '赵静', userId: 'clerk', roles: ['clerk'], organisation });
  li = await createHelper(db, { name: '李明', userId: 'li' });
  zhang = await createMember(db, { name: '张德厚', careFile: { birthDate: '1944-09-06' } });
  await createPairing(db, { helper: li, member: zhang });
  await planJob({}, house.context);
});

const festival = { rule: 'festival', occurrence: 'spring-festival-2027' };
const duty = () =>
  house.db.obligation.findFirstOrThrow({ where: { ...festival, state: { not: 'cancelled' } } });
const run = async (instant: string) => {
  house.at(instant);
  await planJob({}, house.context);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
  await sendAll(house.db);
};
async function told<T extends Told>(work: Promise<T>): Promise<T> {
  const result = await work;
  for (const notice of result.notices) await house.context.outbox.queue(house.db, outgoing(notice));
  return result;
}
const excuse = async (reason = '在外地子女家过年', actorId = clerk.id) =>
  told(excuseDuty(house.db, house.clock, { obligationId: (await duty()).id, actorId, reason }));
const undo = async () =>
  told(undoExcusal(house.db, house.clock, { obligationId: (await duty()).id, actorId: clerk.id }));
const told7 = async () => (await heard(house.db, 'li')).filter(text => text.includes('春节走访，')).length;

test('let go with a reason that is sealed; nothing more is said of it, and it is not planned again', async () => {
  await run('2027-01-17T08:40:00+08:00');
  const before = await told7();
  await expect(excuse(' ')).rejects.toMatchObject({ code: 'reason-needed' });
  await excuse();
  await sendAll(house.db);
  expect(await duty()).toMatchObject({ state: 'excused', closeReason: 'excused' });
  expect((await heard(house.db, 'li')).at(-1)).toContain('春节走访这次不用去了，赵静同志已经定了');
  const row = await house.db.handBack.findFirstOrThrow({ where: { answer: 'excused' } });
  expect(Buffer.from(row.reason ?? []).toString('utf8')).not.toContain('外地');
  expect(await house.db.auditEntry.count({ where: { subject: 'obligation', action: 'excuse' } })).toBe(1);
  for (const day of ['25', '28', '31']) await run(`2027-01-${day}T08:40:00+08:00`);
  expect(await told7()).toBe(before);
  expect(await duty()).toMatchObject({ state: 'excused' });
  await expect(excuse()).rejects.toMatchObject({ code: 'duty-over' });
});

test('brought back, it goes on from now: what was told is not told again, what is to come is', async () => {
  await run('2027-01-17T08:40:00+08:00');
  await excuse();
  await sendAll(house.db);
  // Half way (26 January) passes meanwhile.
  house.at('2027-01-28T10:00:00+08:00');
  expect(await undo()).toMatchObject({ state: 'open', ownerId: li.id });
  await sendAll(house.db);
  expect((await heard(house.db, 'li')).at(-1)).toContain('现在还是要请您去一趟');
  const count = await told7();
  await run('2027-01-29T08:40:00+08:00');
  await run('2027-01-30T08:40:00+08:00');
  expect(await told7()).toBe(count);
  // Three days before the festival.
  await run('2027-02-03T08:40:00+08:00');
  expect(await told7()).toBe(count + 1);
  expect(await duty()).toMatchObject({ state: 'open', closedAt: null, closeReason: null });
  await expect(undo()).rejects.toMatchObject({ code: 'not-excused' });
  expect(await house.db.auditEntry.count({ where: { subject: 'obligation', action: 'undo-excuse' } })).toBe(
    1,
  );
});

test('taken back before anybody heard of it: nobody is told of either, and the day’s prompt comes', async () => {
  await excuse();
  await undo();
  expect(await heard(house.db, 'li')).toEqual([]);
  await run('2027-01-17T08:40:00+08:00');
  expect(await told7()).toBe(1);
});

test('not past its window, and not twice by two at once', async () => {
  await excuse();
  expect(await excusedOf(house.db, '2027-02-05', { memberId: zhang.id })).toHaveLength(1);
  expect(await excusedOf(house.db, '2027-02-06', { memberId: zhang.id })).toEqual([]);
  const both = await Promise.allSettled(
    [1, 2].map(async () => {
      const wanted = { obligationId: (await duty()).id, actorId: clerk.id };
      return inTransaction(house.db, tx => undoExcusal(tx, house.clock, wanted));
    }),
  );
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await excuse();
  house.at('2027-02-06T09:00:00+08:00');
  await expect(undo()).rejects.toMatchObject({ code: 'window-over' });
  expect(await duty()).toMatchObject({ state: 'excused' });
});

test('it comes back to whoever helps now, and is done where a visit was made meanwhile', async () => {
  await excuse();
  const wu = await createHelper(house.db, { name: '吴敏', userId: 'wu' });
  await house.db.pairing.updateMany({ data: { endsOn: '2027-01-16' } });
  await createPairing(house.db, { helper: wu, member: zhang, startsOn: '2027-01-17' });
  expect(await undo()).toMatchObject({ state: 'open', ownerId: wu.id });
  expect(await house.db.obligation.findMany({ where: { ...festival, state: 'open' } })).toMatchObject([
    { ownerId: wu.id },
  ]);
  await excuse();
  const visit = { memberId: zhang.id, visitorId: wu.id, visitedOn: '2027-01-17', way: 'home' } as const;
  await recordVisit(house.db, house.clock, visit);
  expect(await undo()).toMatchObject({ state: 'done' });
});

test('a rule that was switched off meanwhile leaves nothing to bring back', async () => {
  await excuse();
  await inTransaction(house.db, tx =>
    changeRule(tx, house.clock, {
      organisationId: zhang.organisationId,
      form: 'festival:spring-festival',
      values: { on: false },
      actorId: null,
    }),
  );
  expect(await undo()).toMatchObject({ state: 'cancelled' });
  expect(await house.db.obligation.count({ where: { ...festival, state: 'open' } })).toBe(0);
});

test('while somebody is asked to go instead: the asking ends, and those asked hear of it', async () => {
  await createHelper(house.db, { name: '宋雨晴', userId: 'song' });
  await told(
    handBack(house.db, house.clock, {
      obligationId: (await duty()).id,
      personId: li.id,
      actorId: li.id,
      reason: '腰扭了',
    }),
  );
  await sendAll(house.db);
  const { notices } = await excuse();
  expect(new Set(notices.map(({ userId }) => userId))).toEqual(new Set(['li', 'song']));
  const song = await house.db.person.findFirstOrThrow({ where: { userId: 'song' } });
  expect(await offersTo(house.db, song.id)).toEqual([]);
});

test('a cry for help is not let go', async () => {
  const cry = await house.db.obligation.create({
    data: {
      rule: 'despair', subjectId: zhang.id, occurrence: 'x', ownerId: li.id, memberId: zhang.id, title: '紧急关怀',
      organisationId: zhang.organisationId, opensOn: '2027-01-17', dueOn: '2027-01-18', createdAt: house.clock.now(),
    },
  }); // prettier-ignore
  await expect(
    excuseDuty(house.db, house.clock, { obligationId: cry.id, actorId: clerk.id, reason: '不用' }),
  ).rejects.toMatchObject({ code: 'not-excusable' });
});
