/** Seeded randomness for property tests. Put `seed` into the test's name, so that a failure can be repeated. */

/** From SEED in the environment; otherwise another one every run. */
export const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Whole numbers in [low, high], the same row for the same seed (mulberry32). */
export function randomIntegers(from: number): (low: number, high: number) => number {
  let state = from;
  return (low, high) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1));
  };
}
