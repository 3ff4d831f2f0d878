/** A whole day of duties for 10 000 members; and what a member costs from 1 000 to 1 000 000. */
import { readFileSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { escalate } from '../jobs/escalate.ts';
import type { JobContext } from '../jobs/context.ts';
import { sendPrompts } from '../jobs/send-prompts.ts';
import { createOutbox } from '../src/chat/outbox.ts';
import type { Clock } from '../src/clock.ts';
import { inTransaction, type Database } from '../src/database.ts';
import { createLog } from '../src/log.ts';
import { planObligations } from '../src/scheme/obligations/planner.ts';
import { ownersDue } from '../src/scheme/obligations/prompts.ts';
import { ladderDue } from '../src/scheme/obligations/escalation.ts';
import { takeCalls } from '../src/scheme/obligations/calls.ts';
import { held, quiet, withMembers } from './members.ts';
import { median } from './quantile.ts';
import type { Print } from './support.ts';

/** 春节 2027 opens that morning. */
const opening = held('2027-01-17T08:47:00+08:00');

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

/** Processor time of the server's processes so far (those that tidy up come and go, and are left out), on Linux; 0 elsewhere. On a busy machine it says more than the clock does. */
async function serverCpuMs(db: Database): Promise<number> {
  const rows = await db.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE backend_type <> 'autovacuum worker'`;
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
  const points: Point[] = [];
  for (const members of sizes)
    await withMembers(members, async db => {
      const point = { members, ...(await planning(db)), ...(await idleLook(db)) };
      points.push(point);
      print(
        `${members} members: planned in ${seconds(point.planMs)} s, a look when nothing is due ${point.lookMs.toFixed(2)} ms`,
      );
      print(
        `  processor time: PostgreSQL ${seconds(point.serverMs)} s to plan, both ${point.busyMs.toFixed(2)} ms to look`,
      );
    });
  const slopeOf = (of: (point: Point) => number) =>
    slope(points.map(each => [each.members, of(each)])).toFixed(3);
  print(
    `slope of a look for what is due (log-log): ${slopeOf(each => each.lookMs)} (want ≤ 0.05), of its processor time ${slopeOf(each => each.busyMs)}`,
  );
  print(
    `slope of planning in all (log-log): ${slopeOf(each => each.planMs)} (want ≤ 1.0), of PostgreSQL's processor time ${slopeOf(each => each.serverMs)}`,
  );
}

/** How long a look took (`lookMs`, the median), and how much processor time of this process and of PostgreSQL (`busyMs`). */
interface Look {
  readonly lookMs: number;
  readonly busyMs: number;
}

interface Point extends Look {
  readonly members: number;
  readonly planMs: number;
  readonly serverMs: number;
}

/** The first planning of all: from the empty table. */
async function planning(db: Database): Promise<Pick<Point, 'planMs' | 'serverMs'>> {
  const serverBeforeMs = await serverCpuMs(db);
  const planMs = await timed(() => planObligations(db, quiet));
  return { planMs, serverMs: (await serverCpuMs(db)) - serverBeforeMs };
}

/** What the prompter and the escalator ask every half minute. */
async function idleLook(db: Database): Promise<Look> {
  const now = quiet.now();
  // As after the day's prompts: whoever was to be told has been.
  await db.$executeRaw`UPDATE obligation SET "nextStepAt" = NULL WHERE "nextStepAt" <= ${now}`;
  await db.$executeRaw`VACUUM ANALYZE obligation`;
  const look = async (): Promise<void> => {
    await ownersDue(db, now);
    await ladderDue(db, now);
    await inTransaction(db, tx => takeCalls(tx, { now, targets: ['owner'] }));
  };
  for (let warm = 0; warm < 50; warm += 1) await look();
  const times: number[] = [];
  const serverBeforeMs = await serverCpuMs(db);
  const before = cpuUsage();
  for (let round = 0; round < 300; round += 1) times.push(await timed(look));
  const { user, system } = cpuUsage(before);
  const busyMs = (user + system) / 1000 + (await serverCpuMs(db)) - serverBeforeMs;
  return { lookMs: median(times), busyMs: busyMs / times.length };
}

function contextOf(db: Database, clock: Clock): JobContext {
  const outbox = createOutbox({
    clock,
    split: text => [text],
    compose: (to, text) => JSON.stringify({ to, text }),
  });
  return { db, clock, outbox, log: createLog('error') } as unknown as JobContext;
}

/** How long the work takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Milliseconds as seconds, for printing. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** The slope of a straight line through the logarithms of these points, by least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (place: 0 | 1): number => logs.reduce((sum, point) => sum + point[place], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const rise = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return rise / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
