import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import type { FakeWecom, SaidMessage, ShownMessage } from './fake-wecom.ts';
import { ownerOf, viewOf } from './page-views.ts';

const CLOCK_EVERY_MS = 5000;

/**
 * Streams what happens on the phones, and the clock every few seconds, as server-sent events until the page goes
 * away. The timer never keeps the process alive.
 */
export function streamEvents(ctx: Context, fake: FakeWecom, clockView: () => unknown): void {
  const stream = new PassThrough();
  const write = (name: string, data: unknown) =>
    stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const tell = (entry: ShownMessage | SaidMessage) => {
    const view = viewOf(entry, fake);
    if (view) write('message', { userId: ownerOf(entry), message: view });
  };
  const stops = [fake.onMessage(tell), fake.onSaid(tell)];
  const timer = setInterval(() => write('clock', clockView()), CLOCK_EVERY_MS).unref();
  stream.on('close', () => {
    clearInterval(timer);
    for (const stop of stops) stop();
  });
  ctx.req.on('close', () => stream.destroy());
  ctx.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  ctx.body = stream;
  write('clock', clockView());
}
