/** What is wrong with a workbook, in words for whoever filled it in: where it is, what is wrong, what would be right. */

/** An error keeps its row from being imported; a warning asks to look again; a hint only tells. */
export type Severity = 'error' | 'warning' | 'hint';

/** Where in the workbook: a sheet, a row as the spreadsheet numbers it, a column by its title. */
export interface Place {
  readonly sheet: string;
  readonly row?: number;
  readonly column?: string;
  /** The letters above the column, when it is there: E. */
  readonly letters?: string;
}

/** What is wrong and, where it can be said, what would be right. */
export interface Complaint {
  readonly message: string;
  readonly advice?: string;
}

export interface Problem extends Place, Complaint {
  readonly severity: Severity;
}

/** Gathers problems while a workbook is read, and remembers which rows are bad. */
export class Problems {
  readonly all: Problem[] = [];
  readonly #badRows = new Set<string>();

  /** The row cannot be imported. */
  error(place: Place, complaint: Complaint): void {
    this.all.push({ severity: 'error', ...place, ...complaint });
    if (place.row !== undefined) this.#badRows.add(`${place.sheet}#${place.row}`);
  }

  /** The row is imported; somebody should look again. */
  warning(place: Place, complaint: Complaint): void {
    this.all.push({ severity: 'warning', ...place, ...complaint });
  }

  /** Good to know. */
  hint(place: Place, complaint: Complaint): void {
    this.all.push({ severity: 'hint', ...place, ...complaint });
  }

  /** Whether an error was found in this row. */
  isBad(sheet: string, row: number): boolean {
    return this.#badRows.has(`${sheet}#${row}`);
  }

  /** How many errors there are. */
  get errors(): number {
    return this.all.filter(({ severity }) => severity === 'error').length;
  }
}
