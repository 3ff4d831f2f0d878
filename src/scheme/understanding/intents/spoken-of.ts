/** Of whom a sentence of a member or relative speaks. */
import { surnameOf } from '../../names.ts';
import { commonSurnames } from '../surnames.ts';
import { clauseAt } from '../clauses.ts';
import { findPeopleIn, type PersonMention } from '../people-in.ts';
import type { Reading } from './reading.ts';

/** Those named whom the writer may mean; 王爷爷 is no 爷爷 of theirs. */
export function namedIn(text: string, { people }: Reading): PersonMention[] {
  const theirs = new Set(people.map(({ name }) => surnameOf(name)));
  const isStranger = ({ by, index, text: word }: PersonMention): boolean => {
    const before = text.slice(Math.max(0, index - 1), index);
    const surname = before !== '' && commonSurnames.includes(before) && !theirs.has(before);
    return by === 'form' && surname && !/^[我咱]/u.test(word);
  };
  return findPeopleIn(text, people).filter(one => one.ids.length > 0 && !isStranger(one));
}

/** Those named nearest to a place: before it in its clause, else before it, else at all. Each once. */
export function namedNear(text: string, index: number, mentions: readonly PersonMention[]): PersonMention[] {
  const clause = clauseAt(text, index);
  const end = clause.index + clause.text.length;
  const here = mentions.filter(one => one.index >= clause.index && one.index < end);
  const before = mentions.filter(one => one.index < index).slice(-1);
  return oneEach(here.length > 0 ? here : before.length > 0 ? before : mentions.slice(0, 1));
}

/** Everybody once. */
export const oneEach = (mentions: readonly PersonMention[]): PersonMention[] =>
  mentions.filter(({ ids }, place) => mentions.findIndex(other => other.ids.join() === ids.join()) === place);
