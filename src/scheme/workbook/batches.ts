/** Long lists a piece at a time, so that neither a statement nor the time between two answers grows with them. */
import { setImmediate } from 'node:timers/promises';

/** The list in pieces of at most `size`. */
export function* batches<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}

/** How many rows are worked on before others get their turn: a few milliseconds' worth. */
const rowsBetweenBreaths = 100;

/** The list, one after the other; now and then the process turns to whatever else waits for it. */
export async function* paced<T>(list: readonly T[]): AsyncGenerator<T> {
  for (const batch of batches(list, rowsBetweenBreaths)) {
    yield* batch;
    await setImmediate();
  }
}
