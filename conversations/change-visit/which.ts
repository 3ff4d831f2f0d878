/** Which visit is meant by 刚才那次, and which there are to choose from. */
import { shortDate } from '../../src/calendar/format.ts';
import { labelOf, visitWays } from '../../src/scheme/labels.ts';
import { addressOf, hasRole, peopleById } from '../../src/scheme/people.ts';
import { findVisibleMembers } from '../../src/scheme/access.ts';
import { changeableVisitsOf, changeableVisitsTo } from '../../src/scheme/visit-changes.ts';
import { undoableVisitsOf, type Visit } from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';

/** Visits told of in one go: one, or one to each of a household. */
export type Outing = {
  readonly ids: readonly string[];
  readonly memberIds: readonly string[];
  /** 1月20日上门看望张老. */
  readonly label: string;
  /** When it was told of, ISO 8601. */
  readonly toldAt: string;
  /** How those visited may be called. */
  readonly names: readonly string[];
};

const listedAtMost = 8;

/** What the writer may put right: their own, and for those who keep the files everybody's; the last told of first. */
export async function changeable(ctx: BotContext): Promise<Outing[]> {
  const { db, clock, me } = ctx;
  const own = await changeableVisitsOf(db, clock, me.id);
  const others = hasRole(me, 'secretary', 'clerk') ? await ofTheUnit(ctx) : [];
  const known = new Set(own.map(({ id }) => id));
  const visits = [...own, ...others.filter(({ id }) => !known.has(id))];
  const groups = new Map<string, Visit[]>();
  for (const visit of visits) {
    const key = `${visit.loggedAt.toISOString()} ${visit.visitorId}`;
    groups.set(key, [...(groups.get(key) ?? []), visit]);
  }
  const chosen = [...groups.values()].slice(0, listedAtMost);
  const people = await peopleById(
    db,
    chosen.flat().map(({ memberId }) => memberId),
  );
  return chosen.flatMap(group => outingOf(group, people, ctx));
}

/** What the writer told of within the last day, member by member: what may still be taken back (undoVisit). */
export async function ofOneEach(ctx: BotContext): Promise<Outing[]> {
  const visits = await undoableVisitsOf(ctx.db, ctx.clock, ctx.me.id);
  const people = await peopleById(
    ctx.db,
    visits.map(({ memberId }) => memberId),
  );
  return visits.slice(0, listedAtMost).flatMap(visit => outingOf([visit], people, ctx));
}

const seenAtMost = 200;

async function ofTheUnit({ db, clock, me }: BotContext): Promise<Visit[]> {
  const members = await findVisibleMembers(db, me, { clock, limit: seenAtMost, closed: true });
  return changeableVisitsTo(
    db,
    clock,
    members.map(({ id }) => id),
  );
}

function outingOf(
  group: readonly Visit[],
  people: Awaited<ReturnType<typeof peopleById>>,
  { today }: BotContext,
): Outing[] {
  const [first] = group;
  if (!first) return [];
  const who = group.flatMap(({ memberId }) => people.get(memberId) ?? []);
  const names = who.map(person => addressOf(person, today));
  return [
    {
      ids: group.map(({ id }) => id),
      memberIds: group.map(({ memberId }) => memberId),
      label: `${shortDate(first.visitedOn)}${labelOf(visitWays, first.way)} ${names.join('、')}`,
      toldAt: first.loggedAt.toISOString(),
      names: [...names, ...who.map(({ name }) => name)],
    },
  ];
}

/** A wish to put a visit right: of whom, whether the last one, and what is to change. */
export interface Wish {
  readonly last: boolean;
  readonly about: string;
  readonly change: string;
}

const whole =
  /^(?:请|帮我|我要|我想)?(?:把)?(?:改|修改|更正|改一下)(?:一下)?(?:走访|走访记录|那次走访|刚才的走访|上次走访)[\s，,：:]*(.*)$/su;
const last =
  /^(?:请|帮我|我要|不对[，,]?|错了[，,]?)?(?:把)?(?:刚才|刚刚|方才|上次|上一次|上回|前面)(?:我)?(?:记|说|报|写|发)?(?:的)?(?:(?:那|这)(?:一)?(?:次|条|个|回|趟))?(?:走访|看望|慰问|联系|记录)?(?:的)?(?:记录)?[\s，,：:]*(.*)$/su;
const named =
  /^(?:请|帮我)?(?:把)?(.{1,12}?)(?:的)?(?:那|这|上)(?:一)?(?:次|条|个|回)(?:走访|看望|慰问|联系|记录)(?:的)?(?:记录)?[\s，,：:]*(.*)$/su;
/** 方式改成电话；慰问金500元: what is otherwise, of the visit told of last. */
const part =
  /^(?:请|帮我)?(?:把|将)?(?:日期|时间|日子|(?:联系|走访)?方式|慰问金|近况|事由|见到谁|需求困难|慰问品|下一步|同行)(?:那一?项)?(?:要|应该)?(?:写错了|记错了|错了)?[，,\s]*(?:改成|改为|改到|换成|应该是|应为|不是)/u;
/** What follows says that something is otherwise. */
const otherwise = /改|换|不对|错了|写错|记错|说错|应该是|应为|不是|其实是/u;

/** The wish a sentence states; undefined where it states none. */
export function asksForChange(text: string): Wish | undefined {
  const said = text.normalize('NFKC').trim();
  const all = whole.exec(said);
  if (all) return { last: false, about: all[1] ?? '', change: all[1] ?? '' };
  const latest = last.exec(said);
  if (latest && otherwise.test(latest[1] ?? '')) return { last: true, about: '', change: latest[1] ?? '' };
  if (part.test(said)) return { last: true, about: '', change: said };
  const one = named.exec(said);
  if (one && otherwise.test(one[2] ?? '')) return { last: false, about: one[1] ?? '', change: one[2] ?? '' };
  return undefined;
}

/** The outing that is meant; undefined where several may be. */
export function pickedFrom({ last: latest, about }: Wish, outings: readonly Outing[]): Outing | undefined {
  if (latest) return outings[0];
  const meant = outings.filter(({ names }) => names.some(name => about.includes(name)));
  const [only, ...more] = meant.length > 0 ? meant : outings;
  return more.length === 0 ? only : undefined;
}
