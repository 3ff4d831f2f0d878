/** A queue that rings only when a test says so: bells are noted, `ring` runs what they ask for until all is quiet. */
import type { JobName, JobPayload } from '../../jobs/contracts.ts';
import type { BangfuQueue, RunJob } from '../../src/queue/queue.ts';

export interface HandQueue extends BangfuQueue {
  /** Runs every bell rung without delay, and those they ring, until none is left. Delayed ones are dropped, as in a wiped queue. */
  ring(run: RunJob): Promise<void>;
  /** Forgets every bell, as if the queue had been wiped. */
  wipe(): void;
  readonly bells: readonly { readonly name: JobName; readonly payload: object }[];
}

export function handQueue(): HandQueue {
  let bells: { name: JobName; payload: object }[] = [];
  return {
    get bells() {
      return bells;
    },
    enqueue: async (name, payload, options) => {
      if (!options?.delayMs) bells.push({ name, payload });
    },
    async ring(run) {
      for (let bell = bells.shift(); bell; bell = bells.shift()) {
        await run(bell.name, bell.payload as JobPayload<JobName>);
      }
    },
    wipe: () => {
      bells = [];
    },
    work: async () => undefined,
    stop: async () => undefined,
    schedule: async () => undefined,
    ping: async () => undefined,
    idleMs: () => 0,
    restart: async () => undefined,
    close: async () => undefined,
  };
}
