/** A sentence that says of a visit kept just now whom it really was. */
import { understand } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import type { Outing } from '../change-visit/which.ts';
import type { Choosable } from '../record-visit/people.ts';

/** So long after it was kept, a visit is the one that is meant by 刚才, without its being named. */
const justNowMs = 15 * 60 * 1000;

/** The right person and the visit to be moved; null where nobody was named, or no such visit was kept. */
export async function movedIn(
  text: string,
  outings: readonly Outing[],
  people: readonly Choosable[],
  { today, now }: BotContext,
) {
  const { intent, facts } = understand(text, { today, people, as: 'helper' });
  const right = [...new Set((facts.members ?? []).flatMap(({ ids }) => ids))];
  if (intent !== 'correction' || right.length !== 1) return null;
  const wrong = new Set((facts.notMembers ?? []).flatMap(({ ids }) => ids));
  const outing = outings.find(each =>
    wrong.size > 0
      ? each.memberIds.some(id => wrong.has(id))
      : now.getTime() - Date.parse(each.toldAt) <= justNowMs,
  );
  const member = people.find(({ id }) => id === right[0]);
  if (!outing || !member || outing.memberIds.includes(member.id)) return null;
  return { answers: { outing, member: { id: member.id, name: member.name } }, confidence: 0.99 };
}
