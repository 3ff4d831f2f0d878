import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { MovableClock } from '../clock.ts';
import { dateLine, JUMPS, jumpTarget, type Jump } from './almanac.ts';
import { readBody } from './fake/http.ts';
import type { FakeWecom, MenuButton, SayResult } from './fake-wecom.ts';
import { streamEvents } from './page-feed.ts';
import { servePageFile, setPageHeaders } from './page-files.ts';
import { kindErrors, PageError, readJson, textField } from './page-requests.ts';
import { viewOf } from './page-views.ts';

export { assertSandboxBase } from './base.ts';
export { createClockRoute, type ClockRouteDeps } from './clock-route.ts';

const PHOTO_LIMIT = 10 * 1024 * 1024;
const VOICE_LIMIT = 2 * 1024 * 1024;
const SHOWN_MESSAGES = 200;

/** Somebody whose phone can be taken in hand on the page. */
export interface SandboxPerson {
  userId: string;
  name: string;
  /** Chinese names of the roles, joined by 、. */
  roles: string;
  organisation: string;
  note?: string;
}

/** What the page needs of the product. */
export interface SandboxDeps {
  fake: FakeWecom;
  clock: MovableClock;
  moveClock: (instant: Date) => Promise<void>;
  people: () => Promise<SandboxPerson[]>;
  /** Default: what menu/create stored in the fake. */
  menu?: () => MenuButton[];
}

/**
 * The phone page at `/sandbox/` and the JSON below `/sandbox/api/`. The page also needs `createClockRoute`,
 * which is mounted apart from it.
 */
export function createSandboxRouter(deps: SandboxDeps): Middleware {
  const router = new Router({ prefix: '/sandbox' });
  router.use(kindErrors);
  addReading(router, deps);
  addSaying(router, deps);
  router.get('/api/events', ctx => streamEvents(ctx, deps.fake, () => clockView(deps)));
  router.post('/api/jump', async ctx => {
    const { to } = await readJson(ctx);
    const jump = JUMPS.find(known => known === to);
    if (!jump) throw new PageError(400, `to 应当是 ${JUMPS.join('、')} 之一。`);
    await deps.moveClock(jumpTarget(jump, deps.clock.now(), deps.clock.offsetMs));
    ctx.body = clockView(deps);
  });
  router.get('{/:file}', (ctx, next) => {
    if (ctx.path === '/sandbox') return ctx.redirect('/sandbox/');
    return servePageFile(ctx, ctx.params['file'] ?? '') ? undefined : next();
  });
  return router.routes() as Middleware;
}

function addReading(router: Router, { fake, people, menu, ...rest }: SandboxDeps): void {
  router.get('/api/people', async ctx => void (ctx.body = await people()));
  router.get('/api/menu', ctx => void (ctx.body = (menu ?? fake.menu)()));
  router.get('/api/clock', ctx => void (ctx.body = clockView(rest)));
  router.get('/api/messages', ctx => {
    const entries = fake.conversation(queryText(ctx, 'userId'));
    ctx.body = entries.flatMap(entry => viewOf(entry, fake) ?? []).slice(-SHOWN_MESSAGES);
  });
  router.get('/api/media/:id', ctx => {
    const medium = fake.media(ctx.params['id'] ?? '');
    if (!medium) throw new PageError(404, '没有这个文件。');
    setPageHeaders(ctx);
    const type = imageType(medium.bytes);
    if (type === undefined) ctx.attachment(medium.filename);
    ctx.type = type ?? 'application/octet-stream';
    ctx.body = medium.bytes;
  });
}

function addSaying(router: Router, { fake }: SandboxDeps): void {
  router.post('/api/text', async ctx => {
    const body = await readJson(ctx);
    answerFor(ctx, await fake.say(textField(body, 'userId', 64), { text: textField(body, 'text', 2000) }));
  });
  router.post('/api/click', async ctx => {
    const body = await readJson(ctx);
    answerFor(ctx, await fake.click(textField(body, 'userId', 64), textField(body, 'key', 128)));
  });
  router.post('/api/photo', async ctx => {
    const image = await readBody(ctx, PHOTO_LIMIT);
    if (imageType(image) === undefined) throw new PageError(400, '照片只能是 JPG 或 PNG 格式。');
    answerFor(ctx, await fake.say(queryText(ctx, 'userId'), { image }));
  });
  router.post('/api/voice', async ctx => {
    const voice = await readBody(ctx, VOICE_LIMIT);
    if (!voice.subarray(0, 5).equals(Buffer.from('#!AMR'))) throw new PageError(400, '语音只能是 AMR 格式。');
    answerFor(ctx, await fake.say(queryText(ctx, 'userId'), { voice }));
  });
}

function answerFor(ctx: Context, { deliveries, msgId }: SayResult): void {
  const isAccepted = deliveries.some(delivery => delivery.status === 200);
  if (!isAccepted) throw new PageError(502, '机器人没有应答，请稍后再试。', { deliveries });
  ctx.body = { msgId };
}

function clockView({ clock }: Pick<SandboxDeps, 'clock'>) {
  const now = clock.now();
  const dayOf = (jump: Jump) => dateLine(jumpTarget(jump, now, clock.offsetMs)).replace(/（.*/, '');
  return {
    now: now.toISOString(),
    line: dateLine(now),
    moved: Math.abs(clock.offsetMs) > 1000,
    jumps: { spring: dayOf('spring'), july: dayOf('july') },
  };
}

function queryText(ctx: Context, name: string): string {
  const value = ctx.query[name];
  if (typeof value !== 'string' || value === '') throw new PageError(400, `缺少 ${name}。`);
  return value;
}

function imageType(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 8).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return start === '\x89PNG\r\n\x1a\n' ? 'image/png' : undefined;
}
