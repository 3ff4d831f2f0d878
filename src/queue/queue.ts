/** Ringing bells, answering them, and the schedules. */
import { UnrecoverableError, type Queue, type Worker } from 'bullmq';
import {
  jobContracts,
  type Enqueue,
  type JobName,
  type JobPayload,
  type QueueName,
} from '../../jobs/contracts.ts';
import { monotonicMs } from '../clock.ts';
import type { Log } from '../log.ts';
import { queueNames, type QueueBackend } from './connect.ts';

/** Does the named job with a payload that has been checked. */
export type RunJob = <Name extends JobName>(name: Name, payload: JobPayload<Name>) => Promise<void>;

/** A job that is to run again and again; what is not in the list does not run. */
export interface Schedule {
  readonly job: JobName;
  /** Milliseconds between two runs. */
  readonly everyMs: number;
}

export interface BangfuQueue {
  readonly enqueue: Enqueue;
  /** Starts answering bells; `stop` waits for the jobs under way. */
  work(run: RunJob): Promise<void>;
  stop(): Promise<void>;
  /** Makes the queue's schedules exactly these. Safe to repeat; repeated by the timer in case they were wiped. */
  schedule(schedules: readonly Schedule[]): Promise<void>;
  ping(): Promise<void>;
  /** Milliseconds (monotonic) since a job was last finished here, for the watchdog. */
  idleMs(): number;
  /** Throws the workers away and makes new ones: the first remedy for one that hears no bell. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const concurrency: Record<QueueName, number> = { inbound: 4, outbound: 4, duties: 1, sweeps: 1 };
/** A bell that cannot be rung within this time is given up; the sweep will find the row. */
const enqueueTimeoutMs = 2_000;

export function createQueue(backend: QueueBackend, log: Log): BangfuQueue {
  const queues = new Map<QueueName, Queue>(queueNames.map(name => [name, backend.queue(name)]));
  let workers: Worker[] = [];
  let run: RunJob | undefined;
  let lastDoneMs = monotonicMs();

  const queueOf = (name: QueueName): Queue => queues.get(name) ?? backend.queue(name);
  const startWorkers = (runJob: RunJob): void => {
    workers = queueNames.map(name =>
      backend.worker(
        name,
        async job => {
          try {
            await runChecked(runJob, job.name, job.data);
          } finally {
            lastDoneMs = monotonicMs();
          }
        },
        concurrency[name],
      ),
    );
    for (const worker of workers) {
      worker.on('failed', (job, error) => log.error({ err: error, job: job?.name }, 'job failed'));
    }
  };
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.map(worker => worker.close()));
    workers = [];
  };

  return {
    async enqueue(name, payload, options) {
      const adding = queueOf(jobContracts[name].queue).add(name, payload, { delay: options?.delayMs ?? 0 });
      await withTimeout(adding, enqueueTimeoutMs).catch((error: unknown) => {
        log.warn({ err: error, job: name }, 'bell not rung; the sweep will find the row');
      });
    },
    work: async runJob => {
      run = runJob;
      startWorkers(runJob);
    },
    stop: stopWorkers,
    schedule: schedules => setSchedules(queues, schedules),
    ping: () => withTimeout(backend.ping(), enqueueTimeoutMs),
    idleMs: () => monotonicMs() - lastDoneMs,
    restart: async () => {
      const stuck = workers;
      workers = [];
      void Promise.all(stuck.map(worker => worker.close(true))).catch(() => undefined);
      lastDoneMs = monotonicMs();
      if (run) startWorkers(run);
    },
    close: async () => {
      await stopWorkers();
      await Promise.all([...queues.values()].map(queue => queue.close()));
      await backend.close();
    },
  };
}

/** Checks the payload at the worker's door; one that does not fit its contract is never tried again. */
async function runChecked(run: RunJob, name: string, data: unknown): Promise<void> {
  if (!isJobName(name)) throw new UnrecoverableError(`no such job: ${name}`);
  const parsed = jobContracts[name].payload.safeParse(data);
  if (!parsed.success) throw new UnrecoverableError(`payload of ${name} does not fit its contract`);
  await run(name, parsed.data as JobPayload<typeof name>);
}

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobContracts, name);
}

async function setSchedules(
  queues: ReadonlyMap<QueueName, Queue>,
  schedules: readonly Schedule[],
): Promise<void> {
  for (const [name, queue] of queues) {
    const wanted = schedules.filter(schedule => jobContracts[schedule.job].queue === name);
    const present = await queue.getJobSchedulers();
    for (const { key } of present) {
      if (!wanted.some(schedule => schedule.job === key)) await queue.removeJobScheduler(key);
    }
    for (const { job, everyMs } of wanted) {
      if (present.some(each => each.key === job && Number(each.every) === everyMs)) continue;
      await queue.upsertJobScheduler(job, { every: everyMs }, { name: job, data: {} });
    }
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
