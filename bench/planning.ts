/**
 * A whole day of duties for 10 000 members; what a member costs from 1 000 to 1 000 000; and what waits in the queue while
 * 100 000 duties wait in their rows.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { escalate } from '../jobs/escalate.ts';
import type { JobContext } from '../jobs/context.ts';
import { sendPrompts } from '../jobs/send-prompts.ts';
import { schedules } from '../jobs/schedules.ts';
import { createOutbox } from '../src/chat/outbox.ts';
import { bellsAtOnce } from '../src/app.ts';
import type { Clock } from '../src/clock.ts';
import { inTransaction, type Database } from '../src/database.ts';
import { createLog } from '../src/log.ts';
import { openQueueBackend } from '../src/queue/connect.ts';
import { createQueue } from '../src/queue/queue.ts';
import { planObligations } from '../src/scheme/obligations/planner.ts';
import { ownersDue } from '../src/scheme/obligations/prompts.ts';
import { ladderDue } from '../src/scheme/obligations/escalation.ts';
import { takeCalls } from '../src/scheme/obligations/calls.ts';
import { median } from './quantile.ts';
import { connectTo, openBench, type Print } from './support.ts';

/** A clock that stands. */
export const held = (at: string): Clock => ({ now: () => new Date(at), offsetMs: 0, heldAt: new Date(at) });
/** 春节 2027 opens that morning. */
const opening = held('2027-01-17T08:47:00+08:00');
/** Late in the evening before: everything is planned and nothing is due. */
const quiet = held('2027-01-16T19:47:00+08:00');

/** `npm run bench day`: the day on which everybody's first step is due, from the empty table to the written messages. */
export async function benchDay(print: Print): Promise<void> {
  const members = 10_000;
  await withMembers(members, async db => {
    await db.$executeRaw`
      INSERT INTO happening (id, "memberId", kind, "happenedOn", "reporterId", "reportedAt")
      SELECT gen_random_uuid(), f."memberId", (ARRAY['hospitalised', 'mood', 'hardship', 'disaster'])[1 + n % 4], '2027-01-16',
        f."memberId", '2027-01-16T20:00:00+08:00'
      FROM (SELECT "memberId", row_number() OVER (ORDER BY "memberId") AS n FROM care_file) f WHERE n <= ${members / 50}`;
    const context = contextOf(db, opening);
    const startedCpu = cpuUsage();
    const serverBeforeMs = await serverCpuMs(db);
    const planMs = await timed(() => planObligations(db, opening));
    const promptMs = await timed(() => sendPrompts({}, context));
    const ladderMs = await timed(() => escalate({}, context));
    const { user, system } = cpuUsage(startedCpu);
    const duties = await db.obligation.count();
    const due = await db.obligation.count({ where: { nextStep: { gt: 0 } } });
    const messages = await db.outboundMessage.count();
    print(`a day for 10 000 members: ${seconds(planMs + promptMs + ladderMs)} s (want ≤ 60)`);
    print(
      `  planning ${duties} duties ${seconds(planMs)} s, prompting ${seconds(promptMs)} s, the ladder ${seconds(ladderMs)} s`,
    );
    const server = seconds((await serverCpuMs(db)) - serverBeforeMs);
    print(`  ${due} duties took a step, ${messages} messages written`);
    print(`  processor time: this process ${seconds((user + system) / 1000)} s, PostgreSQL ${server} s`);
  });
}

/** Processor time of the server's processes so far, on Linux; 0 elsewhere. On a busy machine it says more than the clock does. */
async function serverCpuMs(db: Database): Promise<number> {
  const rows = await db.$queryRaw<{ pid: number }[]>`SELECT pid FROM pg_stat_activity`;
  const ticks = rows.map(({ pid }) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, each) => sum + each, 0) * msPerTick;
}
const msPerTick = 10;

/** `npm run bench scale`: planning in all, and a look for what is due when nothing is, at 1 000 … 100 000 (… 1 000 000). */
export async function benchScale(print: Print): Promise<void> {
  const sizes =
    process.env['BENCH_MILLION'] === '1' ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000];
  const points: { members: number; planMs: number; lookMs: number }[] = [];
  for (const members of sizes)
    await withMembers(members, async db => {
      const planMs = await timed(() => planObligations(db, quiet));
      // As after the day's prompts: whoever was to be told has been.
      await db.$executeRaw`UPDATE obligation SET "nextStepAt" = NULL WHERE "nextStepAt" <= ${quiet.now()}`;
      await db.$executeRaw`VACUUM ANALYZE obligation`;
      const lookMs = await idleLook(db);
      points.push({ members, planMs, lookMs });
      print(
        `${members} members: planned in ${seconds(planMs)} s, a look when nothing is due ${lookMs.toFixed(2)} ms`,
      );
    });
  print(
    `slope of a look for what is due (log-log): ${slope(points.map(each => [each.members, each.lookMs])).toFixed(3)} (want ≤ 0.05)`,
  );
  print(
    `slope of planning in all (log-log): ${slope(points.map(each => [each.members, each.planMs])).toFixed(3)} (want ≤ 1.0)`,
  );
}

/** What the prompter and the escalator ask every half minute. */
async function idleLook(db: Database): Promise<number> {
  const now = quiet.now();
  const look = async (): Promise<void> => {
    await ownersDue(db, now);
    await ladderDue(db, now);
    await inTransaction(db, tx => takeCalls(tx, { now, targets: ['owner'] }));
  };
  for (let warm = 0; warm < 10; warm += 1) await look();
  const times: number[] = [];
  for (let round = 0; round < 101; round += 1) times.push(await timed(look));
  return median(times);
}

/** `npm run bench waiting`: Redis while 100 000 duties wait, and while the bells of 100 000 messages ring at once. */
export async function benchWaiting(print: Print): Promise<void> {
  const count = 100_000;
  const redis = await startRedis();
  const log = createLog('silent');
  const queue = createQueue(await openQueueBackend({ redisUrl: redis.url, databaseUrl: '' }, log), log);
  try {
    const emptyBytes = await redis.usedBytes();
    // The prompter writes 20 000 messages a run, and each run rings for some of them.
    const bells = bellsAtOnce * Math.ceil(count / 20_000);
    for (let from = 0; from < bells; from += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, n) =>
          queue.enqueue('send-outbound-message', { outboundId: String(from + n) }),
        ),
      );
    const rung = megabytes((await redis.usedBytes()) - emptyBytes);
    print(`${count} messages written and none has left: ${bells} bells, ${rung} MB in Redis (want ≤ 50)`);
    await redis.empty();
    await queue.schedule(schedules);
    await withMembers(count, async db => {
      await planObligations(db, quiet);
      const waiting = await db.obligation.count({ where: { nextStepAt: { not: null } } });
      const [table] = await db.$queryRaw<
        { mb: number }[]
      >`SELECT pg_total_relation_size('obligation') / 1048576.0 AS mb`;
      print(
        `${waiting} duties wait for their next step: ${megabytes((await redis.usedBytes()) - emptyBytes)} MB in Redis (want ≤ 50)`,
      );
      print(
        `  their rows with every index: ${Number(table?.mb ?? 0).toFixed(0)} MB on the disk of PostgreSQL`,
      );
    });
  } finally {
    await queue.close();
    redis.stop();
  }
}

async function startRedis() {
  const port = 21_000 + (Math.floor(performance.now() * 997) % 20_000);
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    '/tmp',
  ];
  const server: ChildProcess = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) done();
    });
  });
  const { Redis } = await import('ioredis');
  const client = new Redis(port, '127.0.0.1');
  return {
    url: `redis://127.0.0.1:${port}`,
    usedBytes: async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1] ?? 0),
    empty: () => client.flushall(),
    stop: () => {
      client.disconnect();
      server.kill('SIGTERM');
    },
  };
}

function contextOf(db: Database, clock: Clock): JobContext {
  const outbox = createOutbox({
    clock,
    split: text => [text],
    compose: (to, text) => JSON.stringify({ to, text }),
  });
  return { db, clock, outbox, log: createLog('error') } as unknown as JobContext;
}

/** A database of its own with so many members in it, for `work`. */
export async function withMembers(members: number, work: (db: Database) => Promise<void>): Promise<void> {
  const bench = await openBench();
  const { db, close } = await connectTo(bench, 8);
  try {
    await populate(db, members);
    await work(db);
  } finally {
    await close();
    await bench.close();
  }
}

/** Branches of 50 under bureaus of 20 branches; a helper for every two members; births, reviews and risks of every kind. */
async function populate(db: Database, members: number): Promise<void> {
  const branches = members / 50;
  await db.$executeRaw`
    WITH bureau AS (
      SELECT gen_random_uuid() AS id, n FROM generate_series(0, ${Math.ceil(branches / 20) - 1}::int) AS n
    ), top AS (
      INSERT INTO organisation (id, name, kind, path) SELECT id, 'bureau ' || n, 'cadre-bureau', id || '/' FROM bureau
    )
    INSERT INTO organisation (id, name, kind, "parentId", path)
    SELECT made.id, 'branch ' || made.n, 'branch', bureau.id, bureau.id || '/' || made.id || '/'
    FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(0, ${branches - 1}::int) AS n) AS made
    JOIN bureau ON bureau.n = made.n / 20`;
  await db.$executeRaw`
    INSERT INTO person (id, name, "userId", "userIdKey", "organisationId", roles)
    SELECT gen_random_uuid(), role || ' ' || o.name, role || o.id, role || o.id, o.id, ARRAY[role]
    FROM organisation o CROSS JOIN unnest(ARRAY['secretary', 'clerk', 'leader']) AS role WHERE o.kind = 'cadre-bureau' OR role = 'secretary'`;
  await db.$executeRaw`
    INSERT INTO person (id, name, "userId", "userIdKey", "organisationId", roles)
    SELECT gen_random_uuid(), role || n, role || n, role || n, o.id, ARRAY[role]
    FROM generate_series(0, ${members - 1}::int) AS n
    CROSS JOIN unnest(ARRAY['member', 'helper']) AS role
    JOIN organisation o ON o.name = 'branch ' || (n / 50) WHERE role = 'member' OR n % 2 = 0`;
  await db.$executeRaw`
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "hardshipKinds", "secondaryCauses", "lastReviewedOn", living)
    SELECT id, 'enrolled', 1932 + n % 30 || '-' || to_char(DATE '2027-01-01' + (n % 365)::int, 'MM-DD'),
      CASE n % 3 WHEN 0 THEN 'lunar' ELSE 'solar' END, '{}', '{}', to_char(DATE '2026-01-16' + (n % 360)::int, 'YYYY-MM-DD'),
      CASE n % 4 WHEN 0 THEN 'alone' ELSE 'couple' END
    FROM (SELECT id, substr(name, 7)::int AS n FROM person WHERE 'member' = ANY(roles)) m`;
  await db.$executeRaw`
    INSERT INTO pairing (id, "helperId", "memberId", "primary", "startsOn", project, task, goal)
    SELECT gen_random_uuid(), h.id, m.id, true, '2026-01-01', 'a', 'b', 'c'
    FROM person m JOIN person h ON h.name = 'helper' || (substr(m.name, 7)::int / 2 * 2) WHERE 'member' = ANY(m.roles)`;
  await db.$executeRaw`ANALYZE`;
}

/** How long the work takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Milliseconds as seconds, for printing. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

/** The slope of a straight line through the logarithms of these points, by least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (place: 0 | 1): number => logs.reduce((sum, point) => sum + point[place], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const rise = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return rise / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
