/** What the phases of an import share while they work out what will change. */
import { paced } from './batches.ts';
import type { Fate } from './drafts.ts';
import type { Problems } from './problems.ts';
import type { World } from './world.ts';

/** A row of a sheet that stands for a row of the database; its fate is known when everything is worked out. */
export interface Outcome {
  readonly sheet: string;
  readonly row: number;
  readonly drafts: { fate(id: string): Fate };
  readonly id: string;
}

export interface Plan {
  readonly world: World;
  readonly problems: Problems;
  /** 'YYYY-MM-DD'. */
  readonly today: string;
  readonly outcomes: Outcome[];
  /** Hears of every row that was looked at. */
  readonly onRow?: () => void;
}

/** The rows of a sheet one after the other, each told of, with a breath now and then for whatever else waits. */
export async function* rowsOf<T>(plan: Plan, rows: readonly T[]): AsyncGenerator<T> {
  for await (const row of paced(rows)) {
    yield row;
    plan.onRow?.();
  }
}

/** Finds a sheet's second row about the same thing. */
export class Once {
  readonly #rows = new Map<string, number>();

  /** The row that said it first, if this one is not the first. */
  first(key: string, row: number): number | undefined {
    const first = this.#rows.get(key);
    if (first === undefined) this.#rows.set(key, row);
    return first;
  }
}
