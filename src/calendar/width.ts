/** Text as people type it on a phone, made even: full-width forms, invisible characters, stray spaces. */

/** Full-width punctuation that is ordinary Chinese punctuation and stays as it is. */
const KEPT_PUNCTUATION = '，；：！？（）｛｝［］“”‘’、。《》「」『』【】…—';

const INVISIBLE =
  /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u20e3\u{e0100}-\u{e01ef}]/gu;

/**
 * Full-width ASCII and the ideographic space to half width, one character for one, so that positions in the result are
 * positions in `text`. Everything else stays, Chinese punctuation included (（ ） ， ： among it).
 */
export function foldWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000\uffe5\u2212\u2013]/g, char => {
    if (KEPT_PUNCTUATION.includes(char)) return char;
    if (char === '\u3000') return ' ';
    if (char === '\uffe5') return '¥';
    if (char === '\u2212' || char === '\u2013') return '-';
    return String.fromCharCode(char.charCodeAt(0) - 0xfee0);
  });
}

/** NFKC for everything but Chinese punctuation, which NFKC would turn into ASCII look-alikes. */
function compatibilityForms(text: string): string {
  const kept = new RegExp(`([${KEPT_PUNCTUATION.replace(/[\]\\]/g, '\\$&')}])`);
  return text
    .split(kept)
    .map(part => (part.length === 1 && KEPT_PUNCTUATION.includes(part) ? part : part.normalize('NFKC')))
    .join('');
}

/**
 * Text ready to be understood: full-width digits, letters and signs become half-width (８：３０ → 8:30, ①→1), odd forms
 * of Chinese characters become the usual ones, zero-width characters go (1️⃣ → 1), runs of spaces become one, empty
 * lines go, ends are trimmed. Chinese punctuation and line breaks stay. Doing it twice changes nothing more.
 */
export function normalizeText(text: string): string {
  return compatibilityForms(text.replace(INVISIBLE, ''))
    .replace(/(?<=\d)：(?=\d)/g, ':')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}
