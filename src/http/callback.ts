/**
 * GET and POST /wecom/callback: transport only. Verify, keep, acknowledge, ring the bell, in this order and nothing
 * else; this room cannot even import a conversation.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Enqueue } from '../../jobs/contracts.ts';
import type { Arrival, Inbox } from '../chat/inbox.ts';
import type { Spool } from '../chat/spool.ts';
import { monotonicMs, type Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { readCallback, verifyUrl, type ReceivedCallback } from '../wecom/callback.ts';
import { CallbackRefused, type CallbackCrypto } from '../wecom/crypto.ts';
import { readBody } from './body.ts';
import type { Metrics } from './metrics.ts';

export interface CallbackParts {
  readonly crypto: CallbackCrypto;
  readonly agentId: string;
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly spool: Spool;
  readonly enqueue: Enqueue;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** WeCom 接收消息与事件: bodies are a few KB; anything over this is not from the platform. */
const maxBodyBytes = 64 * 1024;

export function callbackRoutes(parts: CallbackParts): Router {
  const router = new Router();
  router.get('/wecom/callback', ctx =>
    refusing(ctx, parts, async () => {
      ctx.type = 'text/plain';
      ctx.body = verifyUrl(ctx.query, { crypto: parts.crypto, nowMs: parts.clock.now().getTime() });
    }),
  );
  router.post('/wecom/callback', ctx => refusing(ctx, parts, () => receive(ctx, parts)));
  return router;
}

async function receive(ctx: Context, parts: CallbackParts): Promise<void> {
  const startedMs = monotonicMs();
  const { crypto, agentId, clock, metrics } = parts;
  const body = await readBody(ctx.req, maxBodyBytes);
  if (body === undefined) throw new CallbackRefused('too-large');
  const received = readCallback(ctx.query, body, { crypto, agentId, nowMs: clock.now().getTime() });
  const outcome = await keep(arrivalOf(received), parts);
  metrics.callback(outcome, (monotonicMs() - startedMs) / 1000);
  ctx.status = outcome === 'unavailable' ? 503 : 200;
  ctx.body = '';
}

/** Commits the message, or spools it when the database does not answer: an acknowledgement always has a durable copy. */
async function keep(arrival: Arrival, { inbox, spool, enqueue, log }: CallbackParts) {
  try {
    const inboundId = await inbox.keep(arrival);
    if (inboundId === null) return 'known';
    void enqueue('handle-inbound-message', { inboundId });
    return 'kept';
  } catch (error) {
    log.error({ err: error }, 'inbox out of reach, spooling');
  }
  try {
    await spool.put(arrival);
    return 'spooled';
  } catch (error) {
    log.error({ err: error }, 'spool out of reach, callback refused with 503');
    return 'unavailable';
  }
}

function arrivalOf({ dedupeKey, message }: ReceivedCallback): Arrival {
  const { fromUserId, sentAtMs, kind } = message;
  return { dedupeKey, sender: fromUserId, kind, payload: message, sentAtMs };
}

/** One generic answer and one security line for whatever is not genuinely the platform's. */
async function refusing(
  ctx: Context,
  { log, metrics }: CallbackParts,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CallbackRefused)) throw error;
    metrics.callback('refused', 0);
    log.warn({ security: true, reason: error.reason, from: ctx.ip }, 'callback refused');
    ctx.status = error.status;
    ctx.body = 'refused';
  }
}
