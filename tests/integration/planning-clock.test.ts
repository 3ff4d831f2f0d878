/** Clocks that go back, machines whose clock is off, and eight days in which nothing works. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JobContext } from '../../jobs/context.ts';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations } from '../../jobs/plan-obligations.ts';
import { sendDigests } from '../../jobs/send-digests.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { expireOverdue } from '../../src/chat/delivery.ts';
import { createOutbox } from '../../src/chat/outbox.ts';
import type { App } from '../../src/app.ts';
import type { Clock } from '../../src/clock.ts';
import { clockSkewMs } from '../../src/clock-skew.ts';
import { createLog } from '../../src/log.ts';
import { readinessChecks } from '../../src/readiness.ts';
import { overdueDuties } from '../../src/scheme/obligations/lists.ts';
import { createMember, createPairing, createPerson } from '../support/factories.ts';
import { createHouse, heard, sendAll, written, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-10T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-10T09:00:00+08:00');
});

async function tick(instant: string): Promise<void> {
  house.at(instant);
  await planObligations({}, house.context);
  await expireOverdue(house.db, house.clock);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
}

test('a clock that goes back two hours after a prompt gives it no second time', async () => {
  const { helper } = await createPairing(house.db);
  await tick('2027-01-17T09:40:00+08:00');
  await sendAll(house.db);
  for (const again of ['07:40', '08:20', '09:41', '13:00']) await tick(`2027-01-17T${again}:00+08:00`);
  expect(await heard(house.db, helper.userId ?? '')).toHaveLength(1);
});

test('a clock that goes back to the day before makes nothing undone and nothing double', async () => {
  const { helper } = await createPairing(house.db);
  await tick('2027-01-17T00:20:00+08:00');
  await tick('2027-01-17T08:20:00+08:00');
  await sendAll(house.db);
  await tick('2027-01-16T23:50:00+08:00');
  await tick('2027-01-17T08:20:00+08:00');
  expect(await heard(house.db, helper.userId ?? '')).toHaveLength(1);
  expect(await house.db.obligation.count({ where: { rule: 'festival', state: 'open' } })).toBe(2);
});

describe('an outage of eight days over the Spring Festival', () => {
  test('greetings expire and are listed, and nothing about the festival is sent late', async () => {
    const { helper, member } = await createPairing(house.db);
    const secretary = await createPerson(house.db, {
      name: '陈静',
      userId: 'ChenJing',
      roles: ['secretary'],
    });
    await tick('2027-01-17T08:20:00+08:00');
    await sendAll(house.db);
    await tick('2027-01-26T08:20:00+08:00');
    await sendAll(house.db);
    // The last prompt was written when everything stopped; it never left.
    await tick('2027-02-03T08:20:00+08:00');
    for (const hour of ['15:00', '18:00']) await tick(`2027-02-11T${hour}:00+08:00`);
    const last = (await written(house.db)).filter(({ to }) => to === helper.userId).at(-1);
    expect(last).toMatchObject({ state: 'expired', text: expect.stringContaining('春节走访') as string });
    expect(await heard(house.db, secretary.userId ?? '')).toEqual([]);
    const { path } = await house.db.organisation.findUniqueOrThrow({ where: { id: member.organisationId } });
    expect((await overdueDuties(house.db, '2027-02-11', path, 10)).rows).toMatchObject([
      { rule: 'festival', memberId: member.id, dueOn: '2027-02-05' },
    ]);
  });

  test('what is called for week by week is called for once, not once for every week', async () => {
    await createPairing(house.db, { project: null, startsOn: '2027-01-11' });
    const secretary = await createPerson(house.db, { userId: 'ChenJing', roles: ['secretary'] });
    await tick('2027-01-11T08:20:00+08:00');
    await sendAll(house.db);
    for (const hour of ['08:20', '12:00']) await tick(`2027-02-09T${hour}:00+08:00`);
    await sendAll(house.db);
    await tick('2027-02-10T08:20:00+08:00');
    expect(await heard(house.db, secretary.userId ?? '')).toHaveLength(2);
    const results = await house.db.promptStep.findMany({
      orderBy: { step: 'asc' },
      where: { personId: secretary.id },
    });
    expect(results.map(({ result }) => result)).toEqual(['told', 'missed', 'missed', 'missed', 'told']);
  });
});

/** A machine whose clock is `offMs` ahead of the database's, which it takes to be at `instant`. */
function machine(instant: string, offMs: number): { context: JobContext; log: () => string } {
  const offsetMs = new Date(instant).getTime() - Date.now();
  const clock: Clock = { now: () => new Date(Date.now() + offsetMs + offMs), offsetMs };
  const lines: string[] = [];
  const outbox = createOutbox({
    clock,
    split: text => [text],
    compose: (to, text) => JSON.stringify({ to, text }),
  });
  const log = createLog('error', { write: line => void lines.push(line) });
  return { context: { ...house.context, clock, outbox, log }, log: () => lines.join('') };
}

async function everything(context: JobContext): Promise<void> {
  await planObligations({}, context);
  await sendPrompts({}, context);
  await escalate({}, context);
  await sendDigests({}, context);
}

describe('by the database’s clock', () => {
  test('a machine that is 20 s ahead prompts no earlier, and one that is 20 s behind no later', async () => {
    const { helper } = await createPairing(house.db);
    await everything(machine('2027-01-17T08:16:45+08:00', 20_000).context);
    expect(await heard(house.db, helper.userId ?? '')).toEqual([]);
    expect(await house.db.obligation.count()).toBeGreaterThan(0);
    await everything(machine('2027-01-17T08:17:05+08:00', -20_000).context);
    expect(await heard(house.db, helper.userId ?? '')).toHaveLength(1);
  });

  test.each([
    [36_000, 's ahead of'],
    [-3_600_000, 's behind'],
  ])('a machine that is %d ms off neither plans nor prompts, and says so', async (offMs, words) => {
    await createPairing(house.db);
    await createPerson(house.db, { roles: ['leader'] });
    const { context, log } = machine('2027-01-18T08:40:00+08:00', offMs);
    await everything(context);
    expect(await house.db.obligation.count()).toBe(0);
    expect(await written(house.db)).toEqual([]);
    expect(log()).toContain(words);
    const { db, clock } = context;
    const ready = readinessChecks({ db, clock } as unknown as App).find(({ name }) => name === 'clock');
    expect(await ready?.check()).toMatchObject({
      ok: false,
      problem: expect.stringContaining(words) as string,
    });
  });

  test('a clock that was moved, or is held, is not off', async () => {
    const { context } = machine('2031-05-01T08:00:00+08:00', 0);
    expect(Math.abs(await clockSkewMs(house.db, context.clock))).toBeLessThan(1_000);
    expect(await clockSkewMs(house.db, house.clock)).toBe(0);
  });
});

test('a member without a helper is the secretary’s own, and nobody else is asked', async () => {
  const secretary = await createPerson(house.db, { userId: 'ChenJing', roles: ['secretary'] });
  await createMember(house.db);
  await tick('2027-01-17T08:20:00+08:00');
  await tick('2027-01-17T08:20:00+08:00');
  expect(await heard(house.db, secretary.userId ?? '')).toHaveLength(1);
});
