/** Letters: numbers given once, signatures under the text that was shown, once each, also at the same moment. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/database.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { endPairing } from '../../src/scheme/pairings.ts';
import {
  hashOfText,
  letterFile,
  lettersFor,
  makeLetter,
  mayRead,
  signLetter,
  unsignedLetters,
  type Letter,
  type Signing,
} from '../../src/scheme/letters.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { heldClock } from '../support/clock.ts';
import {
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRelative,
} from '../support/factories.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
beforeEach(async () => {
  clock.moveTo(new Date('2027-01-17T09:12:00+08:00'));
  await database.empty();
});
afterAll(() => database.close());

const agreed = { project: '就医陪护', task: '每月陪诊', goal: '病情平稳' };

async function parties() {
  const bureau = await createOrganisation(db, { name: '云溪县委老干部局', kind: 'cadre-bureau' });
  const branch = await createOrganisation(db, { name: '第一党支部', parent: bureau });
  const secretary = await createPerson(db, { roles: ['secretary'], organisation: branch });
  const leader = await createPerson(db, { roles: ['leader'], organisation: bureau });
  const clerk = await createPerson(db, { roles: ['clerk'], organisation: bureau });
  const member = await createMember(db, { organisation: branch });
  const { pairing, helper } = await createPairing(db, { member, ...agreed });
  return { bureau, branch, secretary, leader, clerk, member, pairing, helper };
}
const make = (pairingId: string, actorId: string) =>
  inTransaction(db, tx => makeLetter(tx, clock, { pairingId, actorId }));
const sign = (signing: Signing) => inTransaction(db, tx => signLetter(tx, clock, signing));
const under = (letter: Letter, party: Signing['party'], personId: string): Signing => ({
  ...{ letterId: letter.id, party, personId, shownHash: letter.textHash, way: 'chat' },
});

describe('writing', () => {
  it('is refused until the three are agreed, with what is missing (S2-4.4b)', async () => {
    const { secretary, pairing } = await parties();
    await db.pairing.update({ where: { id: pairing.id }, data: { task: null, goal: ' ' } });
    await expect(make(pairing.id, secretary.id)).rejects.toMatchObject({
      code: 'pairing-not-agreed',
      expose: expect.stringContaining('帮扶任务、帮扶目标') as string,
    });
    expect(await db.letter.count()).toBe(0);
  });

  it('gives each letter of a bureau and year its own number, also at the same moment; two at once for one pairing are one', async () => {
    const { secretary, pairing, branch } = await parties();
    const pairings = [pairing];
    for (let count = 0; count < 4; count += 1) {
      const member = await createMember(db, { organisation: branch });
      pairings.push((await createPairing(db, { member, ...agreed })).pairing);
    }
    const made = await Promise.all([...pairings, pairing].map(({ id }) => make(id, secretary.id)));
    const numbers = new Set(made.map(({ letter }) => letter.number));
    expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5].map(each => `云老责〔2027〕${each}号`));
    expect(await db.letter.count()).toBe(5);
    clock.moveTo(new Date('2028-01-03T09:12:00+08:00'));
    const member = await createMember(db, { organisation: branch });
    const next = await createPairing(db, { member, ...agreed });
    expect((await make(next.pairing.id, secretary.id)).letter.number).toBe('云老责〔2028〕1号');
  });

  it('keeps the text sealed, with its SHA-256', async () => {
    const { secretary, pairing } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    expect(letter.textHash).toBe(hashOfText(letter.text));
    const [row] = await db.$queryRaw<
      { text: Uint8Array; content: Uint8Array }[]
    >`SELECT text, content FROM letter`;
    for (const sealed of [row?.text, row?.content])
      expect(Buffer.from(sealed ?? []).toString()).not.toContain('就医陪护');
  });

  it('a secretary who helps has the branch signed by the one above', async () => {
    const { secretary, leader, branch } = await parties();
    const member = await createMember(db, { organisation: branch });
    const { pairing } = await createPairing(db, { member, helper: secretary, ...agreed });
    const { letter } = await make(pairing.id, secretary.id);
    expect(letter.content.facts.branch.headId).toBe(leader.id);
    await expect(sign(under(letter, 'branch', secretary.id))).rejects.toMatchObject({
      code: 'letter-not-yours',
    });
    await sign(under(letter, 'branch', leader.id));
  });
});

describe('signing', () => {
  it('three signatures put it in force; the same person twice at once is one signature', async () => {
    const { secretary, pairing, helper, member } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    const twice = await Promise.all([1, 2, 3].map(() => sign(under(letter, 'helper', helper.id))));
    expect(twice.filter(({ already }) => !already)).toHaveLength(1);
    const all = await Promise.all([
      sign(under(letter, 'member', member.id)),
      sign(under(letter, 'branch', secretary.id)),
    ]);
    expect(all.filter(({ complete }) => complete)).toHaveLength(1);
    expect(await db.letterSignature.count()).toBe(3);
    expect(await db.letter.findMany()).toMatchObject([{ state: 'in-force' }]);
    expect((await sign(under(letter, 'helper', helper.id))).already).toBe(true);
  });

  it('another text than the one shown is refused, and so is somebody else, and what has ended', async () => {
    const { secretary, pairing, helper, member, clerk } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    const stale = { ...under(letter, 'helper', helper.id), shownHash: hashOfText('另一份') };
    await expect(sign(stale)).rejects.toMatchObject({ code: 'letter-changed' });
    await expect(sign(under(letter, 'helper', member.id))).rejects.toMatchObject({
      code: 'letter-not-yours',
    });
    await expect(sign(under(letter, 'branch', clerk.id))).rejects.toMatchObject({ code: 'letter-not-yours' });
    const ending = { pairingId: pairing.id, actorId: secretary.id, reason: 'other' } as const;
    await inTransaction(db, tx => endPairing(tx, clock, ending));
    await expect(sign(under(letter, 'helper', helper.id))).rejects.toMatchObject({ code: 'letter-ended' });
    expect(await db.letterSignature.count()).toBe(0);
  });

  it('a proxy needs to be a relative bound to the member, and a reason; the helper has none, nor is one for the member', async () => {
    const { secretary, leader, pairing, helper, member, clerk } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    const { relative } = await createRelative(db, { member });
    const stranger = await createPerson(db, { roles: ['family'] });
    const proxy = (party: Signing['party'], personId: string, reason?: string): Signing => ({
      ...under(letter, party, personId),
      way: 'proxy',
      ...(reason === undefined ? {} : { reason }),
    });
    await expect(sign(proxy('member', relative.id))).rejects.toMatchObject({ code: 'letter-why' });
    await expect(sign(under(letter, 'member', relative.id))).rejects.toMatchObject({
      code: 'letter-wrong-way',
    });
    for (const { id } of [stranger, helper])
      await expect(sign(proxy('member', id, '代签'))).rejects.toMatchObject({ code: 'letter-not-yours' });
    await expect(sign(proxy('helper', leader.id, '代签'))).rejects.toMatchObject({
      code: 'letter-not-yours',
    });
    await db.familyTie.create({ data: { relativeId: helper.id, memberId: member.id, relation: '侄子' } });
    await expect(sign(proxy('member', helper.id, '代签'))).rejects.toMatchObject({
      code: 'letter-not-yours',
    });
    await sign({ ...proxy('member', relative.id, '手抖'), recordedById: clerk.id });
    await sign(proxy('branch', leader.id, '书记出差'));
    expect(await db.letterSignature.findMany({ orderBy: { party: 'asc' } })).toMatchObject([
      { party: 'branch', way: 'proxy', personId: leader.id, proxyReason: '书记出差' },
      { party: 'member', way: 'proxy', personId: relative.id, recordedById: clerk.id },
    ]);
  });

  it('paper needs a photo and somebody who may record it', async () => {
    const { secretary, pairing, helper, clerk } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    const paper: Signing = { ...under(letter, 'helper', helper.id), way: 'photo' };
    const photo = ['00000000-0000-4000-8000-000000000001'];
    await expect(sign({ ...paper, recordedById: clerk.id })).rejects.toMatchObject({ code: 'letter-photo' });
    await expect(sign({ ...paper, attachmentIds: photo, recordedById: helper.id })).rejects.toMatchObject({
      code: 'letter-recorder',
    });
    await sign({ ...paper, attachmentIds: photo, recordedById: clerk.id });
    expect(await db.letterSignature.findMany()).toMatchObject([{ way: 'photo', attachmentIds: photo }]);
  });
});

describe('reading and lists', () => {
  it('is for those who may see the file, and ends with the pairing for the helper', async () => {
    const { secretary, pairing, helper, member, clerk } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    const stranger = await createPerson(db, { roles: ['helper'] });
    const reads = async (id: string) => {
      const viewer = await findPerson(db, id);
      return viewer !== null && mayRead(db, viewer, letter.memberId, clock);
    };
    for (const { id } of [secretary, clerk, helper, member]) expect(await reads(id)).toBe(true);
    expect(await reads(stranger.id)).toBe(false);
    const ending = { pairingId: pairing.id, actorId: secretary.id, reason: 'other' } as const;
    await inTransaction(db, tx => endPairing(tx, clock, ending));
    expect(await reads(helper.id)).toBe(false);
    const viewer = await findPerson(db, helper.id);
    expect(viewer && (await lettersFor(db, viewer, '2027-01-17'))).toEqual({ toSign: [], others: [] });
  });

  it('未签订: after fourteen days and no sooner; R12 is planned once, for the secretary', async () => {
    const { secretary, pairing, branch } = await parties();
    await make(pairing.id, secretary.id);
    const listed = async (day: string) => (await unsignedLetters(db, day, branch.path, 5)).count;
    expect(await listed('2027-01-31')).toBe(0);
    expect(await listed('2027-02-01')).toBe(1);
    await planObligations(db, clock);
    await planObligations(db, clock);
    expect(await db.obligation.findMany({ where: { rule: 'letter-unsigned' } })).toMatchObject([
      { ownerId: secretary.id, opensOn: '2027-02-01', state: 'open' },
    ]);
  });

  it('the paper says who took it and when, and the taking is logged', async () => {
    const { secretary, pairing } = await parties();
    const { letter } = await make(pairing.id, secretary.id);
    const reader = await findPerson(db, secretary.id);
    if (!reader) throw new Error('no reader');
    const file = await inTransaction(db, tx => letterFile(tx, clock, letter, reader));
    expect(file.bytes.subarray(0, 2).toString()).toBe('PK');
    expect(file.name).toContain(letter.number);
    expect(await db.auditEntry.count({ where: { action: 'take-file', actorId: secretary.id } })).toBe(1);
  });
});
