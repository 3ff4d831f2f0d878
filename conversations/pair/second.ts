/** A relative helping a relative (E-11): the warning, and the second person who is asked. */
import type { Known } from '../../src/chat/form.ts';
import { conflictsBetween, type Made } from '../../src/scheme/pairings.ts';
import { staffFor } from '../../src/scheme/organisations.ts';
import { labelOf, roles } from '../../src/scheme/labels.ts';
import type { Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { memberInFull, timely, type Called } from '../words.ts';

/** What the review says beforehand, or nothing. */
export async function conflictWarning(answers: Known, { db }: BotContext): Promise<string> {
  const helper = answers['helper'] as { readonly id: string; readonly name: string } | undefined;
  const member = answers['member'] as { readonly id: string } | undefined;
  if (!helper || !member || helper.id === member.id) return '';
  const conflicts = await conflictsBetween(db, helper.id, member.id);
  return conflicts.length === 0
    ? ''
    : `\n请留意：${helper.name}同志${conflicts.join('，')}。存下以后，要请另一位书记或领导看过，才算结成。`;
}

/** Asks the second person; resolves to what the writer is told. */
export async function askSecond(
  { pairing, helper, member, conflicts }: Made,
  ctx: BotContext,
): Promise<string> {
  const second = await secondPerson(member, [ctx.me.id, helper.id, member.id], ctx);
  const why = `${helper.name}同志${conflicts.join('，')}`;
  if (!second)
    return `记下了，先不算结成：${why}，要请另一位书记或领导看过。眼下没有能收到消息的，请当面请一位书记或领导回复“亲属结对”。`;
  const text = [
    `${ctx.me.name}同志想请${helper.name}同志帮扶${memberInFull(member, ctx.today)}。${why}，按规定要请您也看一看。`,
    '请回复“亲属结对”，说同意还是不同意。您看过以前，先不算结成。',
  ].join('\n');
  const conditions = { memberId: member.id };
  const dedupeKey = `pairing:${pairing.id}:second:${second.person.id}`;
  await ctx.tell({ to: second.person, text, ...timely(ctx, 'notice'), conditions, dedupeKey });
  return `记下了，先不算结成：${why}，已请${second.name}同志看一看，同意了就通知您。`;
}

/** The nearest secretary or leader upwards whom messages reach and who has no part in it. */
async function secondPerson(
  { organisation }: Person,
  except: readonly string[],
  { db }: BotContext,
): Promise<Called | null> {
  for (const role of ['secretary', 'leader'] as const) {
    const people = await staffFor(db, organisation.id, role, { reachable: true });
    const found = people.find(({ id }) => !except.includes(id));
    if (found) return { person: found, name: `${labelOf(roles, role)}${found.name}` };
  }
  return null;
}
