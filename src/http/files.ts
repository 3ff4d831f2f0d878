/**
 * GET and POST /files/:token: the page on which one person hands in one file. The token is the whole permission, so there
 * is nothing else to forge; it is spent in the transaction that keeps the file.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Enqueue } from '../../jobs/contracts.ts';
import { timeText } from '../calendar/format.ts';
import type { OpenTicket, UploadDesk } from '../chat/incoming-files.ts';
import { monotonicMs } from '../clock.ts';
import type { FileKind } from '../documents/file-kinds.ts';
import type { Log } from '../log.ts';
import { addressOf, createBadTokens } from './upload/bad-tokens.ts';
import { plainName, takeFile, type HandedIn } from './upload/body.ts';
import { busyPage, donePage, formPage, gonePage, pageHeaders, tooLarge } from './upload/page.ts';

/** What a purpose of an upload wants handed in. */
export interface UploadPurpose {
  /** What it is called on the page: "人员名册". */
  readonly title: string;
  /** Kinds that will do. */
  readonly accepts: readonly FileKind[];
}

export interface FilesParts {
  readonly desk: UploadDesk;
  /** Undefined where nothing handles files of this purpose (any more). */
  readonly purposeOf: (purpose: string) => UploadPurpose | undefined;
  readonly enqueue: Enqueue;
  readonly log: Log;
  /** The largest file in bytes; the platform's own limit for files unless told otherwise. */
  readonly maxBytes?: number;
}

const platformBytes = 20 * 1024 * 1024;
/** Files being received at the same time, each held in memory until it is kept. */
const maxUploads = 4;
const tokenShape = /^[\w-]{43}$/;

/** A ticket that may be used now, with what its purpose wants. */
interface Visit {
  readonly token: string;
  readonly ticket: OpenTicket;
  readonly purpose: UploadPurpose;
  readonly maxBytes: number;
}

export function filesRoutes(parts: FilesParts): Router {
  const router = new Router();
  const badTokens = createBadTokens(monotonicMs);
  let uploads = 0;

  const visiting = async (ctx: Context, work: (visit: Visit) => Promise<void>): Promise<void> => {
    ctx.set(pageHeaders);
    const address = addressOf(ctx.req);
    if (badTokens.isHeldOff(address)) return answer(ctx, 429, busyPage());
    const visit = await visitOf(ctx, parts);
    if (visit) return work(visit);
    badTokens.note(address);
    answer(ctx, 404, gonePage());
  };

  router.get('/files/:token', ctx => visiting(ctx, async visit => answer(ctx, 200, formPage(formOf(visit)))));
  router.post('/files/:token', ctx =>
    visiting(ctx, async visit => {
      if (uploads >= maxUploads) return answer(ctx, 503, busyPage());
      uploads += 1;
      try {
        await receive(ctx, visit, parts);
      } finally {
        uploads -= 1;
      }
    }),
  );
  return router;
}

async function visitOf(ctx: Context, parts: FilesParts): Promise<Visit | undefined> {
  const { token = '' } = ctx['params'] as { token?: string };
  const ticket = tokenShape.test(token) ? await parts.desk.find(token) : null;
  const purpose = ticket && parts.purposeOf(ticket.purpose);
  return ticket && purpose
    ? { token, ticket, purpose, maxBytes: parts.maxBytes ?? platformBytes }
    : undefined;
}

async function receive(ctx: Context, visit: Visit, { desk, enqueue, log }: FilesParts): Promise<void> {
  const { token, ticket } = visit;
  const taken = await takeFile(ctx.req, visit.maxBytes);
  if (taken === 'cut') return answer(ctx, 400, again(visit, '文件没有传完就断了，请再试一次。'));
  if (taken === 'too-large') return answer(ctx, 413, again(visit, tooLarge(visit.maxBytes)));
  if (taken === 'no-file')
    return answer(ctx, 400, again(visit, '还没有选文件，或者文件是空的。请先选好文件，再点“上传”。'));
  const objection = objectionTo(taken, visit.purpose);
  if (objection !== null) return answer(ctx, 415, again(visit, objection));
  const name = taken.name || plainName(typeof ctx.query['name'] === 'string' ? ctx.query['name'] : '');
  const fileId = await desk.keep(token, { name, bytes: taken.bytes });
  if (fileId === null) return answer(ctx, 404, gonePage());
  log.info({ fileId, purpose: ticket.purpose, bytes: taken.bytes.length }, 'file received');
  void enqueue('handle-incoming-file', { fileId });
  answer(ctx, 200, donePage(name));
}

/** Null where one of the kinds wanted has no objection, else what the first of them says. */
function objectionTo({ bytes }: HandedIn, { accepts }: UploadPurpose): string | null {
  const objections = accepts.map(kind => kind.objection(bytes));
  return objections.includes(null) ? null : (objections[0] ?? '这里不收文件。');
}

function formOf({ ticket, purpose, maxBytes }: Visit) {
  return {
    title: purpose.title,
    labels: purpose.accepts.map(kind => kind.label),
    accept: purpose.accepts.map(kind => kind.accept).join(','),
    until: timeText(ticket.expiresAt),
    maxBytes,
  };
}

const again = (visit: Visit, problem: string): string => formPage({ ...formOf(visit), problem });

function answer(ctx: Context, status: number, html: string): void {
  ctx.status = status;
  if (status === 429 || status === 503) ctx.set('retry-after', '120');
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = html;
}
