/** Whom a sentence names: by name, by surname and form of address, by given name, or by something that sounds alike. */
import { normalizeText } from '../../calendar/numerals.ts';
import { callingsIn, escaped, oneOf, personExpected, titleWords, type Calling } from './callings.ts';
import { heard, rosterOf, wordsIn, type KnownPerson, type Roster, type Words } from './roster.ts';
import { commonSurnames, compoundSurnames, sexOf } from './surnames.ts';

export type { KnownPerson } from './roster.ts';

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
  const roster = rosterOf(known);
  const mentions: PersonMention[] = [];
  for (const find of [byName, byForm, byCalling, byGiven, bySound, unknownPeople]) {
    for (const mention of find(text, roster)) if (!overlaps(mention, mentions)) mentions.push(mention);
  }
  return mentions.sort((a, b) => a.index - b.index);
}

const overlaps = ({ index, text }: PersonMention, others: readonly PersonMention[]): boolean =>
  others.some(other => index < other.index + other.text.length && other.index < index + text.length);

type Finder = (text: string, roster: Roster) => PersonMention[];

/** Every place of every word in the text, the longest words first, with the form of address behind it. */
function places(text: string, words: Words, by: NamedBy): PersonMention[] {
  return wordsIn(text, words).flatMap(word =>
    [...text.matchAll(new RegExp(`${escaped(word)}(?:${titleWords}|老(?![\\u4e00-\\u9fff]))?`, 'gu'))].map(
      match => ({
        text: match[0],
        index: match.index,
        by,
        ids: words.ids.get(word) ?? [],
      }),
    ),
  );
}

const byName: Finder = (text, { names }) => places(text, names, 'name');
const byForm: Finder = (text, { forms }) => places(text, forms, 'form');

/** 张老, 老张, 张大爷: the people of that surname, else those whose surname sounds alike. */
const byCalling: Finder = (text, { bySurname }) =>
  callingsIn(text, [...bySurname.keys(), ...commonSurnames, ...compoundSurnames]).flatMap(calling => {
    const { surname, title: said } = calling;
    const same = ofSex(bySurname.get(surname) ?? [], said);
    if (same.length > 0) return [mentionOf(calling, 'surname', same)];
    const sound = heard(surname);
    const alike = [...bySurname].filter(([other]) => heard(other) === sound).flatMap(([, people]) => people);
    const meant = ofSex(alike, said);
    return meant.length > 0 ? [mentionOf(calling, 'sound', meant)] : [];
  });

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

const nameExpected = new RegExp(`(?:^|${personExpected})$`, 'u');
const endsWithTitle = new RegExp(`(?:${titleWords})$`, 'u');

/** 德厚同志, 看了秀英: a given name of two characters, with a form of address or where a person is expected. */
const byGiven: Finder = (text, { given, surnameOf }) =>
  places(text, given, 'given').filter(
    ({ index, text: word, ids }) =>
      !isOthersName(text.slice(Math.max(0, index - 1), index), surnameOf.get(ids[0] ?? '') ?? '') &&
      (nameExpected.test(text.slice(Math.max(0, index - 4), index)) || endsWithTitle.test(word)),
  );

/** 赵建国 is not 王建国, but 尹素珍 may be 殷素珍. */
const isOthersName = (before: string, surname: string): boolean =>
  before !== '' && commonSurnames.includes(before) && heard(before) !== heard(surname);

const mayBeSpoken = new RegExp(
  `(?:${personExpected}|^)(?=\\p{Script=Han})|\\p{Script=Han}{2,4}(?=${titleWords})`,
  'gu',
);

/** 尹素珍 for 殷素珍: the same sound, where a person is expected. */
const bySound: Finder = (text, { sounds }) =>
  [...text.matchAll(mayBeSpoken)].flatMap(match => spokenAt(text, match, sounds));

function spokenAt(text: string, match: RegExpExecArray, sounds: Words): PersonMention[] {
  const end = match.index + match[0].length;
  for (const length of sounds.lengths) {
    for (const index of [end, end - length]) {
      const word =
        index < match.index && match[0].length < length ? '' : text.slice(Math.max(0, index), index + length);
      const ids =
        /^\p{Script=Han}+$/u.test(word) && word.length === length ? sounds.ids.get(heard(word)) : undefined;
      if (ids) return [{ text: word, index, by: 'sound', ids }];
    }
  }
  return [];
}

const objects = '看了|看望了?|探望了?|走访了?|慰问了?(?!金|品|信|款)|拜访了?|探视了?|家访了?|回访了?|见到了?';

const named = new RegExp(
  `(?<=${objects})(?:${oneOf(compoundSurnames)}|[${commonSurnames}])[\\u4e00-\\u9fff]{1,2}?(?=同志|老|[，。！\\s、和]|$|家|的|送|在|身|精)`,
  'gu',
);
const everySurname = [...commonSurnames, ...compoundSurnames];

/** Somebody who is on no list: 赵老, 看望了李建国. Better asked than taken for the only one there is. */
const unknownPeople: Finder = text => {
  const strangers = [...text.matchAll(named)].map(match => ({ text: match[0], index: match.index }));
  return [...strangers, ...callingsIn(text, everySurname)].map(({ text: word, index }) => ({
    text: word,
    index,
    by: 'nobody',
    ids: [],
  }));
};
