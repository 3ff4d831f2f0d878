/**
 * What runs by itself, and how often. Each of these asks the rows and the clock what is due, in Asia/Shanghai, and
 * does nothing when nothing is; the interval only bounds how late it notices. What is not in this list does not run.
 */
import type { JobName } from './contracts.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

export const schedules = [
  { job: 'plan-obligations', everyMs: 10 * minuteMs },
  { job: 'send-prompts', everyMs: 30 * secondMs },
  { job: 'escalate', everyMs: minuteMs },
  { job: 'pass-on-offers', everyMs: 5 * minuteMs },
  { job: 'send-digests', everyMs: minuteMs },
  { job: 'send-audit-heads', everyMs: 10 * minuteMs },
  { job: 'forget-old', everyMs: 30 * minuteMs },
] as const satisfies readonly { job: JobName; everyMs: number }[];

/** The sweep runs on a timer of the worker itself, so that it works when the queue does not. */
export const sweepEveryMs = 5 * secondMs;
