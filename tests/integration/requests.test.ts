import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database.ts';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import {
  addNote,
  closeRequest,
  findRequestByNumber,
  notesOf,
  openRequest,
  openRequestsFor,
  requestNumber,
  requestsAbout,
  requestsOf,
  takeRequest,
  withdrawRequest,
  type NewRequest,
} from '../../src/scheme/requests.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  createRelative,
  createRequest,
} from '../support/factories.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const asked = async (changes: Partial<NewRequest> = {}): Promise<NewRequest> => {
  const memberId = changes.memberId ?? (await createMember(database.db)).id;
  return {
    memberId,
    writerId: memberId,
    kind: 'living',
    detail: '水管漏水',
    urgency: 'this-week',
    ...changes,
  };
};
const attempts = async <T>(makers: (() => Promise<T>)[]) => {
  const results = await Promise.allSettled(makers.map(make => make()));
  return {
    done: results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])),
    refused: results.flatMap(result =>
      result.status === 'rejected' ? [result.reason as Error & { code: string; expose: string }] : [],
    ),
  };
};

describe('asking for help', () => {
  it('asks the primary helper, without whom the secretary of the branch or above', async () => {
    const { db } = database;
    const { member, helper } = await createPairing(db, { primary: true });
    await createPairing(db, { member, primary: false, startsOn: '2025-01-01' });
    expect(await openRequest(db, await asked({ memberId: member.id }), clock)).toMatchObject({
      state: 'open',
      ownerId: helper.id,
    });
    const alone = await createMember(db);
    expect((await openRequest(db, await asked({ memberId: alone.id }), clock)).ownerId).toBeNull();
    const secretary = await createPerson(db, { roles: ['secretary'] });
    expect((await openRequest(db, await asked({ memberId: alone.id }), clock)).ownerId).toBe(secretary.id);
  });

  it('gives each request a number of its own, said as 第…号', async () => {
    const { db } = database;
    const first = await openRequest(db, await asked(), clock);
    const second = await openRequest(db, await asked(), clock);
    expect([requestNumber(first), requestNumber(second)]).toEqual(['第1号', '第2号']);
    expect((await findRequestByNumber(db, 2))?.id).toBe(second.id);
    expect(await findRequestByNumber(db, 99)).toBeNull();
  });

  it('is one request however often it is repeated with the same id', async () => {
    const { db } = database;
    const request = await asked({ id: randomUUID() });
    const { done } = await attempts(Array.from({ length: 8 }, () => () => openRequest(db, request, clock)));
    expect(new Set(done.map(({ number }) => number)).size).toBe(1);
    expect(done).toHaveLength(8);
    expect(await db.request.count()).toBe(1);
  });

  it('needs a word about what is needed, or a voice message that says it', async () => {
    const { db } = database;
    await expect(openRequest(db, await asked({ detail: '  ' }), clock)).rejects.toMatchObject({
      code: 'request-empty',
    });
    const spoken = await openRequest(db, await asked({ detail: '', attachmentIds: [randomUUID()] }), clock);
    expect(spoken.attachmentIds).toHaveLength(1);
  });
});

describe('taking a request', () => {
  it('goes to exactly one of those who try at the same moment; the others learn who has it', async () => {
    const { db } = database;
    const request = await createRequest(db);
    const helpers = await Promise.all(
      ['李明', '吴敏', '高翔', '许文博'].map(name => createHelper(db, { name })),
    );
    const { done, refused } = await attempts(
      helpers.map(
        ({ id }) =>
          () =>
            inTransaction(db, tx => takeRequest(tx, { requestId: request.id, actorId: id }, clock)),
      ),
    );
    expect(done).toHaveLength(1);
    const winner = helpers.find(({ id }) => id === done[0]?.ownerId);
    expect(refused.map(({ code, expose }) => [code, expose])).toEqual(
      Array(3).fill(['request-taken', `第${request.number}号申请已由${winner?.name ?? '?'}接单。`]),
    );
    expect((await changesOf(db, 'request', request.id)).map(({ action }) => action)).toEqual(['take']);
  });

  it('changes nothing when the same person takes it again', async () => {
    const { db } = database;
    const request = await createRequest(db);
    const actorId = (await createHelper(db)).id;
    const first = await takeRequest(db, { requestId: request.id, actorId }, clock);
    const later = heldClock('2027-01-18T09:00:00+08:00');
    expect(await takeRequest(db, { requestId: request.id, actorId }, later)).toEqual(first);
    expect(first.takenAt).toEqual(clock.now());
  });
});

describe('closing a request', () => {
  const closing = async (more: object) => {
    const { db } = database;
    const request = await createRequest(db);
    const actorId = (await createHelper(db)).id;
    return closeRequest(db, { requestId: request.id, actorId, outcome: 'solved', ...more }, clock);
  };

  it('is refused without an outcome (S1-1)', async () => {
    await expect(closing({ outcome: '' })).rejects.toMatchObject({ code: 'outcome-missing' });
    await expect(closing({ outcome: 'visited' })).rejects.toMatchObject({ code: 'outcome-missing' });
    expect(await database.db.request.findMany({ where: { state: 'closed' } })).toEqual([]);
  });

  it('is refused for 无法解决 without the reason (S1-1)', async () => {
    await expect(closing({ outcome: 'impossible', note: ' ' })).rejects.toMatchObject({
      code: 'outcome-reason-missing',
    });
    expect(await closing({ outcome: 'impossible', note: '超出政策范围' })).toMatchObject({
      state: 'closed',
      outcomeNote: '超出政策范围',
    });
  });

  it('keeps the outcome, when and by whom', async () => {
    const { db } = database;
    const closed = await closing({ note: '已换水管' });
    expect(closed).toMatchObject({ state: 'closed', outcome: 'solved', closedAt: clock.now() });
    const [change] = await changesOf(db, 'request', closed.id);
    expect(change).toMatchObject({
      action: 'close',
      after: { state: 'closed', outcome: 'solved', outcomeNote: '已换水管' },
    });
  });

  it('happens once: a repetition changes nothing, another outcome is refused', async () => {
    const { db } = database;
    const { id: requestId } = await createRequest(db);
    const actorId = (await createHelper(db)).id;
    const { done, refused } = await attempts(
      (['solved', 'partly', 'solved', 'partly'] as const).map(
        outcome => () => closeRequest(db, { requestId, actorId, outcome }, clock),
      ),
    );
    expect(done).toHaveLength(2);
    expect(new Set(done.map(({ outcome }) => outcome)).size).toBe(1);
    expect(refused.map(({ code }) => code)).toEqual(['request-closed', 'request-closed']);
    expect(await changesOf(db, 'request', requestId)).toHaveLength(1);
  });

  it('and taking it at the same moment leave it closed', async () => {
    const { db } = database;
    const { id: requestId } = await createRequest(db);
    const actorId = (await createHelper(db)).id;
    const other = (await createHelper(db)).id;
    await attempts<unknown>([
      () => takeRequest(db, { requestId, actorId: other }, clock),
      () => closeRequest(db, { requestId, actorId, outcome: 'solved' }, clock),
    ]);
    expect(await db.request.findUniqueOrThrow({ where: { id: requestId } })).toMatchObject({
      state: 'closed',
      outcome: 'solved',
    });
    await expect(takeRequest(db, { requestId, actorId: other }, clock)).rejects.toMatchObject({
      code: 'request-closed',
    });
  });
});

describe('withdrawing', () => {
  it('is for the writer and the member, and final', async () => {
    const { db } = database;
    const { relative, member } = await createRelative(db);
    const request = await createRequest(db, { member, writer: relative });
    const stranger = await createHelper(db);
    await expect(
      withdrawRequest(db, { requestId: request.id, actorId: stranger.id }, clock),
    ).rejects.toMatchObject({ code: 'not-the-writer' });
    expect((await withdrawRequest(db, { requestId: request.id, actorId: relative.id }, clock)).state).toBe(
      'withdrawn',
    );
    expect((await withdrawRequest(db, { requestId: request.id, actorId: member.id }, clock)).state).toBe(
      'withdrawn',
    );
    const closing = { requestId: request.id, actorId: stranger.id, outcome: 'solved' } as const;
    await expect(closeRequest(db, closing, clock)).rejects.toMatchObject({ code: 'request-closed' });
  });
});

describe('lists', () => {
  it('我的申请: what somebody wrote and what is about them, newest first', async () => {
    const { db } = database;
    const { relative, member } = await createRelative(db);
    const at = (hour: number) => ({ createdAt: new Date(`2027-01-16T0${hour}:00:00+08:00`) });
    await createRequest(db, { member, writer: relative, detail: '甲', ...at(8) });
    await createRequest(db, { member, detail: '乙', ...at(9) });
    await createRequest(db, { detail: '别人的' });
    expect((await requestsOf(db, relative.id)).map(({ detail }) => detail)).toEqual(['甲']);
    expect((await requestsOf(db, member.id)).map(({ detail }) => detail)).toEqual(['乙', '甲']);
  });

  it('what is still to be done: of an owner, oldest first, and about a member', async () => {
    const { db } = database;
    const [owner, member] = [await createHelper(db), await createMember(db)];
    const at = (hour: number) => ({ createdAt: new Date(`2027-01-16T0${hour}:00:00+08:00`) });
    await createRequest(db, { owner, member, detail: '乙', state: 'taken', ...at(9) });
    await createRequest(db, { owner, member, detail: '甲', ...at(8) });
    await createRequest(db, { owner, member, detail: '办完的', state: 'closed', outcome: 'solved' });
    await createRequest(db, { detail: '别人的' });
    expect((await openRequestsFor(db, owner.id)).map(({ detail }) => detail)).toEqual(['甲', '乙']);
    expect((await requestsAbout(db, member.id, { open: true })).map(({ detail }) => detail)).toEqual([
      '乙',
      '甲',
    ]);
    expect(await requestsAbout(db, member.id)).toHaveLength(3);
  });

  it('notes stay in the order in which they were written; empty ones are refused', async () => {
    const { db } = database;
    const { id: requestId } = await createRequest(db);
    const actorId = (await createHelper(db)).id;
    for (const text of ['已联系社区', ' 明天上门 ']) await addNote(db, { requestId, actorId, text }, clock);
    await expect(addNote(db, { requestId, actorId, text: ' ' }, clock)).rejects.toMatchObject({
      code: 'note-empty',
    });
    expect((await notesOf(db, requestId)).map(({ text }) => text)).toEqual(['已联系社区', '明天上门']);
  });
});
