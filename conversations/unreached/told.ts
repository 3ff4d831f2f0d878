/** "1 已打电话", "已电话通知 张德厚的女儿", "2 没打通": what is said of somebody who was to be told otherwise. Pure. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import type { ToldWay } from '../../src/scheme/labels/unreached.ts';

/** Of whom, by numbers of the list or in words that name them; how; and whether they were told. */
export interface Told {
  readonly numbers: readonly number[];
  /** The words in which somebody may be named; '' with numbers. */
  readonly about: string;
  readonly way: ToldWay;
  readonly done: boolean;
}

const numbers =
  /^(?:第)?(\d{1,3}(?:\s*[、,，和\s]\s*\d{1,3})*)\s*(?:项|位|个|号|人)?[、，,.:：\s]*(?=\D)(.+)$/u;
const failed =
  /没(?:有)?(?:打通|接|人接|联系上|找到|通知到|见到|在家)|打不通|不在家|联系不上|关机|停机|空号/u;
const telling =
  /通知|告知|转告|捎(?:了)?话|说(?:了|过|到|一声)|打(?:了|过|通)|电话|去电|通话|上门|当面|登门|带到/u;
/** What speaks of a visit is a visit. */
const visited = /看望|走访|慰问|探望|精神|身体|一切都?好|都好/u;
const byName =
  /^(?:我|刚才?|今天|上午|下午|昨天)?\s*(?:已经?|都)?\s*(?:打)?(?:用)?(?:电话|当面|上门|托人)?\s*(?:通知|告知|转告|告诉)(?:了|过|到)?\s*(.{2,24}?)(?:了)?[。.！!]?$/u;
const nameFirst =
  /^(.{2,16}?)(?:那里|那边|家)?\s*(?:已经?|都)\s*(?:打(?:过|了)?)?(?:电话|当面|上门)?\s*(?:通知|告知|转告|告诉)(?:到|过|了)*[。.！!]?$/u;

/** What is said; null where it is about something else. */
export function toldIn(said: string): Told | null {
  const text = normalizeText(said).trim();
  const numbered = numbers.exec(text);
  if (numbered) {
    const rest = numbered[2] ?? '';
    if (visited.test(rest) || !(telling.test(rest) || failed.test(rest))) return null;
    const list = [...(numbered[1] ?? '').matchAll(/\d+/g)].map(([number]) => Number(number));
    return { numbers: list, about: '', way: wayOf(rest), done: !failed.test(rest) && !notYet.test(rest) };
  }
  const about = byName.exec(text)?.[1] ?? nameFirst.exec(text)?.[1];
  return about === undefined ? null : { numbers: [], about: about.trim(), way: wayOf(text), done: true };
}

const notYet = /还没|没有?(?:打|去|说|通知)|待会|回头|明天|过会/u;

const wayOf = (words: string): ToldWay =>
  /上门|当面|登门|入户/u.test(words) ? 'visit' : /电话|打|去电|通话/u.test(words) ? 'phone' : 'other';
