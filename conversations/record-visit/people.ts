/** Whom the writer may record a visit to: the members they act for, dead or alive, and never themself. */
import { bestByName, type PersonChoice } from '../../src/chat/fields/index.ts';
import { actableMembers, closedStates, visiblePeople } from '../../src/scheme/access.ts';
import { labelOf, careFileStates, type CareFileState, type Sex } from '../../src/scheme/labels.ts';
import { membersOf } from '../../src/scheme/pairings.ts';
import type { KnownPerson } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';

/** A member to choose; `detail` tells two of one name apart. */
export interface Choosable extends KnownPerson, PersonChoice {
  readonly state: CareFileState;
}

/** Everybody the writer may record a visit to, by name. Late entry is allowed for every state of the file (C1.9, C3.29). */
export async function choosable({ db, me, clock }: BotContext): Promise<Choosable[]> {
  const rows = await db.person.findMany({
    where: { AND: [await actableMembers(db, me, clock), { id: { not: me.id } }] },
    select: {
      id: true,
      name: true,
      organisation: { select: { name: true } },
      careFile: { select: { state: true, sex: true } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ organisation, careFile, ...row }) => {
    const state = (careFile?.state ?? 'draft') as CareFileState;
    const gone = closedStates.includes(state) ? `，${labelOf(careFileStates, state)}` : '';
    return {
      ...row,
      state,
      sex: (careFile?.sex ?? null) as Sex | null,
      detail: `${organisation.name}${gone}`,
    };
  });
}

/** Those who are offered in a list: the living who have not moved away. */
export const offered = (people: readonly Choosable[]): Choosable[] =>
  people.filter(({ state }) => !closedStates.includes(state));

/** Of several of one surname, the writer's own members are meant where there are any. */
export async function closest(
  ids: readonly string[],
  { db, me, clock }: BotContext,
): Promise<readonly string[]> {
  if (ids.length < 2) return ids;
  const own = new Set((await membersOf(db, me.id, clock)).map(({ member }) => member.id));
  const mine = ids.filter(id => own.has(id));
  return mine.length > 0 ? mine : ids;
}

/** A colleague to choose. */
export interface Colleague extends PersonChoice {
  readonly roles: readonly string[];
  readonly title: string | null;
}

/** The colleagues in whose name a visit may be recorded: helpers and staff of the same bureau. */
export async function colleagues({ db, me }: BotContext): Promise<Colleague[]> {
  const rows = await db.person.findMany({
    where: { AND: [visiblePeople(me), { roles: { hasSome: ['helper', 'secretary', 'leader', 'clerk'] } }] },
    select: { id: true, name: true, roles: true, title: true, organisation: { select: { name: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ organisation, ...row }) => ({ ...row, detail: organisation.name }));
}

/** 李书记, 王芳, 老李: the one colleague who is called so; undefined where it may be several, or nobody. */
export function colleagueCalled(said: string, staff: readonly Colleague[]): Colleague | undefined {
  const found = bestByName(said, staff);
  const [only] = found;
  if (found.length < 2) return only;
  const title = said.replace(/^[\u4e00-\u9fff]{1,2}?(?=书记|局长|主任|科长|处长)/u, '');
  const secretary = title === '书记' ? found.filter(({ roles }) => roles.includes('secretary')) : [];
  const titled = found.filter(each => each.title?.includes(title) === true);
  const [one, ...more] = titled.length > 0 ? titled : secretary;
  return more.length === 0 ? one : undefined;
}
