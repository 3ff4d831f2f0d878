/**
 * Making a pairing, with every rule there is: a helper has at most two living members (S1-3.2a), a member one 主帮扶人 among as
 * many helpers as it takes (S5-3a), nobody helps themself, and a relative only once a second person has looked at it (E-11).
 */
import { randomUUID } from 'node:crypto';
import { addDays, maxDate, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { difference, logChange } from '../audit-trail.ts';
import { closedStates } from '../care-file/states.ts';
import type { HelperKind } from '../labels/pairing.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { addressOf, findMember, findPerson, hasRole, isMember, type Member, type Person } from '../people.ts';
import type { Agreed } from './in-force.ts';
import { conflictsOf } from './conflicts.ts';
import { isWaiting, waiting } from './holding.ts';
import { lockPeople } from './locks.ts';
import { maxMembersPerHelper, pairingFields, type Pairing } from './reads.ts';

/** A pairing to be made. */
export interface NewPairing extends Partial<Agreed> {
  readonly helperId: string;
  readonly memberId: string;
  /** Who makes it; the caller has checked that they may. */
  readonly actorId: string;
  /** First day; today when absent. */
  readonly startsOn?: IsoDate;
  /** Absent: where the member has no 主帮扶人 yet. Where they have one, that one no longer is. */
  readonly primary?: boolean;
  /** Absent: by the organisation the helper belongs to. */
  readonly helperKind?: HelperKind;
  /** Why a helper gets more than two members: taken from an administrator alone (S1-3.2a). */
  readonly overrideReason?: string;
}

/** A pairing that was made. */
export interface Made {
  readonly pairing: Pairing;
  readonly helper: Person;
  readonly member: Member;
  /** What speaks against it; not empty: it waits for a second person (`confirmPairing`). */
  readonly conflicts: readonly string[];
}

const refused = (code: string, expose: string): AppError => new AppError(code, code, { expose });

/**
 * Makes a pairing, in the caller's transaction. Refused in words that say what would work: `pairing-oneself`,
 * `pairing-closed` (dead or moved away), `pairing-twice`, `pairing-full` (a third member without an administrator's reason).
 */
export const createPairing = async (db: Db, clock: Clock, wanted: NewPairing): Promise<Made> =>
  makePlanned(db, clock, await planPairing(db, clock, wanted));

/** A pairing that may be made: everything was looked at and nothing written. The two people stay locked. */
export interface Planned {
  readonly wanted: NewPairing;
  readonly startsOn: IsoDate;
  readonly helper: Person;
  readonly member: Member;
  readonly conflicts: readonly string[];
  readonly override: Override | undefined;
}

/** Looks at every rule before anything is written: what is refused has changed nothing. */
export async function planPairing(db: Db, clock: Clock, wanted: NewPairing): Promise<Planned> {
  const today = shanghaiDate(clock.now());
  if (wanted.helperId === wanted.memberId)
    throw refused('pairing-oneself', '帮扶人和帮扶对象是同一个人，请另选一位帮扶人。');
  await lockPeople(db, [wanted.helperId, wanted.memberId]);
  const sides = await sidesOf(db, wanted, today);
  const startsOn = wanted.startsOn ?? today;
  await refuseTwice(db, sides, startsOn, today);
  const override = await overrideFor(db, wanted, maxDate(startsOn, today), sides);
  const conflicts = await conflictsOf(db, wanted.helperId, wanted.memberId);
  return { wanted, startsOn, ...sides, conflicts, override };
}

/** Writes what was planned. */
export async function makePlanned(db: Db, clock: Clock, planned: Planned): Promise<Made> {
  const { helper, member, conflicts } = planned;
  const pairing = await insert(db, clock, planned);
  if (!isWaiting(pairing)) await takeEffect(db, clock, pairing, planned.wanted.actorId);
  return { pairing, helper, member, conflicts };
}

interface Sides {
  readonly helper: Person;
  readonly member: Member;
}

async function sidesOf(db: Db, { helperId, memberId }: NewPairing, today: IsoDate): Promise<Sides> {
  const helper = await findPerson(db, helperId);
  const member = await findMember(db, memberId);
  if (!helper || !member) throw refused('pairing-nobody', '没有找到这两位同志，请再说一下全名。');
  const closed = { deceased: '已经去世', 'moved-away': '已经迁出' } as const;
  const state = member.member.state;
  if (state === 'deceased' || state === 'moved-away')
    throw refused('pairing-closed', `${addressOf(member, today)}${closed[state]}，不再结对了。`);
  if (isMember(helper) && helper.member.state === 'deceased')
    throw refused('pairing-closed', `${helper.name}同志已经去世，请另选一位帮扶人。`);
  return { helper, member };
}

/** Pairings that have not ended by `day`, those that wait included. */
const standingFrom = (day: IsoDate) => ({
  endReason: null,
  OR: [{ endsOn: null }, { endsOn: { gte: day } }],
});

async function refuseTwice(
  db: Db,
  { helper, member }: Sides,
  startsOn: IsoDate,
  today: IsoDate,
): Promise<void> {
  const standing = await db.pairing.findFirst({
    where: { helperId: helper.id, memberId: member.id, ...standingFrom(startsOn) },
    select: { conflictNote: true, conflictSeenById: true },
  });
  if (!standing) return;
  const address = addressOf(member, today);
  throw refused(
    'pairing-twice',
    isWaiting(standing)
      ? `${helper.name}同志和${address}的结对已经报上去了，正等另一位同志看过。`
      : `${helper.name}同志已经是${address}的帮扶人了，不用再结。`,
  );
}

/** How many living members a helper has from `day` on, those that wait included: what the cap counts. */
export async function burdenOf(db: Db, helperId: string, day: IsoDate, exceptMemberId = ''): Promise<number> {
  const rows = await db.pairing.findMany({
    where: {
      helperId,
      ...standingFrom(day),
      member: { careFile: { is: { state: { notIn: [...closedStates] } } } },
    },
    select: { memberId: true },
    distinct: ['memberId'],
  });
  return rows.filter(({ memberId }) => memberId !== exceptMemberId).length;
}

interface Override {
  readonly overrideById: string;
  readonly overrideReason: string;
}

async function overrideFor(
  db: Db,
  { actorId, overrideReason }: NewPairing,
  day: IsoDate,
  { helper, member }: Sides,
): Promise<Override | undefined> {
  const burden = await burdenOf(db, helper.id, day, member.id);
  if (burden < maxMembersPerHelper) return undefined;
  const actor = await findPerson(db, actorId);
  const reason = (overrideReason ?? '').trim();
  if (actor && hasRole(actor, 'administrator') && reason !== '')
    return { overrideById: actorId, overrideReason: reason };
  throw refused('pairing-full', tooMany(helper, burden, actor));
}

function tooMany(helper: Person, burden: number, actor: Person | null): string {
  const full = `${helper.name}同志已经帮扶${burden}位老同志，每人最多${maxMembersPerHelper}位。`;
  return actor && hasRole(actor, 'administrator')
    ? `${full}您是管理员，确有必要的，写明理由就可以结。`
    : `${full}请另选一位帮扶人，或者先把其中一位“移交”给别的同志；确有必要的，请管理员来结并写明理由。`;
}

/** Writes the row; one that ended on the day on which it began is taken up again. */
async function insert(db: Db, clock: Clock, planned: Planned): Promise<Pairing> {
  const { wanted, startsOn, helper, member, conflicts, override } = planned;
  const { direction, project, task, goal, frequency } = wanted;
  const data = {
    ...{ direction, project, task, goal, frequency },
    primary: wanted.primary ?? !(await hasPrimary(db, member.id, startsOn)),
    helperKind: wanted.helperKind ?? (await kindOf(db, helper)),
    overrideById: override?.overrideById ?? null,
    overrideReason: override?.overrideReason ?? null,
    conflictNote: conflicts.length === 0 ? null : conflicts.join('，'),
    conflictSeenById: null,
    endsOn: null,
    endReason: null,
    endedById: null,
    createdById: wanted.actorId,
  };
  const sides = { helperId: helper.id, memberId: member.id, startsOn };
  const pairing = await db.pairing.upsert({
    where: { helperId_memberId_startsOn: sides },
    create: { id: randomUUID(), ...sides, ...data, createdAt: clock.now() },
    update: data,
    select: pairingFields,
  });
  const after = { ...sides, ...data };
  const change = { actorId: wanted.actorId, action: 'create', subject: 'pairing' } as const;
  await logChange(db, clock, { ...change, subjectId: pairing.id, after });
  return pairing;
}

async function hasPrimary(db: Db, memberId: string, day: IsoDate): Promise<boolean> {
  const where = { memberId, primary: true, ...standingFrom(day), NOT: waiting };
  return (await db.pairing.count({ where })) > 0;
}

/** S3-3.2: staff of an old-cadre bureau, or somebody of the member's own unit. */
async function kindOf(db: Db, { organisation }: Person): Promise<HelperKind> {
  const { kind } = await db.organisation.findUniqueOrThrow({ where: { id: organisation.id } });
  return kind === 'cadre-bureau' ? 'bureau' : 'unit-leader';
}

/** What a pairing that holds brings about: one 主帮扶人, somebody who is a helper, and the duties that are theirs now. */
export async function takeEffect(db: Db, clock: Clock, pairing: Pairing, actorId: string): Promise<void> {
  if (pairing.primary) await stepBack(db, clock, pairing, actorId);
  await becomeHelper(db, clock, pairing.helperId, actorId);
  await planObligationsOf(db, clock, [pairing.memberId]);
}

/** There is one 主帮扶人: whoever was it before helps on as one of several. */
async function stepBack(db: Db, clock: Clock, { id, memberId, startsOn }: Pairing, actorId: string) {
  const others = await db.pairing.findMany({
    where: { memberId, primary: true, id: { not: id }, ...standingFrom(startsOn), NOT: waiting },
    select: { id: true },
  });
  for (const other of others) await setPrimary(db, clock, { id: other.id, primary: false, actorId });
}

/** Makes a pairing the primary one or not, with a trace. */
export async function setPrimary(
  db: Db,
  clock: Clock,
  { id, primary, actorId }: { readonly id: string; readonly primary: boolean; readonly actorId: string },
): Promise<void> {
  await db.pairing.update({ where: { id }, data: { primary } });
  const fields = difference({ primary: !primary }, { primary });
  const change = { actorId, action: 'update', subject: 'pairing', subjectId: id } as const;
  await logChange(db, clock, { ...change, ...fields });
}

/** Whoever is paired helps: a cadre who was no helper yet becomes one, or they would not see their own member. */
async function becomeHelper(db: Db, clock: Clock, helperId: string, actorId: string): Promise<void> {
  const { roles } = await db.person.findUniqueOrThrow({ where: { id: helperId }, select: { roles: true } });
  if (roles.includes('helper')) return;
  await db.person.update({ where: { id: helperId }, data: { roles: { push: 'helper' } } });
  const fields = { before: { roles }, after: { roles: [...roles, 'helper'] } };
  const change = { actorId, action: 'update', subject: 'person', subjectId: helperId } as const;
  await logChange(db, clock, { ...change, ...fields });
}

/** The last day of what ends as `day` begins: whoever helped sees nothing of the member from that day on (C3.26). */
export const dayBefore = (day: IsoDate): IsoDate => addDays(day, -1);
