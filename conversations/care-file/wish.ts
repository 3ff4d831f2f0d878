/** "改 张老 居住情况 独居", "把张老的住址改成…", "2 改 住址 …": whose field is to be changed, and into what. Pure. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import { fieldAtStart, type FileField } from '../../src/scheme/care-files.ts';

/** What a sentence wants changed; each part may be missing. */
export interface ChangeWish {
  readonly name?: string;
  /** The number of the list read last. */
  readonly number?: number;
  readonly field: FileField;
  /** The new value, as it was said. */
  readonly value?: string;
}

const verb = /^(?:请|帮我|我要|要|麻烦)*\s*(?:修改|更正|更新|补充?|改一下|改|填|把|将)\s*/u;
const numbered =
  /^(?:第)?\s*(\d{1,2})\s*(?:项|位|号|份)?\s*[.、，,：:]?\s*(?=改|修改|更正|有变化)(?:有变化[，,：:\s]*)?/u;
const into = /^(?:\s|[：:，,、]|改成|改为|改到|换成|应该是|应为|变成|变为|改|成|为|是|到)+/u;
const namePattern = /^(\p{Script=Han}[\p{Script=Han}·]{0,9}?)\s*(?:同志)?\s*(?:的)?\s*$/u;
const notAName = /^(?:我|你|您|他|她|它|一下|这|那|哪|档案|关爱|资料|信息)/u;

/** The wish in a sentence; null where it names no field of a file. Without a verb, only "张老的住址改成…" is one. */
export function wishIn(said: string): ChangeWish | null {
  const text = normalizeText(said).trim();
  const byNumber = numbered.exec(text);
  const rest = byNumber ? text.slice(byNumber[0].length) : text;
  const begun = verb.exec(rest);
  const body = begun ? rest.slice(begun[0].length) : rest;
  if (!begun && !byNumber && !/改成|改为|变成|变为|换成/u.test(body)) return null;
  const found = splitAtField(body);
  if (!found) return null;
  return { ...found, ...(byNumber ? { number: Number(byNumber[1]) } : {}) };
}

const longestName = 12;

/** The first place in the text at which a field is named, with a name before it or nothing. */
function splitAtField(body: string): Omit<ChangeWish, 'number'> | null {
  for (let at = 0; at <= Math.min(longestName, body.length); at += 1) {
    const found = fieldAtStart(body.slice(at));
    if (!found) continue;
    const before = body.slice(0, at).trim();
    const name = namePattern.exec(before)?.[1];
    if (before !== '' && (name === undefined || notAName.test(name))) continue;
    const value = found.rest
      .replace(into, '')
      .replace(/[。！!]$/u, '')
      .trim();
    return {
      field: found.field,
      ...(name === undefined ? {} : { name }),
      ...(value === '' ? {} : { value }),
    };
  }
  return null;
}
