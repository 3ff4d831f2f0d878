/**
 * Death, money and illness are never taken from a sentence without a yes (E-14): every sentence of the corpus that speaks of
 * one is said to the real conversations, as the product has them, and nothing may be written by it. Words of despair alone
 * raise an alarm at once, which is what they are for (R5).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversations, fallback, onHuman } from '../../conversations/index.ts';
import type { BotContext } from '../../conversations/context.ts';
import { createBotContext } from '../../src/bot-context.ts';
import { createDispatcher } from '../../src/chat/dispatcher.ts';
import { createOutbox } from '../../src/chat/outbox.ts';
import { emptySession, type Session } from '../../src/chat/session.ts';
import { inTransaction, type Db } from '../../src/database.ts';
import { findPerson } from '../../src/scheme/people.ts';
import type { Speaker } from '../../src/scheme/understanding/index.ts';
import { castFor, readCorpus, today, type Sentence } from '../corpus/format.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  type MemberRow,
} from '../support/factories.ts';

const clock = heldClock(`${today}T10:10:00+08:00`);
const dispatcher = createDispatcher<BotContext>({ conversations, onHuman, fallback });
const outbox = createOutbox({ clock, split: text => [text], compose: (_to, text) => text });
let database: TestDatabase;
const speakers = new Map<Speaker, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const helper = await createHelper(db, { name: '李明' });
  const members = new Map<string, MemberRow>();
  for (const { name, sex } of castFor('helper')) {
    const member = await createMember(db, { name, careFile: { sex: sex ?? null } });
    members.set(name, member);
    await createPairing(db, { helper, member });
  }
  const relative = await createPerson(db, { name: '张小梅', roles: ['family'] });
  for (const { name } of castFor('family'))
    await db.familyTie.create({
      data: { relativeId: relative.id, memberId: members.get(name)?.id ?? '', relation: '女儿' },
    });
  const [elder] = castFor('elder');
  speakers.set('helper', helper.id);
  speakers.set('family', relative.id);
  speakers.set('elder', members.get(elder?.name ?? '')?.id ?? '');
});
afterAll(() => database.close());

const grave = new Set(['died', 'hospitalised', 'discharged', 'accident', 'hardship']);
const graveWords =
  /死|去世|逝|过世|走了|不在了|没了|病|住院|出院|医院|手术|疼|摔|药|血压|\d元|块钱|慰问金|[百千]块?|救助|补助|钱/u;

/** What a sentence says of death, money or illness, by its labels or by its words. */
const isGrave = ({ say, facts }: Sentence): boolean =>
  grave.has(facts.happening ?? '') || facts.moneyFen !== undefined || graveWords.test(say);

const sentences = readCorpus().flatMap(file => file.sentences);
const spoken = sentences.filter(isGrave);

/** What follows from somebody having died, fallen ill or fallen on hard times. */
const ofGraveFacts = ['death', 'illness', 'illness-monthly', 'discharge', 'disaster', 'hardship'];

/** Everything that may hold a fact of a person; despair is an alarm. */
async function written(db: Db): Promise<Record<string, number>> {
  const [visits, happenings, requests, dead, obligations] = await Promise.all([
    db.visit.count(),
    db.happening.count({ where: { kind: { not: 'despair' } } }),
    db.request.count(),
    db.careFile.count({ where: { state: { not: 'enrolled' } } }),
    db.obligation.count({ where: { rule: { in: ofGraveFacts } } }),
  ]);
  return { visits, happenings, requests, dead, obligations };
}

const undone = Symbol('everything of this turn is taken back');

/** Says it to the product in a transaction of its own, takes all of it back, and tells what was written meanwhile. */
async function said(as: Speaker, ...texts: readonly string[]): Promise<Record<string, number>> {
  let found: Record<string, number> = {};
  const turn = inTransaction(database.db, async tx => {
    const me = await findPerson(tx, speakers.get(as) ?? '');
    if (!me?.userId) throw new Error(`nobody speaks as ${as}`);
    const parts = { clock, supportLine: '12356', publicUrl: () => undefined, filePurposes: [] };
    const ctx = createBotContext(parts, { tx, outbox, me, userId: me.userId });
    let session: Session = emptySession;
    for (const text of texts) ({ session } = await dispatcher.handle(session, { kind: 'text', text }, ctx));
    found = await written(tx);
    throw Object.assign(new Error('taken back'), { undone });
  });
  await turn.catch((error: unknown) => {
    if ((error as { undone?: unknown }).undone !== undone) throw error;
  });
  return found;
}

const nothing = { visits: 0, happenings: 0, requests: 0, dead: 0, obligations: 0 };

test('there is much to prove it on', () => {
  expect(spoken.length).toBeGreaterThan(250);
});

test('no sentence of death, money or illness writes anything by itself', async () => {
  const wrong: string[] = [];
  for (const { say, as } of spoken) {
    const found = await said(as, say);
    if (JSON.stringify(found) !== JSON.stringify(nothing))
      wrong.push(`${as}: ${say} → ${JSON.stringify(found)}`);
  }
  expect(wrong).toEqual([]);
}, 180_000);

test('nor does a word after it that is no yes', async () => {
  const some = spoken.filter((_, place) => place % 12 === 0);
  for (const { say, as } of some) {
    expect(await said(as, say, '等一下'), say).toEqual(nothing);
    expect(await said(as, say, '取消'), say).toEqual(nothing);
  }
}, 180_000);

test('a yes writes it: the walk would see what is written', async () => {
  const found = await said('helper', '今天上门看了张老，血压有点高，送了500元慰问金', '1');
  expect(found).toMatchObject({ visits: 1 });
});
