/**
 * A chat with the conversations on a real database: `say` is one message in one transaction, the session passes through JSON
 * between two of them, and whatever is written to others lands in the outbox, where `toldTo` reads it.
 */
import { conversations, fallback, onHuman } from '../../conversations/index.ts';
import type { BotContext } from '../../conversations/context.ts';
import { createBotContext } from '../../src/bot-context.ts';
import { noteAttachment, type MediaKind } from '../../src/chat/attachments.ts';
import { createDispatcher } from '../../src/chat/dispatcher.ts';
import type { Input } from '../../src/chat/input.ts';
import { createOutbox } from '../../src/chat/outbox.ts';
import { emptySession, type Session } from '../../src/chat/session.ts';
import { inTransaction, type Database, type Db } from '../../src/database.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { heldClock, type HeldClock } from '../support/clock.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRelative,
} from '../support/factories.ts';

const dispatcher = createDispatcher<BotContext>({ conversations, onHuman, fallback });

/** What the platform allows in one message. */
const maxBytes = 2048;

export interface Told {
  readonly text: string;
  readonly purpose: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Everything one test file needs to let people talk. */
export function createChat(db: Database, clock: HeldClock) {
  const sessions = new Map<string, Session>();
  const outbox = createOutbox({ clock, split: text => [text], compose: (_to, text) => text });
  let sent = 0;

  async function turn(personId: string, input: (tx: Db, userId: string) => Promise<Input>): Promise<string> {
    clock.advance(5_000);
    return inTransaction(db, async tx => {
      const me = await findPerson(tx, personId);
      if (!me?.userId) throw new Error('this person has no account to write from');
      const parts = { clock, supportLine: '12356', publicUrl: () => undefined, filePurposes: [] };
      const ctx = createBotContext(parts, { tx, outbox, me, userId: me.userId });
      const session = sessions.get(personId) ?? emptySession;
      const handled = await dispatcher.handle(session, await input(tx, me.userId), ctx);
      sessions.set(personId, JSON.parse(JSON.stringify(handled.session)) as Session);
      return checked(handled.say.join('\n\n'));
    });
  }

  /** Sends a photo, a voice message or a video, as the platform passes it on. */
  async function attach(tx: Db, sender: string, kind: MediaKind): Promise<Input> {
    sent += 1;
    const row = await tx.inboundMessage.create({
      data: {
        dedupeKey: `test:${sent}`,
        sender: sender.toLowerCase(),
        kind,
        payload: new Uint8Array(),
        sentAt: clock.now(),
      },
    });
    const found = { inboundId: row.id, sender: sender.toLowerCase(), kind, mediaId: `media-${sent}` };
    return { kind: 'attachment', media: kind, attachmentId: await noteAttachment(tx, clock, found) };
  }

  return {
    /** One text message; resolves to the answer. */
    say: (who: { readonly id: string }, text: string) => turn(who.id, async () => ({ kind: 'text', text })),
    /** One photo, voice message or video. */
    send: (who: { readonly id: string }, media: MediaKind) =>
      turn(who.id, (tx, userId) => attach(tx, userId, media)),
    /** A sticker or a file, of which the platform says nothing more. */
    sticker: (who: { readonly id: string }) =>
      turn(who.id, async () => ({ kind: 'other', what: 'sticker-or-file' })),
    /** Several text messages; resolves to the last answer. */
    async script(who: { readonly id: string }, ...texts: readonly string[]): Promise<string> {
      let answer = '';
      for (const text of texts) answer = await turn(who.id, async () => ({ kind: 'text', text }));
      return answer;
    },
    /** What others were told, oldest first; withdrawn messages are left out. */
    async toldTo(who: { readonly userId: string | null }): Promise<Told[]> {
      const rows = await db.outboundMessage.findMany({
        where: { recipient: who.userId ?? '', state: { not: 'cancelled' } },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ body, sealKey, purpose, notBefore, notAfter }) => ({
        text: db.$vault
          .open('outbound_message.body', sealKey, body ?? new Uint8Array())
          .replaceAll('\ue000', ''),
        purpose,
        notBefore,
        notAfter,
      }));
    },
    /** Everything that was written to anybody. */
    async toldCount(): Promise<number> {
      return db.outboundMessage.count();
    },
    /** Forgets all sessions. */
    forget: () => sessions.clear(),
  };
}

export type Chat = ReturnType<typeof createChat>;

function checked(text: string): string {
  if (Buffer.byteLength(text) > maxBytes) throw new Error(`longer than one message may be: ${text}`);
  if (/undefined|null|\[object|NaN/.test(text)) throw new Error(`not meant for people: ${text}`);
  return text;
}

/** Monday 18 January 2027, a working day, at 10:12. */
export const workday = (): HeldClock => heldClock('2027-01-18T10:12:00+08:00');

/**
 * A small bureau: 张德厚 with his helper 李明 and his daughter 张敏, 王秀英 without a helper, 张桂兰 of the same surname in
 * another branch, and 张远 of quite another bureau.
 */
export async function createPeople(db: Db) {
  const bureau = await createOrganisation(db, { name: '青山县老干部局', kind: 'cadre-bureau' });
  const branch = await createOrganisation(db, { name: '机械厂支部', parent: bureau });
  const branch2 = await createOrganisation(db, { name: '棉纺厂支部', parent: bureau });
  const elsewhere = await createOrganisation(db, { name: '绿水县老干部局', kind: 'cadre-bureau' });
  const secretary = await createPerson(db, {
    name: '王强',
    roles: ['secretary'],
    organisation: branch,
    phone: '13800000001',
  });
  const helper = await createHelper(db, { name: '李明', organisation: bureau, phone: '13800000002' });
  const clerk = await createPerson(db, { name: '赵芳', roles: ['clerk'], organisation: bureau });
  const member = await createMember(db, {
    name: '张德厚',
    organisation: branch,
    phone: '13900000003',
    careFile: { sex: 'male' },
  });
  const alone = await createMember(db, {
    name: '王秀英',
    organisation: branch,
    phone: null,
    careFile: { sex: 'female' },
  });
  const namesake = await createMember(db, { name: '张桂兰', organisation: branch2 });
  const stranger = await createMember(db, { name: '张远', organisation: elsewhere });
  const { relative } = await createRelative(db, {
    member,
    name: '张敏',
    organisation: branch,
    phone: '13700000004',
  });
  await createPairing(db, { helper, member });
  return {
    bureau,
    branch,
    branch2,
    elsewhere,
    secretary,
    helper,
    clerk,
    member,
    alone,
    namesake,
    stranger,
    relative,
  };
}

export type People = Awaited<ReturnType<typeof createPeople>>;
