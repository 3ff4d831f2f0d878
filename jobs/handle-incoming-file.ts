/** Hands a file that came in to the handler of its purpose, once. */
import {
  markFileHandled,
  noteFileFailure,
  takeFile,
  waitingFile,
  type IncomingFile,
  type WaitingFile,
} from '../src/chat/incoming-files.ts';
import { inTransaction, type Db } from '../src/database.ts';
import type { JobContext, JobHandler } from './context.ts';
import type { IncomingFileContext, IncomingFileHandler } from './incoming-files/handler.ts';

/** After so many failures a file is set aside and its owner told. */
const maxAttempts = 5;
const backoffMs = (attempts: number): number => Math.min(5 * 60_000, 5_000 * 2 ** attempts);
const usualLongestMs = 60_000;

export const handleIncomingFile: JobHandler<'handle-incoming-file'> = async ({ fileId }, context) => {
  const waiting = await waitingFile(context.db, fileId);
  if (!waiting) return;
  try {
    await handle(waiting, context);
  } catch (error) {
    context.log.error({ err: error, fileId, attempts: waiting.attempts + 1 }, 'file not handled');
    await (waiting.attempts + 1 < maxAttempts ? retryLater(waiting, context) : setAside(waiting, context));
  }
};

async function handle({ id, purpose }: WaitingFile, context: JobContext): Promise<void> {
  const handler = handlerOf(purpose, context);
  const { db, clock } = context;
  const work = async (tx: Db): Promise<void> => {
    const file = await takeFile(tx, id);
    if (!file) return;
    await handler.handle(file, contextFor(file, tx, context));
    await markFileHandled(tx, clock, id);
  };
  await inTransaction(db, work, { timeout: handler.longestMs ?? usualLongestMs });
}

/** During an update an older worker may not know a purpose yet: then it is tried again. */
function handlerOf(purpose: string, { incomingFiles }: JobContext): IncomingFileHandler {
  const handler = incomingFiles.find(each => each.purpose === purpose);
  if (!handler) throw new Error(`no handler for files of purpose "${purpose}"`);
  return handler;
}

function contextFor(file: IncomingFile, tx: Db, { clock, log, outbox }: JobContext): IncomingFileContext {
  return {
    db: tx,
    clock,
    log,
    outbox,
    reply: async answer => {
      const to = await userIdOf(tx, file.personId);
      if (to !== null) await outbox.queue(tx, { to, purpose: 'answer', ...answer });
    },
  };
}

async function userIdOf(db: Db, personId: string): Promise<string | null> {
  const person = await db.person.findUnique({ where: { id: personId }, select: { userId: true } });
  return person?.userId ?? null;
}

async function retryLater({ id, attempts }: WaitingFile, { db, clock, enqueue }: JobContext): Promise<void> {
  const delayMs = backoffMs(attempts);
  await noteFileFailure(db, clock, id, delayMs);
  await enqueue('handle-incoming-file', { fileId: id }, { delayMs });
}

/** The owner is not left waiting for an answer that will never come. */
async function setAside({ id, personId }: WaitingFile, { db, clock, outbox }: JobContext): Promise<void> {
  await inTransaction(db, async tx => {
    if (!(await markFileHandled(tx, clock, id, 'gave-up'))) return;
    const to = await userIdOf(tx, personId);
    if (to === null) return;
    await outbox.queue(tx, {
      to,
      purpose: 'answer',
      text: '抱歉，您上传的文件我没能处理好，里面的内容一点也没有存。请再要一个链接传一次；还是不行，请告诉管理员。',
      dedupeKey: `file-gave-up:${id}`,
    });
  });
}
