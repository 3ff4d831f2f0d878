/** What a job handler may be given. A handler names the slice it needs: `Pick<JobContext, 'db' | 'clock'>`. */
import type { Outbox } from '../src/chat/outbox.ts';
import type { Clock } from '../src/clock.ts';
import type { Database } from '../src/database.ts';
import type { Log } from '../src/log.ts';
import type { Enqueue, JobName, JobPayload } from './contracts.ts';

export interface JobContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly enqueue: Enqueue;
}

/** Does one job. Running it twice, or two at once, must be harmless; throwing has it tried again. */
export type JobHandler<Name extends JobName> = (
  payload: JobPayload<Name>,
  context: JobContext,
) => Promise<void>;
