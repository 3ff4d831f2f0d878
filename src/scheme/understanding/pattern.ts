/** Patterns of many alternatives, written so that each line of them can be read. */

/** The alternatives as the inside of a group. */
export const either = (...alternatives: readonly string[]): string => alternatives.join('|');

/** Finds any of the alternatives. */
export const anyOf = (...alternatives: readonly string[]): RegExp => new RegExp(either(...alternatives), 'u');

/** Finds every place of any of them. */
export const everyOf = (...alternatives: readonly string[]): RegExp =>
  new RegExp(either(...alternatives), 'gu');
