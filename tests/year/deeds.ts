/** What people do in the year, done by the product's own functions and told to the journal. */
import { addDays, shanghaiDate, type IsoDate } from '../../src/calendar/dates.ts';
import { inTransaction, type Db } from '../../src/database.ts';
import { takeLeave } from '../../src/scheme/absences.ts';
import { changeState } from '../../src/scheme/care-files.ts';
import { reviewCareFile } from '../../src/scheme/care-file/reviews.ts';
import { recordHappening } from '../../src/scheme/happenings.ts';
import type { CareFileState, HappeningKind, Occasion, VisitWay } from '../../src/scheme/labels.ts';
import { outgoing, type Notice } from '../../src/scheme/notices.ts';
import { closeObligation } from '../../src/scheme/obligations/close.ts';
import { agree } from '../../src/scheme/pairing/agreed.ts';
import { createPairing } from '../../src/scheme/pairing/create.ts';
import { endPairing, handOver } from '../../src/scheme/pairing/end.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { acceptRequest } from '../../src/scheme/request-duties.ts';
import { closeRequest, openRequest } from '../../src/scheme/requests.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import { enterFiles, enterPeople } from './cast.ts';
import type { Actor, Deed, FileFacts } from './journal.ts';
import type { Stage } from './stage.ts';

/** What the deeds are done with. */
export interface Doing {
  readonly stage: Stage;
  /** Tells the journal. */
  readonly tell: (deed: DeedOf) => void;
}

type DeedOf = Deed extends infer D ? (D extends Deed ? Omit<D, 'at'> : never) : never;

/** One transaction, in which what it wants said is written too; then the bells ring. */
async function act<T extends { readonly notices?: readonly Notice[] } | void>(
  { app, queue, ring }: Stage,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const ids: string[] = [];
  const done = await inTransaction(app.db, async tx => {
    const result = await work(tx);
    for (const notice of result?.notices ?? []) ids.push(...(await app.outbox.queue(tx, outgoing(notice))));
    return result;
  });
  for (const outboundId of ids) await queue.enqueue('send-outbound-message', { outboundId });
  await ring();
  return done;
}

/** 报告情况. */
export async function happen(
  { stage, tell }: Doing,
  report: { memberId: string; kind: HappeningKind; happenedOn: IsoDate; reporterId: string },
): Promise<string> {
  const { happening, already } = await act(stage, tx =>
    recordHappening(tx, stage.clock, { ...report, detail: '邻居说的' }),
  );
  const { kind: what, ...rest } = report;
  tell({ deed: 'happened', id: happening.id, what, again: already, ...rest });
  return happening.id;
}

/** 走访. */
export async function visit(
  { stage, tell }: Doing,
  made: {
    memberId: string;
    visitorId: string;
    visitedOn: IsoDate;
    way: VisitWay;
    occasion?: Occasion;
    met?: 'member' | 'family' | 'nobody';
  },
): Promise<void> {
  const { visit: kept } = await inTransaction(stage.app.db, tx => recordVisit(tx, stage.clock, made));
  const { memberId, visitorId, visitedOn, way, occasion, met } = kept;
  tell({ deed: 'visited', memberId, visitorId, visitedOn, way, occasion, met });
}

/** 暂停 恢复 脱困 迁出 认定. */
export async function putInto(
  { stage, tell }: Doing,
  memberId: string,
  to: CareFileState,
  actorId: string,
): Promise<void> {
  const { app, clock } = stage;
  const actor = await findPerson(app.db, actorId);
  if (!actor) throw new Error('nobody to do it');
  const pairings = await app.db.pairing.findMany({ where: { memberId, endReason: null } });
  await inTransaction(app.db, tx =>
    changeState(tx, { memberId, to, reason: '年度里的变化' }, { actor, clock }),
  );
  tell({ deed: 'state', memberId, state: to });
  if (to === 'moved-away')
    for (const { id } of pairings)
      tell({ deed: 'parted', pairingId: id, endsOn: addDays(shanghaiDate(clock.now()), -1) });
}

/** 移交 to another helper, from today on. */
export async function handToAnother(
  { stage, tell }: Doing,
  pairingId: string,
  toId: string,
  actorId: string,
): Promise<void> {
  const { app, clock } = stage;
  const made = await inTransaction(app.db, tx => handOver(tx, clock, { pairingId, toId, actorId }));
  const today = shanghaiDate(clock.now());
  tell({ deed: 'parted', pairingId, endsOn: addDays(today, -1) });
  const { id, helperId, memberId, startsOn, project } = made.pairing;
  tell({ deed: 'paired', pairingId: id, helperId, memberId, startsOn, agreed: project !== null });
}

/** 解除结对, with nobody to follow. */
export async function part({ stage, tell }: Doing, pairingId: string, actorId: string): Promise<void> {
  const { app, clock } = stage;
  await inTransaction(app.db, tx => endPairing(tx, clock, { pairingId, actorId, reason: 'other' }));
  tell({ deed: 'parted', pairingId, endsOn: addDays(shanghaiDate(clock.now()), -1) });
}

/** 结对, with or without what is to be agreed. */
export async function pair(
  { stage, tell }: Doing,
  sides: { helperId: string; memberId: string; actorId: string },
  agreed: boolean,
): Promise<void> {
  const { app, clock } = stage;
  const what = agreed ? agreement : {};
  const { pairing } = await inTransaction(app.db, tx => createPairing(tx, clock, { ...sides, ...what }));
  const { id, helperId, memberId, startsOn } = pairing;
  tell({ deed: 'paired', pairingId: id, helperId, memberId, startsOn, agreed });
}

const agreement = { direction: '生活照料', project: '居家安全', task: '每月检查一次', goal: '无隐患' };

/** 帮扶内容 filled in. */
export async function fillIn({ stage, tell }: Doing, pairingId: string, actorId: string): Promise<void> {
  const { app, clock } = stage;
  await inTransaction(app.db, tx => agree(tx, clock, { pairingId, actorId, words: agreement }));
  tell({ deed: 'agreed', pairingId });
}

/** 档案复核, 无变化. */
export async function review({ stage, tell }: Doing, memberId: string, actorId: string): Promise<void> {
  const { app, clock } = stage;
  const stamped = await inTransaction(app.db, tx => reviewCareFile(tx, memberId, { actorId, clock }));
  if (stamped) tell({ deed: 'reviewed', memberId });
}

/** A report of a unit handed in. */
export async function report(
  { stage, tell }: Doing,
  duty: { id: string; subjectId: string; rule: string; dueOn: IsoDate },
  actorId: string,
): Promise<void> {
  const { app, clock } = stage;
  const closing = { obligationId: duty.id, actorId, reason: 'reported' };
  const closed = await inTransaction(app.db, tx => closeObligation(tx, clock, closing));
  if (closed) tell({ deed: 'reported', unitId: duty.subjectId, rule: duty.rule, dueOn: duty.dueOn });
}

/** A request that was made and taken on at once; returns its id. */
export async function askForHelp({ stage, tell }: Doing, memberId: string, takerId: string): Promise<string> {
  const { clock } = stage;
  const { request } = await act(stage, async tx => {
    const opened = await openRequest(
      tx,
      { memberId, writerId: memberId, kind: 'living', detail: '家里水管坏了', urgency: 'this-week' },
      clock,
    );
    return acceptRequest(tx, { requestId: opened.id, actorId: takerId }, clock);
  });
  tell({ deed: 'request-taken', requestId: request.id, memberId });
  await stage.run('plan-obligations');
  return request.id;
}

/** 办结. */
export async function finishRequest(
  { stage, tell }: Doing,
  requestId: string,
  actorId: string,
): Promise<void> {
  const { app, clock } = stage;
  await inTransaction(app.db, tx =>
    closeRequest(tx, { requestId, actorId, outcome: 'solved', note: '修好了' }, clock),
  );
  tell({ deed: 'request-closed', requestId });
  await stage.run('plan-obligations');
}

/** 请假, with or without somebody who goes instead. */
export async function goAway(
  { stage, tell }: Doing,
  leave: { personId: string; startsOn: IsoDate; endsOn: IsoDate; standInId: string | null },
): Promise<void> {
  await act(stage, tx => takeLeave(tx, stage.clock, { ...leave, actorId: leave.personId }));
  tell({ deed: 'away', ...leave });
}

/** A new file, entered in mid-year as an import does. */
export async function enter({ stage, tell }: Doing, member: Actor, facts: FileFacts): Promise<void> {
  const { app, clock, fake } = stage;
  await enterPeople(app.db, [member]);
  const told = [
    { deed: 'entered', member, facts },
    { deed: 'state', memberId: member.id, state: 'enrolled' },
  ] as const;
  await enterFiles(
    app.db,
    told.map(deed => ({ ...deed, at: clock.now() })),
  );
  if (member.userId !== null) fake.setUsers([...fake.users(), { userId: member.userId, name: member.name }]);
  for (const deed of told) tell(deed);
  await stage.run('plan-obligations');
}
