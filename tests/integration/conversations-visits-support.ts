/**
 * A chat about visits on a real database: `says` is one message in one transaction, and the session passes through JSON between
 * two of them. Only the conversations about visits are there, so that a test shows what they hear and what they leave alone.
 */
import { answerPrompt } from '../../conversations/answer-prompt.ts';
import type { BotContext } from '../../conversations/context.ts';
import { myMembers } from '../../conversations/my-members.ts';
import { myTasks } from '../../conversations/my-tasks.ts';
import { changeVisitForm } from '../../conversations/change-visit.ts';
import { recordVisit } from '../../conversations/record-visit.ts';
import { shanghaiDate } from '../../src/calendar/dates.ts';
import { noteAttachment } from '../../src/chat/attachments.ts';
import { createDispatcher } from '../../src/chat/dispatcher.ts';
import type { Input, Media } from '../../src/chat/input.ts';
import { emptySession, type Session } from '../../src/chat/session.ts';
import { inTransaction, type Database, type Db } from '../../src/database.ts';
import { findPerson } from '../../src/scheme/people.ts';
import type { HeldClock } from '../support/clock.ts';

/** What is said to sentences that none of these conversations is about. */
export const notForUs = '（没有人听懂）';

const dispatcher = createDispatcher<BotContext>({
  conversations: [changeVisitForm, recordVisit, answerPrompt, myTasks, myMembers],
  onHuman: async () => '已告诉值班同志',
  fallback: () => notForUs,
});

type Who = { readonly id: string };

/** Lets people talk; each has a session of their own. */
export function createVisitChat(db: Database, clock: HeldClock) {
  const sessions = new Map<string, Session>();
  let sent = 0;

  async function turn(who: Who, input: (tx: Db, sender: string) => Promise<Input>): Promise<string> {
    clock.advance(5_000);
    return inTransaction(db, async tx => {
      const me = await findPerson(tx, who.id);
      if (!me?.userId) throw new Error('this person has no account to write from');
      const now = clock.now();
      const today = shanghaiDate(now);
      const reached = async () => true;
      const files = { sendFile: reached, askForFile: async () => null };
      const ctx: BotContext = {
        db: tx,
        clock,
        now,
        today,
        me,
        supportLine: '12356',
        tell: reached,
        ...files,
      };
      const session = sessions.get(me.id) ?? emptySession;
      const handled = await dispatcher.handle(session, await input(tx, me.userId), ctx);
      sessions.set(me.id, JSON.parse(JSON.stringify(handled.session)) as Session);
      return readable(handled.say.join('\n\n'));
    });
  }

  async function attach(tx: Db, sender: string, media: Media): Promise<Input> {
    sent += 1;
    const row = await tx.inboundMessage.create({
      data: {
        dedupeKey: `test:${sent}`,
        sender,
        kind: media,
        payload: new Uint8Array(),
        sentAt: clock.now(),
      },
    });
    const found = { inboundId: row.id, sender, kind: media, mediaId: `media-${sent}` };
    return { kind: 'attachment', media, attachmentId: await noteAttachment(tx, clock, found) };
  }

  return {
    /** One message after another; resolves to the last answer. */
    async says(who: Who, ...texts: readonly string[]): Promise<string> {
      let answer = '';
      for (const text of texts) answer = await turn(who, async () => ({ kind: 'text', text }));
      return answer;
    },
    /** A photo, a voice message or a video. */
    sends: (who: Who, media: Media): Promise<string> => turn(who, (tx, sender) => attach(tx, sender, media)),
    /** Forgets all sessions. */
    forget: () => sessions.clear(),
  };
}

export type VisitChat = ReturnType<typeof createVisitChat>;

/** What the platform allows in one message. */
const maxBytes = 2048;

function readable(text: string): string {
  if (Buffer.byteLength(text) > maxBytes) throw new Error(`longer than one message may be: ${text}`);
  if (/undefined|null|\[object|NaN/.test(text)) throw new Error(`not meant for people: ${text}`);
  return text;
}
