/** The letters somebody may read or sign, as a list to choose from. */
import type { Choice } from '../../src/chat/form.ts';
import { lettersFor, mayRead, withoutLetter, type Letter, type ToSign } from '../../src/scheme/letters.ts';
import { labelOf } from '../../src/scheme/labels.ts';
import { letterStates } from '../../src/scheme/labels/pairing.ts';
import { addressOf, hasRole, peopleById, type Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { isMemberOrFamily, isStaff, memberInFull } from '../words.ts';

/** A letter as the answer of a form: which one, the hash of the text that was shown, and what the writer may do with it. */
export interface Picked {
  readonly kind: 'sign' | 'read' | 'write';
  /** The letter's id; of a letter still to be written the pairing's. */
  readonly id: string;
  readonly hash: string;
  readonly label: string;
  /** For which party the writer may sign, and whether in its place. */
  readonly party: string;
  readonly proxy: boolean;
  readonly [key: string]: string | boolean;
}

/** So many are listed; whoever has more is asked for a name by 登记签字 and the digest. */
const listedAtMost = 12;

/** What the writer may sign, then read, then have written. */
export async function lettersToPick(ctx: BotContext): Promise<Choice<Picked>[]> {
  const { db, me, today } = ctx;
  const { toSign, others } = await lettersFor(db, me, today);
  const readable: Letter[] = [];
  for (const letter of others) if (await isReadable(letter, ctx)) readable.push(letter);
  const unwritten = hasRole(me, 'secretary', 'clerk') ? await withoutLetter(db, me, today) : [];
  const people = await peopleById(
    db,
    [...toSign.map(({ letter }) => letter), ...readable, ...unwritten].flatMap(each => [
      each.helperId,
      each.memberId,
    ]),
  );
  const name = namer(people, ctx);
  return [
    ...toSign.map(each => signChoice(each, name(each.letter))),
    ...readable.map(letter => readChoice(letter, name(letter))),
    ...unwritten.map(pairing => {
      const label = `${name(pairing)}（还没有写）`;
      return choiceOf({ kind: 'write', id: pairing.id, hash: '', label, party: '', proxy: false });
    }),
  ].slice(0, listedAtMost);
}

const isReadable = async ({ memberId, helperId }: Letter, { db, me, clock }: BotContext): Promise<boolean> =>
  [memberId, helperId].includes(me.id) || mayRead(db, me, memberId, clock);

type Sides = { readonly helperId: string; readonly memberId: string };

/** 李明—张老（张德厚） for those who work for the scheme; 和李明的 for the member. */
function namer(people: ReadonlyMap<string, Person>, { me, today }: BotContext) {
  return ({ helperId, memberId }: Sides): string => {
    const helper = people.get(helperId)?.name ?? '';
    const member = people.get(memberId);
    if (!member) return helper;
    if (isMemberOrFamily(me) && !isStaff(me)) return `${addressOf(member, today)}和${helper}同志的责任书`;
    return `${helper}帮扶${memberInFull(member, today)}`;
  };
}

const signChoice = ({ letter, as }: ToSign, name: string): Choice<Picked> =>
  choiceOf({
    ...({
      kind: 'sign',
      id: letter.id,
      hash: letter.textHash,
      party: as.party,
      proxy: as.way === 'proxy',
    } as const),
    label: `${name}（${as.way === 'proxy' ? '可以代签' : '等您签'}）`,
  });

const readChoice = (letter: Letter, name: string): Choice<Picked> =>
  choiceOf({
    ...({ kind: 'read', id: letter.id, hash: letter.textHash, party: '', proxy: false } as const),
    label: `${name}（${labelOf(letterStates, letter.state)}）`,
  });

const choiceOf = (value: Picked): Choice<Picked> => ({ value, label: value.label });
