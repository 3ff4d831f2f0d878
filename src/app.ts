/** The only place that news things up: settings in, one object of everything out. */
import { join } from 'node:path';
import type pg from 'pg';
import { incomingFileHandlers } from '../jobs/incoming-files/index.ts';
import type { IncomingFileHandler } from '../jobs/incoming-files/handler.ts';
import { jobHandlers } from '../jobs/index.ts';
import type { Converse, DeliveryRules, JobContext } from '../jobs/context.ts';
import type { JobName, JobPayload } from '../jobs/contracts.ts';
import { createInbox, type Inbox } from './chat/inbox.ts';
import { createOutbox, type Outbox } from './chat/outbox.ts';
import { createSpool, type Spool } from './chat/spool.ts';
import type { MovableClock } from './clock.ts';
import { createConverse } from './converse.ts';
import { connect, type Database } from './database.ts';
import { deliveryRules } from './delivery-rules.ts';
import type { Env, WecomSettings } from './env.ts';
import type { Log } from './log.ts';
import type { BangfuQueue, RunJob } from './queue/queue.ts';
import { databaseTokenStore } from './token-store.ts';
import { createWecomClient, type WecomClient } from './wecom/client.ts';
import type { KeyRing } from './vault/key-ring.ts';
import { fileMessage, splitText, textMessage } from './wecom/messages.ts';

export interface App {
  readonly env: Env;
  readonly wecomSettings: WecomSettings;
  readonly dataDir: string;
  readonly clock: MovableClock;
  readonly log: Log;
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly inboxPool: pg.Pool;
  readonly inbox: Inbox;
  readonly spool: Spool;
  readonly outbox: Outbox;
  readonly wecom: WecomClient;
  readonly queue: BangfuQueue;
  readonly converse: Converse;
  readonly delivery: DeliveryRules;
  /** What is done with files that people hand in. */
  readonly incomingFiles: readonly IncomingFileHandler[];
  /** Does a job here and now, and rings for the messages it wrote. */
  readonly runJob: RunJob;
  /** Closes the connections that createApp opened, and the queue. */
  close(): Promise<void>;
}

/** What createApp is given besides the settings; tests give a held clock and a queue of their own. */
export interface AppParts {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly wecomSettings: WecomSettings;
  readonly clock: MovableClock;
  readonly log: Log;
  readonly queue: BangfuQueue;
  /** The keys of that database. */
  readonly keyRing: KeyRing;
  readonly poolSize?: number;
  /** Where browsers reach us; PUBLIC_URL when absent. */
  readonly publicUrl?: () => string | undefined;
  /** For tests; the list of jobs/incoming-files when absent. */
  readonly incomingFiles?: readonly IncomingFileHandler[];
}

export function createApp(env: Env, parts: AppParts): App {
  const { clock, log, queue, wecomSettings, dataDir, incomingFiles = incomingFileHandlers } = parts;
  const { vault } = parts.keyRing;
  const { db, inboxPool, close } = connect(parts.databaseUrl, { vault, poolSize: parts.poolSize });
  const wecom = createWecomClient({
    ...wecomSettings,
    tokens: databaseTokenStore(db, `${wecomSettings.corpId}/${wecomSettings.agentId}`),
    nowMs: () => clock.now().getTime(),
  });
  const outbox = makeOutbox(clock, wecomSettings);
  const converse = createConverse({
    clock,
    log,
    supportLine: env.supportLine,
    publicUrl: parts.publicUrl ?? (() => env.publicUrl),
    filePurposes: incomingFiles.map(handler => handler.purpose),
  });
  const delivery = deliveryRules({ clock, log });
  const { agentId } = wecomSettings;
  const composeFile = (toUser: string, mediaId: string): string => fileMessage({ agentId, toUser, mediaId });
  const base = {
    db,
    clock,
    log,
    wecom,
    converse,
    delivery,
    composeFile,
    incomingFiles,
    keepTextDays: env.keepTextDays,
    enqueue: queue.enqueue,
  };
  const attachmentFolder = join(dataDir, 'attachments');
  const runJob: RunJob = (name, payload) => runAndWake(name, payload, { ...base, outbox, attachmentFolder });
  return {
    env, wecomSettings, dataDir, clock, log, db, keyRing: parts.keyRing, inboxPool, outbox, wecom, queue, converse, delivery,
    incomingFiles, runJob,
    inbox: createInbox({ pool: inboxPool, clock, vault }),
    spool: createSpool(join(dataDir, 'spool'), vault, file =>
      log.error({ file }, 'a spooled callback cannot be read and is set aside'),
    ),
    close: async () => {
      await queue.close();
      await close();
    },
  }; // prettier-ignore
}

function makeOutbox(clock: MovableClock, { agentId }: WecomSettings): Outbox {
  // The mark that tells repeated texts apart (outbox.ts) needs a little room within the platform's 2048 bytes.
  const maxBytes = 2048 - 180;
  const compose = (toUser: string, content: string): string => textMessage({ agentId, toUser, content });
  return createOutbox({ clock, split: text => splitText(text, maxBytes), compose });
}

/**
 * One job rings for so many of its messages; the sweep rings for the others as these leave. A bell is some 650 bytes of Redis:
 * the morning of a festival is not to fill it.
 */
export const bellsAtOnce = 5_000;

/** Messages written during a job leave as soon as it has ended: by then its transactions are committed. */
async function runAndWake<Name extends JobName>(name: Name, payload: JobPayload<Name>, context: JobContext) {
  const written: string[] = [];
  const outbox: Outbox = {
    queue: async (db, message) => {
      const ids = await context.outbox.queue(db, message);
      written.push(...ids);
      return ids;
    },
  };
  try {
    await jobHandlers[name](payload, { ...context, outbox });
  } finally {
    for (const outboundId of written.slice(0, bellsAtOnce))
      await context.enqueue('send-outbound-message', { outboundId });
  }
}
