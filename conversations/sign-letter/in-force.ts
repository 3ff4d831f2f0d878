/** All three have signed: all three are told. */
import { branchHead, type Letter } from '../../src/scheme/letters.ts';
import { addressOf, peopleById } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { sidesOf } from '../pair/people.ts';
import { reachableFor } from '../pair/telling.ts';
import { memberInFull, timely } from '../words.ts';

/** Tells the parties, and whoever signed in the place of one; not the writer, who is told in the answer. */
export async function tellInForce(letter: Letter, ctx: BotContext): Promise<void> {
  const { db, me, today } = ctx;
  const { helper, member } = await sidesOf(letter, ctx);
  const signers = await peopleById(
    db,
    letter.signatures.map(({ personId }) => personId),
  );
  const branch = letter.signatures.find(({ party }) => party === 'branch');
  const head =
    (branch && signers.get(branch.personId)) ??
    (await branchHead(db, member.organisation.path, [helper.id, member.id]));
  const readers = new Map(
    [...(head ? [head] : []), helper, ...(await reachableFor(member, ctx, helper.id))].map(person => [
      person.id,
      person,
    ]),
  );
  for (const to of readers.values()) {
    if (to.id === me.id || !to.reachable) continue;
    const own = to.id === member.id;
    const text = own
      ? `${addressOf(member, today)}，您好！帮扶责任书三方都签好了，从今天起生效。往后${helper.name}同志会常来看您，有事随时说。`
      : `${helper.name}同志和${memberInFull(member, today)}的帮扶责任书三方都签好了，从今天起生效。编号${letter.number}，要看回复“责任书”。`;
    const conditions = { memberId: member.id };
    const dedupeKey = `letter:${letter.id}:in-force:${to.id}`;
    await ctx.tell({ to, text, ...timely(ctx, 'notice'), conditions, dedupeKey });
  }
}
