/** Rows as they are in the database and as the workbook would have them. */
import { difference, type Snapshot } from '../audit-trail.ts';

/** What became of a row. */
export type Fate = 'added' | 'updated' | 'unchanged';

/** A row that will change: the whole of it as it will be, and only the changed fields before and after. */
export interface Changed<T> {
  readonly row: T;
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** The rows of one table that an import touches, by id. */
export class Drafts<T extends { readonly id: string }> {
  readonly #before = new Map<string, T>();
  readonly #after = new Map<string, T>();

  /** Takes in rows as they are in the database. */
  load(rows: readonly T[]): void {
    for (const row of rows) {
      this.#before.set(row.id, row);
      this.#after.set(row.id, row);
    }
  }

  /** A row as it will be. */
  get(id: string): T | undefined {
    return this.#after.get(id);
  }

  /** A row as it is in the database; undefined for a new one. */
  stored(id: string): T | undefined {
    return this.#before.get(id);
  }

  /** Adds a new row, or replaces what a row will be; one that is as it was is not kept twice. */
  put(row: T): T {
    const before = this.#before.get(row.id);
    const same = before !== undefined && !difference(snapshot(before), snapshot(row));
    this.#after.set(row.id, same ? before : row);
    return row;
  }

  /** Takes back what was planned for a row. */
  takeBack(id: string): void {
    const before = this.#before.get(id);
    if (before) this.#after.set(id, before);
    else this.#after.delete(id);
  }

  /** All rows as they will be. */
  all(): T[] {
    return [...this.#after.values()];
  }

  /** Rows that are not in the database yet. */
  added(): T[] {
    return this.all().filter(row => !this.#before.has(row.id));
  }

  /** Rows of the database that will be different. */
  changed(): Changed<T>[] {
    return this.all().flatMap(row => {
      const before = this.#before.get(row.id);
      const fields = before && before !== row && difference(snapshot(before), snapshot(row));
      return fields ? [{ row, ...fields }] : [];
    });
  }

  /** What becomes of a row. */
  fate(id: string): Fate {
    const [before, after] = [this.#before.get(id), this.#after.get(id)];
    if (!before) return 'added';
    return after && difference(snapshot(before), snapshot(after)) ? 'updated' : 'unchanged';
  }
}

/** The fields of a row as they are logged. */
export const snapshot = <T extends object>(row: T): Snapshot => row as Snapshot;
