/** The product as a process of its own, to be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Product {
  readonly address: string;
  readonly output: () => string;
  /** kill -9: no handler runs. */
  kill(): Promise<void>;
  /** SIGTERM, as a supervisor or Ctrl-C does; resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `src/main.ts` with these settings and waits for /readyz (or, for a worker, for its first sign in `ready`). */
export async function startProduct(
  env: Record<string, string>,
  ready?: () => Promise<boolean>,
): Promise<Product> {
  const port = env['PORT'] ?? String(await freePort());
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const address = `http://127.0.0.1:${port}`;
  const isReady = ready ?? (() => answers(`${address}/readyz`));
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}:\n${output}`);
      return isReady();
    },
    good => good,
    40_000,
  );
  return {
    address,
    output: () => output,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    response => response.ok,
    () => false,
  );

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise(done => {
    if (child.exitCode !== null || child.signalCode !== null) return done(child.exitCode);
    child.once('exit', code => done(code));
    child.kill(signal);
  });
}

export function freePort(): Promise<number> {
  return new Promise(done => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
