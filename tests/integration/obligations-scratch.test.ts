import { test } from 'vitest';
import { createHouse } from './duties-support.ts';
import { defaultBranch, createHelper, createPerson } from '../support/factories.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { escalate } from '../../jobs/escalate.ts';
import { sendDigests } from '../../jobs/send-digests.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import { recordHappening } from '../../src/scheme/happenings.ts';
const timed = async (name: string, work: () => Promise<unknown>) => { const t = performance.now(); const r = await work(); console.log(name, Math.round(performance.now() - t), r ?? ''); };
test('perf', { timeout: 900_000 }, async () => {
  const house = await createHouse('2027-01-10T09:00:00+08:00');
  const { db, clock, context } = house;
  const { id: org } = await defaultBranch(db);
  await createPerson(db, { roles: ['secretary'], userId: 's' });
  await createPerson(db, { roles: ['leader'], userId: 'l' });
  await db.$executeRaw`WITH h AS (INSERT INTO person (id,name,"organisationId",roles,"userId","userIdKey") SELECT gen_random_uuid(),'帮'||n,${org}::uuid,'{helper}','h'||n,'h'||n FROM generate_series(1,5000) n RETURNING id),
   hn AS (SELECT id, row_number() over () n FROM h),
   m AS (INSERT INTO person (id,name,"organisationId",roles) SELECT gen_random_uuid(),'甲'||n,${org}::uuid,'{member}' FROM generate_series(1,10000) n RETURNING id),
   mn AS (SELECT id, row_number() over () n FROM m),
   f AS (INSERT INTO care_file ("memberId",state,"birthDate","birthCalendar") SELECT id,'enrolled','1944-'||to_char(DATE '2027-01-01'+(n%364)::int,'MM-DD'),'solar' FROM mn)
   INSERT INTO pairing ("helperId","memberId","startsOn") SELECT hn.id, mn.id,'2026-01-01' FROM mn JOIN hn ON hn.n=(mn.n%5000)+1`;
  await db.$executeRaw`INSERT INTO visit ("memberId","visitorId","visitedOn",way,occasion,"helpKind","loggedAt") SELECT "memberId","memberId",'2026-0'||(1+n%9)||'-10','home','routine','spirit',now() FROM care_file, generate_series(1,10) n`;
  await db.$executeRaw`ANALYZE person, care_file, pairing, visit`;
  await timed('plan', () => planObligations(db, clock));
  await timed('plan again', () => planObligations(db, clock));
  house.at('2027-01-17T08:17:00+08:00');
  let n = 0; let last = performance.now();
  const counting = { ...context, outbox: { queue: async (d: never, m: never) => { n += 1; if (n % 500 === 0) { const t = performance.now(); console.log(n, Math.round(t - last)); last = t; } return context.outbox.queue(d, m); } } } as typeof context;
  await timed('prompts 5000', () => sendPrompts({}, counting));
  await timed('prompts idle', () => sendPrompts({}, context));
  await timed('escalate idle', () => escalate({}, context));
  await db.outboundMessage.updateMany({ data: { state: 'sent' } });
  await house.database.close();
});
import { Prisma } from '../../src/database.ts';
import { takePrompt, ownersDue } from '../../src/scheme/obligations/prompts.ts';
test.skip('explain', { timeout: 900_000 }, async () => {
  const house = await createHouse('2027-01-10T09:00:00+08:00');
  const { db, clock } = house;
  const { id: org } = await defaultBranch(db);
  await db.$executeRaw`WITH h AS (INSERT INTO person (id,name,"organisationId",roles,"userId","userIdKey") SELECT gen_random_uuid(),'帮'||n,${org}::uuid,'{helper}','h'||n,'h'||n FROM generate_series(1,5000) n RETURNING id),
   hn AS (SELECT id, row_number() over () n FROM h),
   m AS (INSERT INTO person (id,name,"organisationId",roles) SELECT gen_random_uuid(),'甲'||n,${org}::uuid,'{member}' FROM generate_series(1,10000) n RETURNING id),
   mn AS (SELECT id, row_number() over () n FROM m),
   f AS (INSERT INTO care_file ("memberId",state,"birthDate","birthCalendar") SELECT id,'enrolled','1944-'||to_char(DATE '2027-01-01'+(n%364)::int,'MM-DD'),'solar' FROM mn)
   INSERT INTO pairing ("helperId","memberId","startsOn") SELECT hn.id, mn.id,'2026-01-01' FROM mn JOIN hn ON hn.n=(mn.n%5000)+1`;
  await db.$executeRaw`ANALYZE person, care_file, pairing`;
  await planObligations(db, clock);
  house.at('2027-01-17T08:17:00+08:00');
  const owners = await ownersDue(db, clock.now());
  const times: Record<string, number> = {};
  const wrap = (tx: any, explain: boolean) => new Proxy(tx, { get(t, k) {
    const v = t[k];
    if (k === '$queryRaw' || k === '$executeRaw') return async (s: any, ...vals: any[]) => {
      const sql = s.strings ? s : (Prisma.sql as any)(s, ...vals);
      const key = sql.sql.trim().slice(0, 60).replaceAll('\n', ' ');
      if (explain && k === '$queryRaw') { const plan = await t.$queryRaw((Prisma as any).sql`EXPLAIN (ANALYZE) ${sql}`); console.log(key, '\n' + plan.map((r: any) => r['QUERY PLAN']).join('\n')); }
      const b = performance.now(); const r = await t[k](sql); times[key] = (times[key] ?? 0) + performance.now() - b; return r; };
    return v; } });
  for (const id of owners.slice(0, 200)) await db.$transaction(tx => takePrompt(wrap(tx, false), clock.now(), id));
  console.log(times);
  await db.$transaction(tx => takePrompt(wrap(tx, true), clock.now(), owners[300]!));
  await house.database.close();
});
