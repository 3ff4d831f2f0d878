/** A real redis-server for the tests that need one. Where it is not installed they are left out, loudly; with CI=true they fail. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { freePort } from './product.ts';

export interface TestRedis {
  readonly url: string;
  /** kill -9, as a power cut would. */
  kill(): Promise<void>;
  /** Starts again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the tests with Redis can run here. */
export const hasRedis: boolean = isInstalled('redis-server', ['--version']);

/** What is installed is required in CI; elsewhere the suite says what it leaves out and how to get it. */
export function leaveOut(what: string, packageName: string, present: boolean): boolean {
  if (present || process.env['CI'] === 'true') return false;
  process.stdout.write(`Left out: ${what}. To run it: apt-get install ${packageName}\n`);
  return true;
}

function isInstalled(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server = await launch(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => end(server, 'SIGKILL'),
    restart: async () => {
      server = await launch(port);
    },
    stop: () => end(server, 'SIGTERM'),
  };
}

function launch(port: number): Promise<ChildProcess> {
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    '/tmp',
  ];
  const server = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((done, fail) => {
    server.once('exit', code => fail(new Error(`redis-server ended with ${code}`)));
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) done(server);
    });
  });
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise(done => server.once('exit', done));
  server.kill(signal);
  await gone;
}
