/**
 * From a kept message to its answers, inside one transaction: who wrote, what it is, the conversation's turn, and the
 * rows that follow from it.
 */
import { conversations, fallback, onHuman, unknownPerson, welcome } from '../conversations/index.ts';
import type { BotContext } from '../conversations/context.ts';
import type { Conversed, Converse } from '../jobs/context.ts';
import { createBotContext, type BotParts } from './bot-context.ts';
import { noteAttachment } from './chat/attachments.ts';
import { createDispatcher, type Handled } from './chat/dispatcher.ts';
import { noteCorrected, noteOutcome, type WaitingMessage } from './chat/inbox.ts';
import type { Input } from './chat/input.ts';
import { correctedForm } from './chat/outcomes.ts';
import type { Outbox } from './chat/outbox.ts';
import { emptySession, type Session } from './chat/session.ts';
import type { Db } from './database.ts';
import type { Log } from './log.ts';
import { findByUserId, type Person } from './scheme/people.ts';
import type { ReceivedEvent, ReceivedMessage } from './wecom/received.ts';

interface ConverseParts extends BotParts {
  readonly log: Log;
}

const dispatcher = createDispatcher<BotContext>({ conversations, onHuman, fallback });

export function createConverse(parts: ConverseParts): Converse {
  return async (tx, message, outbox) => {
    const received = message.payload as unknown as ReceivedMessage;
    const userId = received.fromUserId;
    const me = await findByUserId(tx, message.sender);
    if (received.kind === 'event' && !asksForAnswer(received)) return {};
    if (!me)
      return answer(tx, outbox, userId, [
        unknownPerson({ text: textOf(received), supportLine: parts.supportLine }),
      ]);
    if (!me.reachable) await reachAgain(tx, me);
    const turn: Turn = { tx, outbox, me, message, received, parts };
    return received.kind === 'event' ? handleEvent(received, turn) : handleMessage(turn);
  };
}

interface Turn {
  readonly tx: Db;
  readonly outbox: Outbox;
  readonly me: Person;
  readonly message: WaitingMessage;
  readonly received: ReceivedMessage;
  readonly parts: ConverseParts;
}

const textOf = (received: ReceivedMessage): string => (received.kind === 'text' ? received.content : '');

/** Events that a person did on purpose and looks at the phone for; the platform's other news need no answer. */
function asksForAnswer({ event }: ReceivedEvent): boolean {
  return event === 'subscribe' || event === 'click' || event === 'enter_agent' || deliberate.test(event);
}
const deliberate = /^(template_card_|scancode_|pic_|location_select)/;

async function handleEvent(event: ReceivedEvent, turn: Turn): Promise<Conversed> {
  const { tx, outbox, me } = turn;
  const userId = event.fromUserId;
  switch (event.event) {
    case 'click':
      return converse(turn, (session, ctx) => dispatcher.startByName(session, event.eventKey, ctx));
    case 'subscribe':
      return answer(tx, outbox, userId, [welcome(me)]);
    case 'enter_agent':
      // Opening the chat is not a question: greet the first time and be quiet ever after.
      if (
        await tx.chatSession.findUnique({ where: { sender: turn.message.sender }, select: { sender: true } })
      )
        return {};
      await saveSession(turn, emptySession);
      return answer(tx, outbox, userId, [welcome(me)]);
    default:
      return answer(tx, outbox, userId, [
        '这个操作我还不会处理，请直接打字或发语音告诉我。回复“帮助”看看我能做什么。',
      ]);
  }
}

async function handleMessage(turn: Turn): Promise<Conversed> {
  const { input, attachmentId } = await inputOf(turn);
  await converse(turn, (session, ctx) => dispatcher.handle(session, input, ctx));
  return attachmentId === undefined ? {} : { attachmentId };
}

type Step = (session: Session, ctx: BotContext) => Promise<Handled>;

async function converse(turn: Turn, step: Step): Promise<Conversed> {
  const { tx, outbox, message, received } = turn;
  const session = (message.session as unknown as Session | null) ?? emptySession;
  const { session: next, say, outcome } = await step(session, contextOf(turn));
  await saveSession(turn, next);
  if (outcome !== undefined && received.kind === 'text') await noteOutcome(tx, message, outcome);
  const corrected = correctedForm(session, next);
  if (corrected) await noteCorrected(tx, message, corrected.startedAt);
  return answer(tx, outbox, received.fromUserId, say);
}

async function saveSession({ tx, message, parts }: Turn, session: Session): Promise<void> {
  const state = tx.$vault.seal('chat_session.state', message.sender, JSON.stringify(session));
  await tx.$executeRaw`
    INSERT INTO chat_session (sender, state, "updatedAt")
    VALUES (${message.sender}, ${state}, ${parts.clock.now()})
    ON CONFLICT (sender) DO UPDATE SET state = EXCLUDED.state, "updatedAt" = EXCLUDED."updatedAt"`;
}

function contextOf({ tx, outbox, me, received, parts }: Turn): BotContext {
  return createBotContext(parts, { tx, outbox, me, userId: received.fromUserId });
}

/** One message for everything said in a turn: people read one bubble more calmly than five. */
async function answer(tx: Db, outbox: Outbox, to: string, say: readonly string[]): Promise<Conversed> {
  const text = say.filter(part => part.trim() !== '').join('\n\n');
  if (text !== '') await outbox.queue(tx, { to, text, purpose: 'answer' });
  return {};
}

async function inputOf({
  tx,
  message,
  received,
  parts,
}: Turn): Promise<{ input: Input; attachmentId?: string }> {
  switch (received.kind) {
    case 'text':
      return { input: { kind: 'text', text: received.content } };
    case 'image':
    case 'voice':
    case 'video': {
      const { kind, mediaId } = received;
      const found = { inboundId: message.id, sender: message.sender, kind, mediaId };
      const attachmentId = await noteAttachment(tx, parts.clock, found);
      return { input: { kind: 'attachment', media: kind, attachmentId }, attachmentId };
    }
    case 'location':
      return { input: { kind: 'other', what: 'location', text: received.label } };
    case 'link':
      return { input: { kind: 'other', what: 'link', text: received.title } };
    case 'file':
      return { input: { kind: 'other', what: 'file', text: received.fileName } };
    default:
      return { input: { kind: 'other', what: 'sticker-or-file' } };
  }
}

/** Somebody who writes can be reached: what the platform said of them before no longer holds. */
async function reachAgain(tx: Db, me: Person): Promise<void> {
  await tx.person.update({ where: { id: me.id }, data: { unreachableSince: null, unreachableReason: null } });
}
