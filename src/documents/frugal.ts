/** Large files without a large heap. */
import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets the heap grow to a multiple of what is in use before it clears away what is not: after ten thousand rows that is
 * some 300 MB of texts nobody holds any more. While a workbook is worked on it clears away after a fifth more.
 */
const whileWorking = '--heap-growing-percent=20';
const otherwise = '--heap-growing-percent=0';

let working = 0;

/** Does `work` with a heap that stays close to what is in use; a little slower, and everybody else's heap meanwhile as well. */
export async function withSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  working += 1;
  if (working === 1) setFlagsFromString(whileWorking);
  try {
    return await work();
  } finally {
    working -= 1;
    if (working === 0) setFlagsFromString(otherwise);
  }
}
