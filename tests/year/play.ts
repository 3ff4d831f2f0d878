/** Plays the year, day by day and at several hours of each, and keeps what the checker is to look at. */
import type { JobName } from '../../jobs/contracts.ts';
import { addDays, shanghaiDate, shanghaiInstant, weekday, type IsoDate } from '../../src/calendar/dates.ts';
import type { App } from '../../src/app.ts';
import { overdueDuties } from '../../src/scheme/obligations/lists.ts';
import { diceFor, makeCast } from './cast.ts';
import type { Doing } from './deeds.ts';
import type {
  Deed,
  DutyRow,
  EndedRow,
  Evening,
  Outage,
  Played,
  Shown,
  StepRow,
  WrittenMessage,
} from './journal.ts';
import { notReached } from '../../src/scheme/unreached.ts';
import { createModel } from './model.ts';
import { drawDay, type Intention, type PlotParts } from './plot.ts';
import { setStage, type Stage } from './stage.ts';
import { createTempers, officeHours, ownAccord } from './temper.ts';

export interface PlayOptions {
  readonly seed: number;
  readonly firstDay: IsoDate;
  readonly lastDay: IsoDate;
  readonly outages?: readonly Outage[];
  /** How many times as much happens to people as in an ordinary year. */
  readonly often?: number;
  /** Done to the database before anything happens: how a test breaks the product. */
  readonly sabotage?: (app: App) => Promise<void>;
}

/** The worker's hours, and after which of them the day's slot of deeds comes. */
const hours: readonly { readonly at: string; readonly jobs: readonly JobName[] }[] = [
  { at: '00:20', jobs: ['plan-obligations', 'escalate'] },
  { at: '08:19', jobs: ['sweep', 'send-prompts', 'escalate', 'send-digests'] },
  { at: '13:07', jobs: ['send-prompts', 'escalate'] },
  { at: '18:43', jobs: ['send-prompts', 'escalate', 'sweep'] },
];
/** When the deeds of each slot begin, and before which hour of the worker that is. */
const slots: readonly { readonly at: string; readonly hour: number }[] = [
  { at: '02:10', hour: 1 },
  { at: '08:31', hour: 2 },
  { at: '10:05', hour: 2 },
  { at: '13:22', hour: 3 },
  { at: '16:35', hour: 3 },
  { at: '21:22', hour: 4 },
];
const eveningAt = '23:40';

/** Plays from the first day to the last and takes the stage down again. */
export async function play(options: PlayOptions): Promise<Played> {
  const { seed, firstDay } = options;
  const cast = makeCast(seed, firstDay);
  const stage = await setStage(cast, `${addDays(firstDay, -1)}T12:00:00+08:00`);
  try {
    await options.sabotage?.(stage.app);
    await stage.app.db.$executeRaw`ANALYZE`;
    const deeds: Deed[] = [...cast.deeds];
    const model = createModel(cast.units, cast.actors);
    for (const deed of deeds) model.apply(deed);
    const doing: Doing = {
      stage,
      tell: told => {
        const deed = { ...told, at: stage.clock.now() } as Deed;
        deeds.push(deed);
        model.apply(deed);
      },
    };
    const diary = new Map<IsoDate, Intention[]>();
    const mean = (intention: Intention): void => {
      diary.set(intention.on, [...(diary.get(intention.on) ?? []), intention]);
    };
    const parts: PlotParts = { seed, model, doing, spare: cast.spare.map(({ id }) => id), mean };
    const answer = createTempers(parts);
    stage.fake.onMessage(({ to, at, text }) => answer({ to, at, text, purpose: '', key: '' }));
    const seen = await playDays(options, parts, diary);
    return await kept(options, stage, {
      deeds,
      ...seen,
      actors: [...model.actors.values()],
      units: cast.units,
    });
  } finally {
    await stage.close();
  }
}

async function playDays(options: PlayOptions, parts: PlotParts, diary: Map<IsoDate, Intention[]>) {
  const { stage } = parts.doing;
  const evenings: Evening[] = [];
  const lists: { day: IsoDate; ids: string[] }[] = [];
  const unreachedLists: { at: Date; ids: string[] }[] = [];
  // What people meant to do while nothing worked; their words wait and are taken up first.
  const waiting: Intention[] = [];
  let isOut = false;
  for (let day = options.firstDay; day <= options.lastDay; day = addDays(day, 1)) {
    drawDay(parts, day, options.often);
    ownAccord(parts, day);
    for (const [index, hour] of hours.entries()) {
      await playSlots(
        slots.filter(slot => slot.hour === index),
        day,
      );
      await playHour(hour, day);
    }
    await playSlots(
      slots.filter(slot => slot.hour === hours.length),
      day,
    );
    stage.clock.moveTo(shanghaiInstant(day, eveningAt));
    if (day.endsWith('-01') || day.endsWith('-15')) await stage.app.db.$executeRaw`ANALYZE`;
    if (!outageAt(options, stage.clock.now()))
      evenings.push(await evening(stage, day, addDays(evenings.at(-1)?.day ?? day, 1)));
    if (justBack(options, day)) lists.push({ day, ids: await overdueIds(stage, day) });
  }
  return { evenings, overdueLists: lists, unreachedLists };

  async function playHour({ at, jobs }: (typeof hours)[number], day: IsoDate): Promise<void> {
    const now = shanghaiInstant(day, at);
    stage.clock.moveTo(now);
    const outage = outageAt(options, now);
    if (outage?.kind === 'before-sending' && outage.from.getTime() === now.getTime()) {
      for (const name of jobs) await stage.app.runJob(name as 'sweep', {});
      stage.queue.wipe();
    }
    if (outage) {
      isOut = true;
      return;
    }
    // A worker that comes back plans before anything else.
    if (isOut) {
      await stage.run('plan-obligations', 'sweep');
      unreachedLists.push({ at: now, ids: await unreachedIds(stage, day) });
    }
    isOut = false;
    const due = jobs.filter(job => job !== 'send-digests' || isDigestDay(day));
    await stage.run(...due);
    if (at !== '08:19') return;
    stage.clock.moveTo(shanghaiInstant(day, '08:27'));
    await officeHours(parts, day);
  }

  async function playSlots(due: readonly (typeof slots)[number][], day: IsoDate): Promise<void> {
    for (const slot of due) {
      const instant = shanghaiInstant(day, slot.at);
      stage.clock.moveTo(instant);
      const meant = (diary.get(day) ?? []).filter(intention => intention.slot === slots.indexOf(slot));
      waiting.push(...meant.sort((one, other) => (one.name < other.name ? -1 : 1)));
      if (outageAt(options, instant)) continue;
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        stage.clock.advance(20_000);
        await next.do(diceFor(options.seed, `${next.name} ${day}`));
      }
    }
  }
}

/** Digests are many questions: they are sent every day in the winter and in July, and on Mondays and at months’ beginnings. */
const isDigestDay = (day: IsoDate): boolean =>
  ['01', '02', '07'].includes(day.slice(5, 7)) || day.slice(8) <= '05' || weekday(day) === 1;

const outageAt = ({ outages = [] }: PlayOptions, at: Date): Outage | undefined =>
  outages.find(({ from, until }) => from <= at && at < until);

/** Whether an outage ended that day. */
const justBack = ({ outages = [] }: PlayOptions, day: IsoDate): boolean =>
  outages.some(({ until }) => shanghaiDate(until) === day);

/** What staff of the bureau are shown as 逾期. */
async function overdueIds({ app }: Stage, day: IsoDate): Promise<string[]> {
  const bureau = await app.db.organisation.findFirstOrThrow({ where: { parentId: null } });
  const { rows } = await overdueDuties(app.db, day, bureau.path, 100_000);
  return rows.map(({ id }) => id);
}

/** Who stands in 未送达名单 of the bureau. */
async function unreachedIds({ app, clock }: Stage, today: IsoDate): Promise<string[]> {
  const { path } = await app.db.organisation.findFirstOrThrow({ where: { parentId: null } });
  const { rows } = await notReached(app.db, { now: clock.now(), today, path }, 100_000);
  return rows.map(({ id }) => id);
}

/** The duties that stand that evening, and those that ended not long ago; as one text, which is read the fastest. */
async function evening({ app, clock }: Stage, day: IsoDate, since: IsoDate): Promise<Evening> {
  const [row] = await app.db.$queryRaw<{ rows: string | null }[]>`
    SELECT json_agg(json_build_object('id', id, 'rule', rule, 'subjectId', "subjectId", 'occurrence', occurrence,
      'ownerId', "ownerId", 'memberId', "memberId", 'opensOn', "opensOn", 'dueOn', "dueOn", 'state', state))::text AS rows
    FROM obligation WHERE state IN ('open', 'overdue') OR "dueOn" >= ${since < day ? since : day}`;
  return { day, at: clock.now(), rows: JSON.parse(row?.rows ?? '[]') as DutyRow[] };
}

async function kept(
  { seed, outages = [], lastDay }: PlayOptions,
  { app, fake, errors }: Stage,
  told: Pick<Played, 'deeds' | 'evenings' | 'overdueLists' | 'unreachedLists' | 'actors' | 'units'>,
): Promise<Played> {
  const rows = await app.db.$queryRaw<EndedRow[]>`
    SELECT id, rule, occurrence, "dueOn", state, "closeReason", "closedAt" FROM obligation ORDER BY id`;
  const steps = await app.db.$queryRaw<StepRow[]>`
    SELECT "obligationId", step, "personId", result, "takenAt" FROM prompt_step ORDER BY id`;
  const written = await app.db.$queryRaw<(WrittenMessage & { platformId: string | null })[]>`
    SELECT recipient, purpose, state::text, reason, "notBefore", "notAfter", "sentAt", "closedAt", "platformId",
      split_part("dedupeKey", '#', 1) AS key FROM outbound_message ORDER BY id`;
  const deleted = await app.db.$queryRaw<
    { table: string; rowId: string }[]
  >`SELECT "table", "rowId" FROM year_deleted`;
  const byMessage = new Map(written.map(row => [row.platformId, row]));
  const shown = fake.delivered().map(({ to, at, text, msgId }): Shown => {
    const row = byMessage.get(msgId);
    return { to, at, text, purpose: row?.purpose ?? 'unknown', key: row?.key ?? msgId };
  });
  if (errors().length > 0) throw new Error(`the product logged errors:\n${errors().slice(0, 5).join('\n')}`);
  return { seed, outages, lastDay, rows, steps, written, deleted, shown, ...told };
}
