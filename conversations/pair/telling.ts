/** What people are told when they are paired, handed over or parted: in kind words, and how to go on. */
import { dateText } from '../../src/calendar/format.ts';
import { relativesOf } from '../../src/scheme/family.ts';
import type { Letter } from '../../src/scheme/letters.ts';
import { branchHead, unsignedParties } from '../../src/scheme/letters.ts';
import type { Pairing } from '../../src/scheme/pairings.ts';
import { addressOf, findPerson, type Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { memberInFull, phoneOf, timely } from '../words.ts';

/** The two people of a pairing. */
export interface Sides {
  readonly pairing: Pairing;
  readonly helper: Person;
  readonly member: Person;
}

const whenFrom = (pairing: Pairing, today: string): string =>
  pairing.startsOn > today ? `从${dateText(pairing.startsOn)}起` : '从今天起';

const signWords = '责任书也写好了，回复“责任书”看一看、签字。';

/** Tells the helper whom they have now, and how to find the telephone. */
export async function tellHelper({ pairing, helper, member }: Sides, letter: boolean, ctx: BotContext) {
  if (helper.id === ctx.me.id) return;
  const text = [
    `${helper.name}同志，${whenFrom(pairing, ctx.today)}请您帮扶${memberInFull(member, ctx.today)}，${member.organisation.name}${pairing.primary ? '，您是主帮扶人' : ''}。`,
    `情况回复“我的对象 ${member.name}”就能看到；要电话，回复“查看 ${member.name} 电话”。方便时先打个电话认识一下。`,
    letter ? signWords : '',
  ];
  await say(helper, text, `pairing:${pairing.id}:helper:${letter}`, { pairing, member }, ctx);
}

/** Tells the member who will look after them; a relative instead where the member cannot be reached. */
export async function tellMember(
  { pairing, helper, member }: Sides,
  letter: boolean,
  ctx: BotContext,
): Promise<boolean> {
  const phone = phoneOf(helper);
  const text = (hello: string, whose: string) => [
    `${hello}您好！${whenFrom(pairing, ctx.today)}，由${helper.organisation.name}的${helper.name}同志来看望、照应${whose}${phone}。`,
    `有什么事，在这里说一声或者打个电话都行。${letter ? '还有一份帮扶责任书请您看一看，回复“责任书”就能看到。' : ''}`,
  ];
  const readers = await reachableFor(member, ctx, helper.id);
  for (const reader of readers) {
    const own = reader.id === member.id;
    const address = addressOf(member, ctx.today);
    const words = text(own ? `${address}，` : '', own ? '您' : address);
    await say(reader, words, `pairing:${pairing.id}:member:${reader.id}:${letter}`, { pairing, member }, ctx);
  }
  return readers.length > 0;
}

/** The member where messages reach them, else the relatives who act for them, but for the helper. */
export async function reachableFor(member: Person, { db }: BotContext, helperId?: string): Promise<Person[]> {
  if (member.reachable) return [member];
  const relatives = (await relativesOf(db, member.id)).map(({ person }) => person);
  return relatives.filter(({ id, reachable }) => reachable && id !== helperId);
}

/** Tells the helper that they no longer have this member, without a word on why. */
export async function tellFormerHelper(
  { pairing, helper, member }: Sides,
  next: Person | undefined,
  ctx: BotContext,
): Promise<void> {
  if (helper.id === ctx.me.id) return;
  const address = memberInFull(member, ctx.today);
  const onwards = next ? `，由${next.name}同志接着联系` : '';
  const text = `${helper.name}同志，从今天起${address}不再由您帮扶${onwards}。这段时间辛苦您了，谢谢您。`;
  await ctx.tell({ to: helper, text, ...timely(ctx, 'notice'), dedupeKey: `pairing:${pairing.id}:former` });
}

/** Asks the parties of a new letter for their signatures: those who were not told of it in the same breath. */
export async function askToSign(letter: Letter, already: readonly string[], ctx: BotContext): Promise<void> {
  const { helperId, memberId } = letter;
  const member = await findPerson(ctx.db, memberId);
  const helper = await findPerson(ctx.db, helperId);
  if (!member || !helper) return;
  const head = await branchHead(ctx.db, member.organisation.path, [helperId, memberId]);
  const missing = unsignedParties(letter);
  const readers = [
    ...(missing.includes('branch') && head ? [head] : []),
    ...(missing.includes('helper') ? [helper] : []),
    ...(missing.includes('member') ? await reachableFor(member, ctx, helperId) : []),
  ];
  const address = memberInFull(member, ctx.today);
  for (const to of readers.filter(({ id }) => !already.includes(id) && id !== ctx.me.id)) {
    const own = to.id === memberId;
    const hello = own ? `${addressOf(member, ctx.today)}，您好！` : '';
    const what = own ? `您和${helper.name}同志的` : `${helper.name}同志和${address}的`;
    const text = `${hello}${what}帮扶责任书${letter.version > 1 ? '改过了，是新的一版' : '写好了'}，请您看一看、签字：回复“责任书”就行。`;
    const dedupeKey = `letter:${letter.id}:${letter.textHash.slice(0, 8)}:${to.id}`;
    await ctx.tell({ to, text, ...timely(ctx, 'notice'), conditions: { memberId }, dedupeKey });
  }
}

async function say(
  to: Person,
  lines: readonly string[],
  dedupeKey: string,
  { pairing, member }: Pick<Sides, 'pairing' | 'member'>,
  ctx: BotContext,
): Promise<void> {
  const text = lines.filter(line => line !== '').join('\n');
  const conditions = { memberId: member.id, helperId: pairing.helperId };
  const holds = pairing.startsOn <= ctx.today ? conditions : { memberId: member.id };
  await ctx.tell({ to, text, ...timely(ctx, 'notice'), conditions: holds, dedupeKey });
}
