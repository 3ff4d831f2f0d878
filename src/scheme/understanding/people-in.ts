/** Whom a sentence names: by name, by surname and form of address, by given name, or by something that sounds alike. */
import { normalizeText } from '../../calendar/numerals.ts';
import { soundOf, surnameOf } from '../names.ts';
import type { Sex } from '../labels.ts';
import { callingsIn, escaped, oneOf, personExpected, titleWords, type Calling } from './callings.ts';
import { commonSurnames, compoundSurnames, sexOf } from './surnames.ts';

/** Somebody the speaker may mean. */
export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly sex?: Sex | null;
  /** Other ways this person is called, word for word. */
  readonly alsoCalled?: readonly string[];
}

/** How somebody was named. */
export type NamedBy = 'name' | 'form' | 'surname' | 'given' | 'sound' | 'nobody';

/** Somebody named in a sentence. */
export interface PersonMention {
  /** As it stands in the sentence: 张老, 王秀英同志. */
  readonly text: string;
  readonly index: number;
  readonly by: NamedBy;
  /** Those it may be, all equally well; none where nobody of the list is meant (`by` is then `nobody`). */
  readonly ids: readonly string[];
}

/** Nobody names people at greater length; what is longer is looked at no further. */
const readAtMost = 2_000;

/** Everybody named in `said`, in the order of the sentence; positions are those of the normalized text. */
export function findPeopleIn(said: string, known: readonly KnownPerson[]): PersonMention[] {
  const text = normalizeText(said)
    .slice(0, readAtMost)
    .replace(/[•・．]/gu, '·');
  const people = known.map(person => ({ ...person, surname: surnameOf(person.name) }));
  const mentions: PersonMention[] = [];
  for (const find of [byName, byForm, byCalling, byGiven, bySound, unknownPeople]) {
    for (const mention of find(text, people)) if (!overlaps(mention, mentions)) mentions.push(mention);
  }
  return mentions.sort((a, b) => a.index - b.index);
}

const overlaps = ({ index, text }: PersonMention, others: readonly PersonMention[]): boolean =>
  others.some(other => index < other.index + other.text.length && other.index < index + text.length);

interface Listed extends KnownPerson {
  readonly surname: string;
}

type Finder = (text: string, people: readonly Listed[]) => PersonMention[];

const bySpelling = (people: readonly Listed[], spell: (person: Listed) => readonly string[]) => {
  const ids = new Map<string, string[]>();
  for (const person of people) {
    for (const word of spell(person)) {
      const known = ids.get(word);
      if (known) known.push(person.id);
      else ids.set(word, [person.id]);
    }
  }
  return ids;
};

/** Every place of every word in the text, the longest words first, with the form of address behind it. */
function places(text: string, words: ReadonlyMap<string, readonly string[]>, by: NamedBy): PersonMention[] {
  const present = [...words.keys()].filter(word => text.includes(word)).sort((a, b) => b.length - a.length);
  return present.flatMap(word =>
    [...text.matchAll(new RegExp(`${escaped(word)}(?:${titleWords}|老(?![\\u4e00-\\u9fff]))?`, 'gu'))].map(
      match => ({
        text: match[0],
        index: match.index,
        by,
        ids: words.get(word) ?? [],
      }),
    ),
  );
}

const byName: Finder = (text, people) =>
  places(
    text,
    bySpelling(people, ({ name }) => [name.replace(/[•・．]/u, '·')]),
    'name',
  );

/** 买买提·吐尔逊 is called 买买提; and whatever else a person is known as. */
const byForm: Finder = (text, people) =>
  places(
    text,
    bySpelling(people, ({ name, alsoCalled = [] }) => [
      ...alsoCalled,
      ...name
        .split(/[·•・．]/u)
        .slice(0, 1)
        .filter(part => part !== name && part.length > 1),
    ]),
    'form',
  );

/** 张老, 老张, 张大爷: the people of that surname, else those whose surname sounds alike. */
const byCalling: Finder = (text, people) => {
  const surnames = new Set(people.map(person => person.surname));
  return callingsIn(text, [...surnames, ...commonSurnames, ...compoundSurnames]).flatMap(calling => {
    const { surname, title: said } = calling;
    const same = ofSex(
      people.filter(person => person.surname === surname),
      said,
    );
    if (same.length > 0) return [mentionOf(calling, 'surname', same)];
    const sound = soundOf(surname);
    const soundsAlike = new Set([...surnames].filter(other => soundOf(other) === sound));
    const alike = ofSex(
      people.filter(person => soundsAlike.has(person.surname)),
      said,
    );
    return alike.length > 0 ? [mentionOf(calling, 'sound', alike)] : [];
  });
};

const mentionOf = ({ text, index }: Calling, by: NamedBy, people: readonly KnownPerson[]): PersonMention => ({
  text,
  index,
  by,
  ids: people.map(({ id }) => id),
});

/** A form of address that tells the sex leaves out the others, where theirs is known. */
function ofSex(people: readonly KnownPerson[], said: string): readonly KnownPerson[] {
  const wanted = sexOf(said);
  return wanted === undefined ? people : people.filter(({ sex }) => (sex ?? wanted) === wanted);
}

/** 德厚同志, 看了秀英: a given name of two characters, with a form of address or where a person is expected. */
const byGiven: Finder = (text, people) => {
  const given = bySpelling(
    people.filter(({ name }) => !/[·•]/u.test(name)),
    ({ name, surname }) => [name.slice(surname.length)].filter(part => part.length > 1),
  );
  const expected = new RegExp(`(?:^|${personExpected})$`, 'u');
  const surname = new Map(people.map(person => [person.id, person.surname]));
  return places(text, given, 'given').filter(
    ({ index, text: word, ids }) =>
      !isOthersName(text.slice(Math.max(0, index - 1), index), surname.get(ids[0] ?? '') ?? '') &&
      (expected.test(text.slice(Math.max(0, index - 4), index)) ||
        new RegExp(`(?:${titleWords})$`, 'u').test(word)),
  );
};

/** 赵建国 is not 王建国, but 尹素珍 may be 殷素珍. */
const isOthersName = (before: string, surname: string): boolean =>
  before !== '' && commonSurnames.includes(before) && soundOf(before) !== soundOf(surname);

/** 尹素珍 for 殷素珍: the same sound, where a person is expected. */
const bySound: Finder = (text, people) => {
  const sounds = bySpelling(
    people.filter(({ name }) => /^\p{Script=Han}{2,4}$/u.test(name)),
    ({ name }) => [soundOf(name)],
  );
  const lengths = [...new Set(people.map(({ name }) => name.length))].filter(
    length => length >= 2 && length <= 4,
  );
  const starts = [
    ...text.matchAll(
      new RegExp(`(?:${personExpected}|^)(?=\\p{Script=Han})|\\p{Script=Han}{2,4}(?=${titleWords})`, 'gu'),
    ),
  ];
  return starts.flatMap(match =>
    spokenAt(
      text,
      match,
      lengths.toSorted((a, b) => b - a),
      sounds,
    ),
  );
};

function spokenAt(
  text: string,
  match: RegExpExecArray,
  lengths: readonly number[],
  sounds: ReadonlyMap<string, readonly string[]>,
): PersonMention[] {
  const end = match.index + match[0].length;
  for (const length of lengths) {
    for (const index of [end, end - length]) {
      const word =
        index < match.index && match[0].length < length ? '' : text.slice(Math.max(0, index), index + length);
      const ids =
        /^\p{Script=Han}+$/u.test(word) && word.length === length ? sounds.get(soundOf(word)) : undefined;
      if (ids) return [{ text: word, index, by: 'sound', ids }];
    }
  }
  return [];
}

const objects = '看了|看望了?|探望了?|走访了?|慰问了?(?!金|品|信|款)|拜访了?|探视了?|家访了?|回访了?|见到了?';

/** Somebody who is on no list: 赵老, 看望了李建国. Better asked than taken for the only one there is. */
const unknownPeople: Finder = text => {
  const surname = `(?:${oneOf(compoundSurnames)}|[${commonSurnames}])`;
  const named = new RegExp(
    `(?<=${objects})${surname}[\\u4e00-\\u9fff]{1,2}?(?=同志|老|[，。！\\s、和]|$|家|的|送|在|身|精)`,
    'gu',
  );
  const called = callingsIn(text, [...commonSurnames, ...compoundSurnames]);
  return [...[...text.matchAll(named)].map(match => ({ text: match[0], index: match.index })), ...called].map(
    ({ text: word, index }) => ({ text: word, index, by: 'nobody', ids: [] }),
  );
};
