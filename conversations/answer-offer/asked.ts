/** What somebody is asked about a visit that was handed back, and the answers there are. */
import type { Choice } from '../../src/chat/form.ts';
import { visiblePeople } from '../../src/scheme/access.ts';
import { offersTo, type Offer } from '../../src/scheme/hand-backs.ts';
import { castOf } from '../../src/scheme/obligations/people.ts';
import { searchPeople } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { memberInFull } from '../words.ts';

/** Goes, cannot either, names somebody, lets it go. */
export type Word = 'take' | 'refuse' | 'other' | 'excuse';

/** What somebody is asked, as the answer of a form. */
export interface Asked {
  readonly id: string;
  readonly label: string;
  readonly memberId: string;
  /** Whether it is theirs to decide. */
  readonly decides: boolean;
  readonly [key: string]: string | boolean;
}

const goes = {
  value: 'take',
  label: '我去',
  words: ['我可以去', '我能去', '可以', '行', '好的', '没问题', '我来'],
} as const;
const refuses = {
  value: 'refuse',
  label: '我也不便',
  words: ['不便', '我也去不了', '去不了', '不行', '我不便前往'],
} as const;
const names = {
  value: 'other',
  label: '请别的同志去',
  words: ['别的同志', '请别人', '换人', '安排别人'],
} as const;
const lets = {
  value: 'excuse',
  label: '这次不去了',
  words: ['不去了', '免了', '免于', '这次免了', '不用去了'],
} as const;

/** The answers to this: of whoever decides, or of whoever is asked to step in. */
export const optionsFor = (asked: Asked | undefined): readonly Choice<Word>[] =>
  asked?.decides ? [goes, names, lets] : [goes, refuses];

/** An answer as it is shown. */
export const labelOfAnswer = (word: Word): string =>
  [goes, refuses, names, lets].find(each => each.value === word)?.label ?? '';

/** What waits for this person's word, the oldest first. */
export async function askedOf({ db, me, today }: BotContext): Promise<Asked[]> {
  const offers = await offersTo(db, me.id);
  const { people } = await castOf(
    db,
    offers.map(({ duty }) => duty),
  );
  return offers.flatMap(({ id, duty }: Offer) => {
    const member = duty.memberId === null ? undefined : people.get(duty.memberId);
    if (!member) return [];
    const label = `${memberInFull(member, today)}的${duty.title}`;
    return [{ id, label, memberId: member.id, decides: duty.ownerId === me.id }];
  });
}

/** Whom one may send: colleagues whose name fits. */
export const colleagues = async ({ db, me }: BotContext, text: string) =>
  (
    await searchPeople(db, visiblePeople(me), {
      text,
      limit: 50,
      roles: ['helper', 'secretary', 'leader', 'clerk'],
    })
  ).map(({ id, name, organisation }) => ({ id, name, detail: organisation.name }));
