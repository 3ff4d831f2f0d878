/** The people a speaker may mean, ready to be looked up: worked out once for each list, however often a sentence is read. */
import type { Sex } from '../labels.ts';
import { soundOf, surnameOf } from '../names.ts';

/** Somebody the speaker may mean. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly sex?: Sex | null;
  /** Other ways this person is called, word for word. */
  readonly alsoCalled?: readonly string[];
}

/** Words, and the ids of everybody they may stand for. */
export interface Words {
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** How long the words are. */
  readonly lengths: readonly number[];
}

/** The words that stand somewhere in a text, the longest first. A long list costs no more than a short one. */
export function wordsIn(text: string, { ids, lengths }: Words): string[] {
  const found = new Set<string>();
  for (let at = 0; at < text.length; at += 1)
    for (const length of lengths) {
      const word = text.slice(at, at + length);
      if (ids.has(word)) found.add(word);
    }
  return [...found].sort((a, b) => b.length - a.length);
}

/** A list of people by everything they may be called. */
export interface Roster {
  readonly bySurname: ReadonlyMap<string, readonly KnownPerson[]>;
  readonly surnameOf: ReadonlyMap<string, string>;
  readonly names: Words;
  readonly forms: Words;
  readonly given: Words;
  /** Lengths are here those of the names as they are written, the longest first. */
  readonly sounds: Words;
}

const rosters = new WeakMap<readonly KnownPerson[], Roster>();

/** The roster of a list; the list is not expected to change. */
export function rosterOf(known: readonly KnownPerson[]): Roster {
  const kept = rosters.get(known);
  if (kept) return kept;
  const roster = build(known);
  rosters.set(known, roster);
  return roster;
}

function build(people: readonly KnownPerson[]): Roster {
  const bySurname = new Map<string, KnownPerson[]>();
  const surnames = new Map<string, string>();
  const [names, forms, given, sounds] = [newWords(), newWords(), newWords(), newWords()];
  for (const person of people) {
    const parts = partsOf(person.name);
    add(bySurname, parts.surname, person);
    surnames.set(person.id, parts.surname);
    add(names, parts.plain, person.id);
    for (const form of person.alsoCalled ?? []) add(forms, form, person.id);
    if (parts.form !== undefined) add(forms, parts.form, person.id);
    if (parts.given !== undefined) add(given, parts.given, person.id);
    if (parts.sound !== undefined) add(sounds, parts.sound, person.id);
  }
  const spoken = lengthsOf(names).filter(length => length >= 2 && length <= 4);
  return {
    bySurname,
    surnameOf: surnames,
    names: { ids: names, lengths: lengthsOf(names) },
    forms: { ids: forms, lengths: lengthsOf(forms) },
    given: { ids: given, lengths: lengthsOf(given) },
    sounds: { ids: sounds, lengths: spoken.sort((a, b) => b - a) },
  };
}

const newWords = (): Map<string, string[]> => new Map();

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

const lengthsOf = (words: ReadonlyMap<string, unknown>): number[] => {
  const lengths = new Set<number>();
  for (const word of words.keys()) lengths.add(word.length);
  return [...lengths];
};

/** What a name is called and sounds like. */
interface NameParts {
  readonly surname: string;
  readonly plain: string;
  /** 买买提 of 买买提·吐尔逊. */
  readonly form?: string;
  readonly given?: string;
  readonly sound?: string;
}

function takenApart(name: string): NameParts {
  const surname = surnameOf(name);
  const plain = name.replace(/[•・．]/u, '·');
  const form = plain.split('·')[0] ?? '';
  const given = name.slice(surname.length);
  return {
    surname,
    plain,
    ...(form !== plain && form.length > 1 ? { form } : {}),
    ...(form === plain && given.length > 1 ? { given } : {}),
    ...(/^\p{Script=Han}{2,4}$/u.test(name) ? { sound: soundOf(name) } : {}),
  };
}

/** The same few names are asked about with every message of their helpers. */
const partsOf = remembered(takenApart);
/** How a word sounds. */
export const heard = remembered(soundOf);

/** A pure function of a word that remembers its answers, up to a limit. */
function remembered<T>(work: (word: string) => T): (word: string) => T {
  const answers = new Map<string, T>();
  return word => {
    const known = answers.get(word);
    if (known !== undefined) return known;
    if (answers.size >= 20_000) answers.clear();
    const answer = work(word);
    answers.set(word, answer);
    return answer;
  };
}
