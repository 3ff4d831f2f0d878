/** What the benchmarks share: a database with fsync on, processes of our own, signed callbacks, and honest statistics. */
import { connect } from '../src/database.ts';
import { newFieldKey, parseFieldKeys } from '../src/vault/field-keys.ts';
import { openKeyRing } from '../src/vault/key-ring.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../prisma/migrate.ts';
import { systemClock } from '../src/clock.ts';
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts';
import type { WecomSettings } from '../src/env.ts';
import { createFakeWecom, type FakeWecom } from '../src/sandbox/fake-wecom.ts';
import { createCallbackCrypto } from '../src/wecom/crypto.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes one line of the report. */
export type Print = (line: string) => void;

export interface Bench {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly fake: FakeWecom;
  readonly settings: WecomSettings;
  close(): Promise<void>;
}

/** A migrated database on a disk that is really flushed, and a make-believe platform. */
export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'bangfu-bench-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres(folder);
  await migrate(server.url);
  const clock = systemClock();
  const fake = createFakeWecom({
    ...platform,
    agentId: Number(platform.agentId),
    clock,
    accountCeiling: 100_000,
  });
  const api = await fake.listen();
  return {
    folder,
    databaseUrl: server.url,
    fake,
    settings: { ...platform, apiBase: api.url },
    close: async () => {
      await api.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const platform = {
  corpId: 'ww-bench-corp',
  agentId: '1000002',
  secret: 'bench-secret',
  token: 'benchtoken',
  encodingAesKey: 'BenchBenchBenchBenchBenchBenchBenchBenchBen',
};

export interface Process {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a TypeScript file as a process of its own and waits until `path` answers 200 there. */
export async function startProcess(file: string, env: Record<string, string>, path = '/'): Promise<Process> {
  const port = 20_000 + (Math.floor(performance.now() * 997) % 20_000);
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, file)], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await answering(`http://127.0.0.1:${port}${path}`, child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { port, stop: () => endOf(child) };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (child.exitCode !== null) throw new Error(`process ended with ${child.exitCode}`);
    const good = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (good) return;
    await new Promise(done => setTimeout(done, 50));
  }
  throw new Error(`${url} does not answer`);
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise(done => {
    if (child.exitCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

/** The product itself as a process, against the bench's database and platform. */
export function startProduct({ databaseUrl, settings, folder }: Bench, role: string): Promise<Process> {
  const env = {
    ROLE: role,
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(folder, 'product'),
    WECOM_CORP_ID: settings.corpId,
    WECOM_AGENT_ID: settings.agentId,
    WECOM_SECRET: settings.secret,
    WECOM_TOKEN: settings.token,
    WECOM_ENCODING_AES_KEY: settings.encodingAesKey,
    WECOM_API_BASE: settings.apiBase,
    FIELD_KEYS: benchKeys,
  };
  return startProcess('src/main.ts', env, '/readyz');
}

/** FIELD_KEYS of the bench's databases. */
export const benchKeys = newFieldKey('bench');

/** The product's own connections to the bench's database, with its keys. */
export async function connectTo({ databaseUrl }: Bench, poolSize: number) {
  const { vault } = await openKeyRing(databaseUrl, parseFieldKeys(benchKeys) ?? []);
  return connect(databaseUrl, { vault, poolSize });
}

/** Signed callbacks, ready to be posted: one line each, "path TAB body". Written by `users` in turn. */
export async function sealedCallbacks(bench: Bench, users: readonly string[], count: number, text: string) {
  const crypto = createCallbackCrypto({ ...bench.settings, receiveId: bench.settings.corpId });
  const timestamp = String(Math.floor(systemClock().now().getTime() / 1000));
  const lines = Array.from({ length: count }, (_, n) => {
    const { plaintext } = bench.fake.compose(users[n % users.length] ?? '', { text });
    const nonce = `n${n}`;
    const { encrypted, signature } = crypto.seal(plaintext, { timestamp, nonce });
    const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
    return `/wecom/callback?${query.toString()}\t<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  });
  const file = join(bench.folder, `callbacks-${performance.now()}.txt`);
  await writeFile(file, lines.join('\n'));
  return file;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly refused: number;
}

/** Posts the lines of `file` from a process of its own: as fast as 64 connections go, or at a steady `rate` per second. */
export function load(port: number, file: string, seconds: number, rate = 0): Promise<LoadResult> {
  const args = [String(port), file, String(seconds), String(rate)];
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'bench/load.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done, fail) => {
    child.once('exit', code =>
      code === 0 ? done(JSON.parse(output) as LoadResult) : fail(new Error(`load: ${code}`)),
    );
  });
}
