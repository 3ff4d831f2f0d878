/** Whom the writer may pair, and with whom: members without a helper first, helpers with how many they have. */
import type { PersonChoice } from '../../src/chat/fields/index.ts';
import { visiblePeople } from '../../src/scheme/access.ts';
import { burdenOf, currentOn, manageableMembers, maxMembersPerHelper } from '../../src/scheme/pairings.ts';
import { closedStates } from '../../src/scheme/access.ts';
import { hasRole, peopleById, type Person } from '../../src/scheme/people.ts';
import type { KnownPerson } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';

/** A member to pair; `unpaired` where nobody helps them yet. */
export interface Pairable extends KnownPerson, PersonChoice {
  readonly unpaired: boolean;
}

/** The living members whose pairings the writer sees to: those without a helper first, then by name. */
export async function pairable({ db, me, today }: BotContext): Promise<Pairable[]> {
  const rows = await db.person.findMany({
    where: {
      AND: [manageableMembers(me), { careFile: { is: { state: { notIn: [...closedStates] } } } }],
    },
    select: {
      id: true,
      name: true,
      organisation: { select: { name: true } },
      _count: { select: { helpedBy: { where: currentOn(today) } } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const people = rows.map(({ organisation, _count, ...row }) => {
    const unpaired = _count.helpedBy === 0;
    return { ...row, unpaired, detail: `${organisation.name}${unpaired ? '，还没有帮扶人' : ''}` };
  });
  return people.sort((one, other) => Number(other.unpaired) - Number(one.unpaired));
}

/** The members among them who have a helper. */
export const paired = async (ctx: BotContext): Promise<Pairable[]> =>
  (await pairable(ctx)).filter(({ unpaired }) => !unpaired);

/** A helper as the answer of a form; `full` where another member needs an administrator's reason. */
export interface HelperChoice {
  readonly id: string;
  readonly name: string;
  readonly full: boolean;
  readonly [key: string]: string | boolean;
}

/** A cadre who may be chosen as a helper. */
export interface Candidate extends KnownPerson {
  readonly load: number;
  readonly organisationId: string;
  readonly unit: string;
}

const helping = ['helper', 'secretary', 'leader', 'clerk'] as const;

/** The cadres of the writer's bureau, those with the fewest members first. */
export async function candidates({ db, me, today }: BotContext): Promise<Candidate[]> {
  const rows = await db.person.findMany({
    where: { AND: [visiblePeople(me), { roles: { hasSome: [...helping] } }] },
    select: { id: true, name: true, organisationId: true, organisation: { select: { name: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const loads = await Promise.all(rows.map(({ id }) => burdenOf(db, id, today)));
  return rows
    .map(({ organisation, ...row }, place) => ({ ...row, unit: organisation.name, load: loads[place] ?? 0 }))
    .sort((one, other) => one.load - other.load);
}

/** 现有1位. */
export const loadText = (load: number): string => (load === 0 ? '现在没有对象' : `现有${load}位`);

/** The helper with whether there is room for one more. */
export async function withLoad(
  { id, name }: { readonly id: string; readonly name: string },
  { db, today }: BotContext,
): Promise<HelperChoice> {
  return { id, name, full: (await burdenOf(db, id, today)) >= maxMembersPerHelper };
}

/** Refused to everybody but an administrator, who is asked for a reason instead (S1-3.2a). */
export const fullText = ({ full, name }: HelperChoice, { me }: BotContext): string | undefined =>
  full && !hasRole(me, 'administrator')
    ? `${name}同志已经帮扶${maxMembersPerHelper}位老同志，每人最多${maxMembersPerHelper}位。请另选一位；或者先回复“移交”把其中一位交给别的同志；确有必要的，请管理员来结并写明理由。`
    : undefined;

/** The people of a pairing. */
export async function sidesOf(
  { helperId, memberId }: { readonly helperId: string; readonly memberId: string },
  { db }: BotContext,
): Promise<{ readonly helper: Person; readonly member: Person }> {
  const people = await peopleById(db, [helperId, memberId]);
  const helper = people.get(helperId);
  const member = people.get(memberId);
  if (!helper || !member) throw new Error('a pairing without people');
  return { helper, member };
}
