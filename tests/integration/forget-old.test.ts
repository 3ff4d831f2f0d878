/** Forgetting (E-4): old words go, records and numbers stay; expired consents take effect. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetOld } from '../../jobs/forget-old.ts';
import { recordConsent } from '../../src/scheme/consents.ts';
import { digestFor } from '../../src/scheme/digests.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { createMember, createPairing, createPerson, createVisit } from '../support/factories.ts';
import { careFileIn, visitsIn } from '../support/sealed.ts';
import { createHouse, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-20T04:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-20T04:00:00+08:00');
});

const old = new Date('2026-07-23T12:00:00+08:00'); // 181 days before
const young = new Date('2026-07-25T12:00:00+08:00');
const run = async (at = '2027-01-20T04:00:00+08:00') => {
  house.at(at);
  await forgetOld({}, { ...house.context, keepTextDays: 180 });
};

const inbound = (dedupeKey: string, handledAt: Date | null, sentAt = old) =>
  house.db.inboundMessage.create({
    data: {
      ...house.db.$vault.sealRow('inbound_message', dedupeKey, { payload: '{"content":"老伴又住院了"}' }),
      dedupeKey,
      sender: 'liming',
      kind: 'text',
      sentAt,
      handledAt,
    },
  });
const forgotten = async (): Promise<number> =>
  (await house.db.inboundMessage.findMany()).filter(({ payload }) => payload === null).length;
const outbound = (state: 'sent' | 'pending' | 'failed' | 'expired', at: Date) =>
  house.db.outboundMessage.create({
    data: {
      recipient: 'LiMing',
      purpose: 'notice',
      body: new Uint8Array([1]),
      textHash: 'x',
      state,
      notBefore: at,
      notAfter: at,
      createdAt: at,
      closedAt: state === 'pending' ? null : at,
    },
  });

describe('forget-old', () => {
  it('forgets what is handled and old, and nothing else', async () => {
    await inbound('old', old);
    await inbound('young', young);
    await inbound('waiting', null);
    for (const state of ['sent', 'failed', 'expired', 'pending'] as const) await outbound(state, old);
    await outbound('sent', young);
    await house.db.chatSession.create({
      data: { sender: 'liming', state: new Uint8Array([1]), updatedAt: old },
    });
    await run();
    const [messages, written] = [
      await house.db.inboundMessage.findMany({ orderBy: { id: 'asc' } }),
      await house.db.outboundMessage.findMany({ orderBy: { id: 'asc' } }),
    ];
    expect(messages.map(({ dedupeKey, payload }) => [dedupeKey, payload !== null])).toEqual([
      ['old', false],
      ['young', true],
      ['waiting', true],
    ]);
    expect(written.map(({ state, body }) => [state, body !== null])).toEqual([
      ['sent', false],
      ['failed', false],
      ['expired', false],
      ['pending', true],
      ['sent', true],
    ]);
    expect(await house.db.chatSession.count()).toBe(1);
    const report = await house.db.systemState.findUnique({ where: { key: 'forgotten' } });
    expect(report?.value).toMatchObject({ inbound: 1, outbound: 3 });
  });

  it('waits for the small hours, and run again, or twice at once, forgets nothing more', async () => {
    await inbound('old', old);
    await run('2027-01-20T02:00:00+08:00');
    expect(await forgotten()).toBe(0);
    await Promise.all([run(), run()]);
    await run();
    expect(await forgotten()).toBe(1);
  });

  it('changes no number and no record', async () => {
    const { member } = await createPairing(house.db);
    await createVisit(house.db, { member, visitedOn: '2026-07-20', condition: '精神还好', loggedAt: old });
    const leader = await createPerson(house.db, { roles: ['leader'] });
    const reader = await findPerson(house.db, leader.id);
    if (!reader) throw new Error('no such person');
    await inbound('old', old);
    const before = (await digestFor(house.db, house.clock, reader, 'now')).text;
    await run();
    expect((await digestFor(house.db, house.clock, reader, 'now')).text).toBe(before);
    expect(await visitsIn(house.db)).toMatchObject([{ condition: '精神还好' }]);
  });

  it('ends consents whose last day is over, and erases what hung on them', async () => {
    const { id } = await createMember(house.db, { careFile: { health: '冠心病' } });
    const consent = { memberId: id, scope: 'sensitive', way: 'witness', note: '邻居' } as const;
    const terms = { givenOn: '2026-01-20', expiresOn: '2027-01-19' };
    await recordConsent(house.db, { ...consent, ...terms, givenById: id, recordedById: null }, house.clock);
    await run('2027-01-19T04:00:00+08:00');
    expect((await careFileIn(house.db, id)).health).toBe('冠心病');
    await run();
    expect((await careFileIn(house.db, id)).health).toBeNull();
    const report = await house.db.systemState.findUnique({ where: { key: 'forgotten' } });
    expect(report?.value).toMatchObject({ consents: 1, fields: 1 });
  });
});
