/** Answers to the dispatcher's own questions, which have two or three short answers. */
import type { Input } from './input.ts';
import { pickOne, type Listed } from './numbered.ts';
import { isNo, isYes, plain } from './words.ts';

/** Longer messages are about something else. */
const shortAnswer = 8;

/** Which of the list a short message picks, from 1; `yes` and `no` say what these two words mean here. Else null. */
export function placeIn(
  input: Input,
  list: readonly Listed[],
  meaning: { readonly yes?: number; readonly no?: number } = {},
): number | null {
  if (input.kind !== 'text' || [...plain(input.text)].length > shortAnswer) return null;
  const pick = pickOne(input.text, list);
  const [item] = pick.kind === 'picked' ? pick.items : [];
  if (item) return list.indexOf(item) + 1;
  if (isNo(input.text)) return meaning.no ?? null;
  return isYes(input.text) ? (meaning.yes ?? null) : null;
}
