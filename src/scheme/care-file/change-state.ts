/** Putting a file into another state, by the table (states.ts), with everything that follows in the same transaction. */
import { addDays, isIsoDate, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { changesOf, logChange } from '../audit-trail.ts';
import { careFileStates, labelOf, labelsOf, roles, type CareFileState } from '../labels.ts';
import { endOverdueOf } from '../obligations/close.ts';
import { databaseNow } from '../obligations/now.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { isWithin } from '../organisations.ts';
import { endPairing } from '../pairing/end.ts';
import type { Person } from '../people.ts';
import { getSetting, thresholdsFor } from '../settings.ts';
import { eligibilityOf } from './eligibility.ts';
import { existingFile, type CareFile } from './file.ts';
import { transitionBetween, type Transition } from './states.ts';

/** A change of state. */
export interface StateChange {
  readonly memberId: string;
  readonly to: CareFileState;
  /** Why; what the table asks for, and to recognise somebody who does not meet the conditions (S1-2.1). */
  readonly reason?: string;
  /** The day it holds from; today when absent, never a day to come. */
  readonly on?: string;
}

/** Who changes it: somebody of the staff. */
export interface Changing {
  readonly actor: Pick<Person, 'id' | 'roles' | 'organisation'>;
  readonly clock: Clock;
}

/** A change that was made. */
export interface StateChanged {
  readonly from: CareFileState;
  readonly to: CareFileState;
  /** How many duties ended or came up with it. */
  readonly ended: number;
  readonly opened: number;
  /** How many pairings ended: with 迁出. */
  readonly pairingsEnded: number;
}

/**
 * Puts a file into another state; undefined when it is in it already. Throws refusals with a sentence to show: no such way,
 * not theirs to do, no reason, not eligible, a day to come. A death is told with 报告情况 and never set here.
 */
export async function changeState(
  db: Db,
  change: StateChange,
  changing: Changing,
): Promise<StateChanged | undefined> {
  const { memberId, to } = change;
  await db.$queryRaw`SELECT 1 FROM care_file WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;
  const file = await existingFile(db, memberId);
  if (file.state === to) return undefined;
  const organisation = await organisationOf(db, memberId);
  const transition = permitted(file, to, organisation, changing);
  const today = shanghaiDate(changing.clock.now());
  const on = dayOf(change, today);
  const reason = reasonOf(transition, change);
  const step: Step = { db, file, transition, reason, on, today, organisationId: organisation.id, changing };
  const fields = await fieldsOf(step);
  await db.careFile.update({
    where: { memberId },
    data: { ...fields, state: to, updatedAt: changing.clock.now() },
  });
  await keep(step, fields);
  return { from: file.state, to, ...(await settle(step)) };
}

interface Step {
  readonly db: Db;
  readonly file: CareFile;
  readonly transition: Transition;
  readonly reason: string | undefined;
  readonly on: IsoDate;
  readonly today: IsoDate;
  readonly organisationId: string;
  readonly changing: Changing;
}

async function organisationOf(db: Db, memberId: string): Promise<{ id: string; path: string }> {
  const { organisation } = await db.person.findUniqueOrThrow({
    where: { id: memberId },
    select: { organisation: { select: { id: true, path: true } } },
  });
  return organisation;
}

function permitted(
  file: CareFile,
  to: CareFileState,
  organisation: { readonly path: string },
  { actor }: Changing,
): Transition {
  if (to === 'deceased')
    throw new AppError('death-is-a-happening', 'a death is recorded as a happening', {
      expose: '老同志去世，请用“报告情况”告诉我，后面的事会一起办好。',
    });
  const transition = transitionBetween(file.state, to);
  if (!transition) throw noSuchWay(file.state, to);
  if (isWithin(organisation.path, actor.organisation.path) && holdsOne(actor, transition)) return transition;
  throw new AppError('not-theirs-to-change', `${transition.verb} is for: ${transition.by.join(', ')}`, {
    expose: `“${transition.verb}”要请${labelsOf(roles, transition.by)}同志来办。`,
  });
}

const holdsOne = (actor: Pick<Person, 'roles'>, { by }: Transition): boolean =>
  by.some(role => actor.roles.includes(role));

const noSuchWay = (from: CareFileState, to: CareFileState): AppError =>
  new AppError('no-such-transition', `${from} → ${to}`, {
    expose: `这份档案现在是“${labelOf(careFileStates, from)}”，不能直接改成“${labelOf(careFileStates, to)}”。`,
  });

function dayOf({ on }: StateChange, today: IsoDate): IsoDate {
  if (on === undefined) return today;
  if (isIsoDate(on) && on <= today) return on;
  throw new AppError('day-to-come', 'the day has not come', { expose: '日期还没到，请写今天或以前的日子。' });
}

function reasonOf({ reason: needed, verb, from }: Transition, change: StateChange): string | undefined {
  const reason = change.reason?.trim();
  if (reason) return reason;
  if (!needed) return undefined;
  if (from.includes('deceased'))
    throw new AppError('death-is-final', 'a death is taken back only with a reason', {
      expose: '这位同志已登记去世；如果登记有误，请写明更正的原因。',
    });
  throw new AppError('reason-needed', `${verb} needs a reason`, { expose: `“${verb}”要写一句原因。` });
}

type Fields = Partial<Pick<CareFile, 'recognisedOn' | 'recognisedById' | 'exceptionReason' | 'reassessOn'>>;

/** What else of the file changes with the state. */
async function fieldsOf(step: Step): Promise<Fields> {
  const { to } = step.transition;
  if (to === 'enrolled' && step.file.state === 'proposed') return recognition(step);
  // Whoever is proposed anew waits for a new recognition, and is not counted meanwhile.
  if (to === 'proposed' || to === 'draft') return { recognisedOn: null, recognisedById: null };
  return {};
}

async function recognition(step: Step): Promise<Fields> {
  const { db, file, reason, on, today, organisationId, changing } = step;
  const { actor } = changing;
  if ((await proposerOf(db, file)) === actor.id)
    throw new AppError('own-proposal', 'whoever proposed a file does not recognise it', {
      expose: '这份档案是您提请的，认定要请另一位审批同志来办。',
    });
  const { eligible, lacking } = eligibilityOf(file, await thresholdsFor(db, organisationId, today));
  if (!eligible && reason === undefined)
    throw new AppError('not-eligible', `not eligible: ${lacking.join(', ')}`, {
      expose: `还不能列为在册：${lacking.join('；')}。确属例外的，请写明理由。`,
    });
  return {
    recognisedOn: on,
    recognisedById: actor.id,
    ...(eligible ? {} : { exceptionReason: reason ?? null }),
    ...(file.temporary && file.reassessOn === null
      ? { reassessOn: addDays(today, await reassessDays(db, organisationId)) }
      : {}),
  };
}

/** After how many days a temporary case is looked at again (S2-2.1). */
export const reassessDays = async (db: Db, organisationId: string): Promise<number> =>
  (await getSetting(db, organisationId, 'reassess-days'))?.value ?? 180;

async function proposerOf(db: Db, { memberId }: CareFile): Promise<string | null> {
  const entries = await changesOf(db, 'care_file', memberId);
  return entries.findLast(({ after }) => after?.['state'] === 'proposed')?.actorId ?? null;
}

async function keep(step: Step, fields: Fields): Promise<void> {
  const { db, file, transition, reason, on, changing } = step;
  const old = Object.fromEntries(
    Object.keys(fields).map(field => [field, file[field as keyof CareFile] ?? null]),
  );
  await logChange(db, changing.clock, {
    actorId: changing.actor.id,
    action: 'change-state',
    subject: 'care_file',
    subjectId: file.memberId,
    before: { state: file.state, ...old },
    after: { state: transition.to, ...fields, on, ...(reason === undefined ? {} : { reason }) },
  });
}

/** Duties end or come up, as the rules have it for the new state; who moved away has no helper here any more (C26). */
async function settle(step: Step): Promise<Pick<StateChanged, 'ended' | 'opened' | 'pairingsEnded'>> {
  const { db, file, transition, changing } = step;
  const { memberId } = file;
  const now = await databaseNow(db, changing.clock);
  const pairingsEnded = transition.to === 'moved-away' ? await endPairings(step) : 0;
  const { created, changed, dropped } = await planObligationsOf(db, changing.clock, [memberId], now);
  const leaves = transition.to !== 'enrolled';
  const overdue = leaves ? await endOverdueOf(db, now, memberId) : 0;
  return { ended: dropped + overdue, opened: created + changed, pairingsEnded };
}

async function endPairings({ db, file, on, reason, changing }: Step): Promise<number> {
  const where = { memberId: file.memberId, OR: [{ endsOn: null }, { endsOn: { gt: on } }] };
  const pairings = await db.pairing.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
  const words = reason === undefined ? {} : { words: reason };
  for (const { id } of pairings)
    await endPairing(db, changing.clock, {
      pairingId: id,
      actorId: changing.actor.id,
      reason: 'moved',
      from: on,
      ...words,
    });
  return pairings.length;
}
