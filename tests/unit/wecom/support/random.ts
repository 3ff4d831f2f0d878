/** Numbers that look random and are the same for the same seed. */
export interface Random {
  seed: number;
  /** 0 ≤ n < below. */
  int(below: number): number;
  pick<const T>(items: readonly [T, ...T[]]): T;
  bytes(length: number): Buffer;
}

/** `FUZZ_SEED` in the environment runs the same test with other numbers; failures name the seed. */
export function seededRandom(seed = Number(process.env['FUZZ_SEED'] ?? 20261123)): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    seed,
    int,
    pick: items => items[int(items.length)] ?? items[0],
    bytes: length => Buffer.from(Array.from({ length }, () => int(256))),
  };
}
