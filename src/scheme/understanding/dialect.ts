/** Words of the countryside and of chat apps, as the patterns know them; and how to get back what was really written. */
import { normalizeText } from '../../calendar/numerals.ts';
import { regional } from './regional.ts';

/** Each is exactly as long as what it stands for, so that positions stay where they were. What else a region says is in regional.ts. */
const standardWords: readonly (readonly [RegExp, string])[] = [
  [/头晌|前晌/gu, '上午'],
  [/后晌|下晌|过晌/gu, '下午'],
  [/晌午/gu, '中午'],
  [/昨个儿|昨儿个|夜儿个/gu, '昨天的'],
  [/今个儿|今儿个/gu, '今天的'],
  [/昨个|昨儿黑|昨儿(?!黑)/gu, '昨天'],
  [/前儿/gu, '前天'],
  [/赶明儿/gu, '等明天'],
  [/元月/gu, '一月'],
  [/咋样/gu, '怎样'],
  [/捎/gu, '带'],
  [/娃(?!娃)/gu, '孩'],
  // Typed by sound, and words for the same thing.
  [/摔到(?=了|[，。]|$)/gu, '摔倒'],
  [/叫(?=救护车|急救车)/gu, '被'],
  [/[坍垮]塌/gu, '倒塌'],
  [/摔[在进](?=[^，。]{1,4}[上里下])/gu, '摔倒'],
  [/冒烟(?=了)/gu, '着火'],
];

/** Pictures and [微笑] separate what stands around them. */
const picture = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u200D)+|\[[一-鿿A-Za-z]{1,5}\]/gu;

/** The text with every word of that kind replaced by one the patterns know, character for character. */
export function standard(said: string): string {
  const text = withoutPictures(said);
  return [...standardWords, ...regional].reduce(
    (so, [word, known]) => so.replace(word, found => fitted(known, found)),
    text,
  );
}

const fitted = (known: string, found: string): string =>
  known.slice(0, found.length).padEnd(found.length, '的');

/** Typed characters made uniform, pictures made commas of the same length. */
export const withoutPictures = (said: string): string =>
  normalizeText(said).replace(picture, found => '，'.repeat(found.length));

/** What stood in the text where these words of its standard form were cut out: the writer's own. */
export function asWritten(cut: string, standardText: string, written: string): string {
  if (standardText === written) return cut;
  let from = 0;
  return cut
    .split('，')
    .map(part => {
      const at = standardText.indexOf(part, from);
      if (part === '' || at < 0) return part;
      from = at + part.length;
      return written.slice(at, from);
    })
    .join('，');
}
