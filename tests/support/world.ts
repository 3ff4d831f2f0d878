/**
 * The whole product in a test, the real way round: a fake WeCom signs and encrypts what people write, our own HTTP
 * server takes it, real Postgres keeps it, the jobs run, and what phones show is what the fake platform was sent.
 * Only two things are ours to hold: the clock and the queue's bells.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { expect } from 'vitest';
import type { JobName } from '../../jobs/contracts.ts';
import type { IncomingFileHandler } from '../../jobs/incoming-files/handler.ts';
import { schedules } from '../../jobs/schedules.ts';
import { loadDemo } from '../../prisma/demo.ts';
import { createApp, type App } from '../../src/app.ts';
import { parseEnv, type WecomSettings } from '../../src/env.ts';
import { closeServer, createHttpApp, createHttpServer, listen } from '../../src/http/app.ts';
import { createLog } from '../../src/log.ts';
import { createFakeWecom, type FakeWecom } from '../../src/sandbox/fake-wecom.ts';
import { webRoutes } from '../../src/start.ts';
import { heldClock, type HeldClock } from './clock.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { fieldKeysText } from './field-keys.ts';
import { handQueue, type HandQueue } from './hand-queue.ts';

export interface World {
  readonly app: App;
  readonly clock: HeldClock;
  readonly queue: HandQueue;
  readonly fake: FakeWecom;
  readonly database: TestDatabase;
  /** The product's own address. */
  readonly address: string;
  /** Everything the product logged, as text. */
  log(): string;
  /** Rings every bell, then sweeps, until nothing is left to do at this instant. */
  settle(): Promise<void>;
  /** Moves the clock and lets everything that runs by itself look at the new time. */
  moveTo(at: string): Promise<void>;
  /** Runs one job, and what it rings for. */
  run(name: JobName): Promise<void>;
  /** Somebody writes; settles. */
  says(userId: string, text: string): Promise<void>;
  /** Somebody presses a menu item; settles. */
  presses(userId: string, key: string): Promise<void>;
  /** What this phone has been shown since the last look. */
  hears(userId: string): string[];
  /** The last thing this phone was shown, which must match; everything before it counts as seen. */
  reads(userId: string, pattern: RegExp): string;
  /** Empties the database and the phones and loads the demo county again. */
  reset(at?: string): Promise<void>;
  close(): Promise<void>;
}

const startOfStories = '2026-11-23T10:05:00+08:00';

/** What a world may have besides. */
export interface WorldOptions {
  /** Handlers of files people hand in, in place of the product's own. */
  readonly incomingFiles?: readonly IncomingFileHandler[];
}

/** Builds a world with the demo county in it. */
export async function createWorld(at = startOfStories, options: WorldOptions = {}): Promise<World> {
  const clock = heldClock(at);
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'bangfu-world-'));
  let fake = newPlatform(clock);
  const api = await serveCurrent(() => fake);
  const queue = handQueue();
  const lines: string[] = [];
  const log = createLog('debug', { write: line => void lines.push(line) });
  const wecomSettings: WecomSettings = { ...platform, apiBase: api.url };
  const env = parseEnv({ ...asSettings(wecomSettings), CLOCK_CONTROL: '1' });
  const app = createApp(env, {
    databaseUrl: database.url,
    dataDir,
    wecomSettings,
    clock,
    log,
    queue,
    keyRing: database.keyRing,
    poolSize: 8,
    publicUrl: () => address,
    ...options,
  });
  const server = createHttpServer(createHttpApp({ routes: await webRoutes(app, clock), log }));
  const address = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  const callbackUrl = `${address}/wecom/callback`;
  fake.setCallbackUrl(callbackUrl);
  const seen = new Map<string, number>();
  const world: World = {
    app, clock, queue, database, address,
    get fake() {
      return fake;
    },
    log: () => lines.join(''),
    settle: () => settle(app, queue),
    moveTo: async to => {
      clock.moveTo(new Date(to));
      for (const { job } of schedules) await app.runJob(job, {});
      await settle(app, queue);
    },
    run: async name => {
      await app.runJob(name as 'sweep', {});
      await settle(app, queue);
    },
    says: (userId, text) => act(world, () => fake.say(userId, { text })),
    presses: (userId, key) => act(world, () => fake.click(userId, key)),
    hears: userId => unseen(fake, seen, userId),
    reads: (userId, pattern) => {
      const heard = unseen(fake, seen, userId);
      const last = heard.at(-1) ?? '';
      expect(last, `what ${userId} reads`).toMatch(pattern);
      return last;
    },
    reset: async (to = startOfStories) => {
      clock.moveTo(new Date(to));
      await database.empty();
      queue.wipe();
      seen.clear();
      fake = newPlatform(clock);
      fake.setCallbackUrl(callbackUrl);
      await populate(app, fake, clock);
    },
    close: async () => {
      await closeServer(server, 500);
      await api.close();
      await app.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  }; // prettier-ignore
  await populate(app, fake, clock);
  return world;
}

const platform = {
  corpId: 'ww-test-corp',
  agentId: '1000002',
  secret: 'test-secret-that-no-log-may-show',
  token: 'testtoken',
  encodingAesKey: 'TestTestTestTestTestTestTestTestTestTestTes',
};

const newPlatform = (clock: HeldClock): FakeWecom =>
  createFakeWecom({ ...platform, agentId: Number(platform.agentId), clock });

/** One address for whichever platform is the present one: a new story begins with empty phones. */
async function serveCurrent(current: () => FakeWecom): Promise<{ url: string; close: () => Promise<void> }> {
  const app = new Koa();
  app.use((ctx, next) => current().middleware()(ctx, next) as Promise<void>);
  const server = createHttpServer(app);
  const port = await listen(server, '127.0.0.1', 0);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server, 100) };
}

function asSettings(settings: WecomSettings): Record<string, string> {
  return {
    WECOM_CORP_ID: settings.corpId,
    WECOM_AGENT_ID: settings.agentId,
    WECOM_SECRET: settings.secret,
    WECOM_TOKEN: settings.token,
    WECOM_ENCODING_AES_KEY: settings.encodingAesKey,
    WECOM_API_BASE: settings.apiBase,
    FIELD_KEYS: fieldKeysText,
  };
}

async function populate(app: App, fake: FakeWecom, clock: HeldClock): Promise<void> {
  await loadDemo(app.db, clock);
  const people = await app.db.person.findMany({ where: { userId: { not: null } } });
  fake.setUsers(people.map(({ userId, name }) => ({ userId: userId ?? '', name })));
}

async function settle(app: App, queue: HandQueue): Promise<void> {
  await queue.ring(app.runJob);
  await app.runJob('sweep', {});
  await queue.ring(app.runJob);
}

async function act(
  world: World,
  deed: () => Promise<{ deliveries: readonly { status: number }[] }>,
): Promise<void> {
  // A second passes between two things a person does: taps of the menu in one second are one tap to the platform.
  world.clock.advance(1_000);
  const { deliveries } = await deed();
  expect(deliveries.at(-1)?.status).toBe(200);
  await world.settle();
}

function unseen(fake: FakeWecom, seen: Map<string, number>, userId: string): string[] {
  const all = fake.delivered(userId);
  const fresh = all.slice(seen.get(userId) ?? 0);
  seen.set(userId, all.length);
  return fresh.map(message => message.text);
}
