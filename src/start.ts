/** Brings the product up: data folder, database, migrations, queue, web and worker, in this order; and down again. */
import { join } from 'node:path';
import type { Server } from 'node:http';
import type { Middleware } from 'koa';
import { migrate } from '../prisma/migrate.ts';
import { schedules } from '../jobs/schedules.ts';
import { createApp, type App } from './app.ts';
import { systemClock, type MovableClock } from './clock.ts';
import { chooseDataDirectory, startEmbeddedPostgres } from './embedded-postgres.ts';
import type { Env } from './env.ts';
import { closeServer, createHttpApp, createHttpServer, listen } from './http/app.ts';
import { createUploadDesk } from './chat/incoming-files.ts';
import { callbackRoutes } from './http/callback.ts';
import { filesRoutes } from './http/files.ts';
import { healthRoutes } from './http/health.ts';
import { createMetrics } from './http/metrics.ts';
import { createLog, type Log } from './log.ts';
import { createMenu } from './menu.ts';
import { shanghaiDate, shanghaiInstant } from './calendar/dates.ts';
import { clockWasMoved, followClock, moveClock } from './moved-clock.ts';
import { openQueueBackend } from './queue/connect.ts';
import { createQueue } from './queue/queue.ts';
import { readinessChecks } from './readiness.ts';
import { createClockRoute } from './sandbox/pages.ts';
import { fillNameKeys } from './scheme/name-keys.ts';
import { isQuiet } from './scheme/quiet-hours.ts';
import { givePhones, sandboxPlatform, sandboxRoutes, sandboxSettings } from './sandbox-mode.ts';
import type { ShutdownStep } from './shutdown.ts';
import { readFigures } from './vital-signs.ts';
import { openKeyRing } from './vault/key-ring.ts';
import { fieldKeysFor } from './own-field-keys.ts';
import { createCallbackCrypto } from './wecom/crypto.ts';
import { startHeart, type Heart } from './worker.ts';

/** The product, running. */
export interface Running {
  readonly app: App;
  /** The address it listens on, absent for ROLE=worker. */
  readonly address: string | undefined;
  /** What to stop, in order: http, workers, queue, database. */
  readonly shutdown: readonly ShutdownStep[];
}

/** The database to use: a server of one's own, or the embedded one, started or joined. */
export interface DatabaseSource {
  readonly url: string;
  readonly dataDir: string;
  /** For the person at the terminal, when the files lie elsewhere than expected. */
  readonly note: string | undefined;
  stop(): Promise<void>;
}

/** Finds or starts the database; also what the command line uses. */
export async function openDatabase(env: Env): Promise<DatabaseSource> {
  if (env.databaseUrl !== undefined) {
    return { url: env.databaseUrl, dataDir: env.dataDir.path, note: undefined, stop: async () => undefined };
  }
  const dataDir = await chooseDataDirectory(env.dataDir.path, env.dataDir.explicit);
  const server = await startEmbeddedPostgres(dataDir);
  const moved = dataDir !== join(process.cwd(), env.dataDir.path) && !env.dataDir.explicit;
  const note = moved
    ? `Data lies in ${dataDir}: PostgreSQL’s system user cannot enter this folder.`
    : undefined;
  return { url: server.url, dataDir, note, stop: () => server.stop() };
}

/** Starts everything that `env.role` asks for. `onHopeless` is called when the worker is stuck beyond repair. */
export async function start(env: Env, onHopeless: () => void): Promise<Running> {
  const log = createLog(env.logLevel);
  const source = await openDatabase(env);
  if (source.note) log.info(source.note);
  await migrate(source.url);
  const keyRing = await openKeyRing(
    source.url,
    await fieldKeysFor(env, source.dataDir, line => log.info(line)),
  );
  const clock = systemClock();
  const backend = await openQueueBackend({ redisUrl: env.redisUrl, databaseUrl: source.url }, log);
  const app = createApp(env, {
    databaseUrl: source.url,
    dataDir: source.dataDir,
    wecomSettings: env.wecom ?? sandboxSettings(env.http.port),
    clock,
    log,
    queue: createQueue(backend, log),
    keyRing,
    publicUrl: () => env.publicUrl ?? sandboxAddress(env),
  });
  await followClock(app);
  if (env.wecom === undefined) await beginByDay(app);
  if (env.wecom === undefined) await peopleTheSandbox(app);
  await fillNameKeys(app.db);
  const web = env.role === 'worker' ? undefined : await startWeb(app, clock, log);
  const worker = env.role === 'web' ? undefined : await startWorker(app, onHopeless);
  if (web && env.wecom === undefined) await createMenu(app);
  const keys = followKeys(app);
  return { app, address: web?.address, shutdown: [keys, ...shutdownSteps(web?.server, worker, app, source)] };
}

/** Well within the two minutes after which a new data key is used (key-ring.ts). */
const followKeysEveryMs = 30_000;

/** Every process, whatever its role, learns of a data key that another one made; returns how to stop it. */
function followKeys({ keyRing, log }: App): ShutdownStep {
  const follow = () =>
    keyRing.refresh().catch((error: unknown) => log.error({ err: error }, 'field keys not read again'));
  const timer = setInterval(() => void follow(), followKeysEveryMs);
  return { name: 'keys', stop: async () => clearInterval(timer) };
}

/** In the sandbox the browser is on this machine: the product's own address will do. */
const sandboxAddress = ({ wecom, http }: Env): string | undefined =>
  wecom === undefined ? `http://127.0.0.1:${http.port}` : undefined;

/** Somebody who tries it at night would see nothing arrive: the sandbox's clock begins in the morning of that day. */
async function beginByDay(app: App): Promise<void> {
  const now = app.clock.now();
  if (!isQuiet(now) || (await clockWasMoved(app.db))) return;
  await moveClock(app, shanghaiInstant(shanghaiDate(now), '10:07'));
}

/** The fictional county, the first time; reading workbooks is not loaded for any later start. */
async function peopleTheSandbox({ db, clock }: App): Promise<void> {
  if ((await db.organisation.count()) > 0) return;
  const { loadDemo } = await import('../prisma/demo.ts');
  await loadDemo(db, clock);
}

function shutdownSteps(
  server: Server | undefined,
  heart: Heart | undefined,
  app: App,
  source: DatabaseSource,
) {
  const steps: ShutdownStep[] = [];
  if (server) steps.push({ name: 'http', stop: () => closeServer(server, 1_000) });
  if (heart) steps.push({ name: 'heart', stop: () => heart.stop() });
  steps.push({ name: 'workers', stop: () => app.queue.stop() });
  steps.push({ name: 'queue and connections', stop: () => app.close() });
  steps.push({ name: 'database', stop: () => source.stop() });
  return steps;
}

async function startWorker(app: App, onHopeless: () => void): Promise<Heart> {
  await app.queue.work(app.runJob);
  await app.queue.schedule(schedules);
  const heart = startHeart(app, onHopeless);
  await heart.beat();
  return heart;
}

async function startWeb(app: App, clock: MovableClock, log: Log) {
  const server = createHttpServer(createHttpApp({ routes: await webRoutes(app, clock), log }));
  const port = await listen(server, app.env.http.host, app.env.http.port);
  return { server, address: `http://${app.env.http.host}:${port}` };
}

/** Every route of the web role; the sandbox's only in the sandbox, the clock's only where it may be moved. */
export async function webRoutes(app: App, clock: MovableClock): Promise<Middleware[]> {
  const { env, wecomSettings, log, inbox, spool, queue } = app;
  const metrics = createMetrics(async () => readFigures(app.db, clock, await spool.size()));
  const crypto = createCallbackCrypto({
    token: wecomSettings.token,
    encodingAesKey: wecomSettings.encodingAesKey,
    receiveId: wecomSettings.corpId,
  });
  const { agentId } = wecomSettings;
  const callback = callbackRoutes({
    crypto,
    agentId,
    clock,
    inbox,
    spool,
    enqueue: queue.enqueue,
    metrics,
    log,
  });
  const health = healthRoutes({ checks: readinessChecks(app), metrics });
  const files = filesRoutes({
    desk: createUploadDesk(app),
    purposeOf: purpose => app.incomingFiles.find(handler => handler.purpose === purpose),
    enqueue: queue.enqueue,
    log,
  });
  const routes = [callback, health, files].map(each => each.routes() as Middleware);
  if (env.clockControl) routes.push(createClockRoute({ clock, moveClock: to => moveAndWake(app, to) }));
  if (env.wecom === undefined) {
    const fake = sandboxPlatform(wecomSettings, app.dataDir, clock);
    await givePhones(fake, app.db);
    routes.push(...sandboxRoutes(app, fake, to => moveAndWake(app, to)));
  }
  return routes;
}

/** Moves the product's clock and has everything that may now be due looked at, at once. */
async function moveAndWake(app: App, instant: Date): Promise<void> {
  await moveClock(app, instant);
  for (const { job } of schedules) await app.queue.enqueue(job, {});
}
