/** Stops everything in the order given, each step with its share of the time, and never hangs. */
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';

export interface ShutdownStep {
  readonly name: string;
  stop(): Promise<unknown>;
}

/** The platform's supervisor kills after 30 s as a rule; we are done before. */
export const shutdownCapMs = 25_000;

/** Runs the steps one after another; one that fails or takes too long is logged and the next one begins. */
export async function stopInOrder(
  steps: readonly ShutdownStep[],
  log: Log,
  capMs = shutdownCapMs,
): Promise<void> {
  const deadline = performance.now() + capMs;
  for (const step of steps) {
    const left = Math.max(500, deadline - performance.now());
    await within(step.stop(), left).catch((error: unknown) => {
      log.warn({ step: step.name, problem: messageOf(error) }, 'did not stop cleanly');
    });
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`took longer than ${Math.round(ms)} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
