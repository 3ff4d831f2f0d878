/** What `npx bangfu doctor` says of one thing it looked at. */

/** One finding: fine, worth knowing, or to be put right. */
export interface Finding {
  readonly mark: '✓' | '!' | '✗';
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** All is well. */
export const fine = (text: string): Finding => ({ mark: '✓', text });
/** Worth knowing. */
export const note = (text: string, advice?: string): Finding => ({
  mark: '!',
  text,
  ...(advice ? { advice } : {}),
});
/** To be put right. */
export const wrong = (text: string, advice: string): Finding => ({ mark: '✗', text, advice });
