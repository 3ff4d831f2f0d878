/** Starts the product and stops it in order. The only file with top-level effects. */
import { readEnv } from './env.ts';
import { AppError, messageOf } from './errors.ts';
import { withoutSecrets } from './log.ts';
import { stopInOrder } from './shutdown.ts';
import { start, type Running } from './start.ts';

let running: Running | undefined;
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (running) await stopInOrder(running.shutdown, running.app.log);
  process.exit(code);
}

/** Whatever nobody caught leaves the process in an unknown state: stop in order and let a supervisor start it anew. */
function lastResort(error: unknown): void {
  process.stderr.write(
    `${withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
  );
  void stop(1);
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
process.on('uncaughtException', lastResort);
process.on('unhandledRejection', lastResort);

try {
  const env = readEnv();
  running = await start(env, () => void stop(1));
  const { address } = running;
  if (address !== undefined && env.wecom === undefined) {
    process.stdout.write(
      `\n  帮扶机器人 · 演示环境（虚构数据）\n  打开手机页面：${address}/sandbox/\n  按 Ctrl-C 停止\n\n`,
    );
  } else if (address !== undefined) {
    process.stdout.write(`bangfu listens on ${address}; callback ${address}/wecom/callback\n`);
  }
} catch (error) {
  process.stderr.write(`${withoutSecrets(messageOf(error))}\n`);
  if (!(error instanceof AppError) && error instanceof Error)
    process.stderr.write(`${withoutSecrets(error.stack ?? '')}\n`);
  process.exit(1);
}
