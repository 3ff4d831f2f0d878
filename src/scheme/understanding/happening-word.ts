/** One way of saying that something happened, and how sure it is by itself. */
import type { HappeningKind } from '../labels.ts';

/** One way of saying it. `sure` is 0 to 1, for the bare words in a plain statement. */
export interface HappeningWord {
  readonly kind: HappeningKind;
  readonly sure: number;
  readonly pattern: RegExp;
  /** The words may as well mean something harmless, and are never taken without asking. */
  readonly doubtful?: boolean;
}

/** A way of saying it: its parts are alternatives. */
export const word = (kind: HappeningKind, sure: number, ...parts: readonly string[]): HappeningWord => ({
  kind,
  sure,
  pattern: new RegExp(parts.join('|'), 'gu'),
});

/** One that is never taken without asking. */
export const doubtful = (kind: HappeningKind, sure: number, ...parts: readonly string[]): HappeningWord => ({
  ...word(kind, sure, ...parts),
  doubtful: true,
});
