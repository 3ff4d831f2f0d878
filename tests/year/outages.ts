/** The times in which nothing worked. */
import type { Outage } from './journal.ts';

const at = (instant: string): Date => new Date(`${instant}:00+08:00`);

/** Some hours now and then, a worker that dies between writing and sending, and eight days over the Spring Festival. */
export const yearOutages: readonly Outage[] = [
  { kind: 'worker', from: at('2027-01-12T07:00'), until: at('2027-01-12T12:00') },
  { kind: 'worker', from: at('2027-01-30T15:00'), until: at('2027-02-07T15:00') },
  // The morning's messages are written and never leave; three days later they are not sent late.
  { kind: 'before-sending', from: at('2027-06-21T08:19'), until: at('2027-06-24T07:00') },
  { kind: 'worker', from: at('2027-09-15T20:00'), until: at('2027-09-16T18:00') },
  { kind: 'worker', from: at('2027-11-03T01:00'), until: at('2027-11-05T09:00') },
];
