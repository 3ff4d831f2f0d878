/**
 * Words of despair, in any state and from anybody: answered with a warm sentence and the support line, never with a menu; the
 * helper and the secretary hear of it at once, at any hour (R5, S2-3.1, S3-2.3, S5-4).
 */
import { shanghaiTime } from '../src/calendar/dates.ts';
import { nameableMembers } from '../src/scheme/access.ts';
import { actedForBy } from '../src/scheme/family.ts';
import { happeningsOfMember, recordHappening } from '../src/scheme/happenings.ts';
import { membersOf, primaryHelperOf } from '../src/scheme/pairings.ts';
import { addressOf, findMember, peopleById, type Member } from '../src/scheme/people.ts';
import { soundsLikeDespair } from '../src/scheme/understanding/despair.ts';
import { findPeopleIn } from '../src/scheme/understanding/people-in.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calledFor, firstOf, isStaff, phoneOf, quoted, staffToCall, tellAll, timely } from './words.ts';

/** Hears despair in every state; an open form stays open. */
export const despair = defineConversation({
  kind: 'reply',
  name: 'despair',
  title: '紧急关怀',
  words: [],
  interrupts: true,
  mayUse: () => true,
  recognise: text => soundsLikeDespair(text),
  answer: async (text, ctx) => {
    const about = await whoDespairs(text, ctx);
    const told: string[] = [];
    for (const member of about) told.push(...(await raiseAlarm(member, text, ctx)));
    if (about.length === 0) told.push(...(await askWriterBack(text, ctx)));
    return warmWords(about, [...new Set(told)], ctx);
  },
});

/**
 * Whom it is about: the members named, else the writer, else those a relative acts for (a call too many harms nobody). None
 * where somebody of the staff names nobody, or a surname that several have.
 */
async function whoDespairs(text: string, ctx: BotContext): Promise<Member[]> {
  const { db, me } = ctx;
  const named = await namedIn(text, ctx);
  if (named.length === 1) return named;
  const self = me.member ? await findMember(db, me.id) : null;
  if (named.length === 0 && self) return [self];
  if (isStaff(me)) return [];
  const actedFor = (await actedForBy(db, me.id)).map(({ member }) => member);
  return named.length > 0 ? named : actedFor.filter(({ member }) => member.state !== 'deceased');
}

/** The members a sentence names; of several of a surname the writer's own. */
async function namedIn(text: string, { db, me, clock }: BotContext): Promise<Member[]> {
  const living = { careFile: { is: { state: { not: 'deceased' } } } };
  const where = { AND: [await nameableMembers(db, me, clock), living] };
  const people = await db.person.findMany({ where, select: { id: true, name: true } });
  const ids = new Set(findPeopleIn(text, people).flatMap(mention => mention.ids));
  const own = (await membersOf(db, me.id, clock)).map(({ member }) => member).filter(({ id }) => ids.has(id));
  if (own.length > 0 || ids.size !== 1) return own;
  const [id] = ids;
  const member = id === undefined ? null : await findMember(db, id);
  return member ? [member] : [];
}

/** Records it and tells helper and secretary; resolves to the names of those who were told, or know it already. */
async function raiseAlarm(member: Member, text: string, ctx: BotContext): Promise<string[]> {
  const { db, clock, me, today } = ctx;
  const words = firstOf(text.trim(), 500);
  const before = await happeningsOfMember(db, member.id);
  const sameWords = before.some(
    ({ kind, happenedOn, detail }) => kind === 'despair' && happenedOn === today && detail?.includes(words),
  );
  if (sameWords) return namesOfAnswering(member, ctx);
  const recorded = await recordHappening(db, clock, {
    memberId: member.id,
    kind: 'despair',
    happenedOn: today,
    detail: words,
    reporterId: me.id,
  });
  if (recorded.already) return namesOfAnswering(member, ctx);
  await tellAll(recorded.notices, ctx);
  if (recorded.notices.length === 0) return askWriterBack(text, ctx, member);
  const helper = await primaryHelperOf(db, member.id, clock);
  const ids = recorded.notices.map(({ personId }) => personId);
  const people = await peopleById(db, ids);
  return [...new Set(ids)].flatMap(id => people.get(id) ?? []).map(person => calledFor(person, helper));
}

async function namesOfAnswering(member: Member, { db, clock, me }: BotContext): Promise<string[]> {
  const helper = await primaryHelperOf(db, member.id, clock);
  return helper && helper.id !== me.id ? [calledFor(helper, helper)] : [];
}

/** Where nobody is known to answer for it: whoever is nearest of the staff calls the writer. Once an hour. */
async function askWriterBack(text: string, ctx: BotContext, member?: Member): Promise<string[]> {
  const { me, now, today } = ctx;
  const staff = await staffToCall(ctx, (member ?? me).organisation.id, [me.id]);
  if (!staff) return [];
  const who = member && member.id !== me.id ? `，说的是${member.name}同志` : '';
  await ctx.tell({
    to: staff.person,
    text:
      `【紧急】${me.name}刚才发来：${quoted(text, 200)}${who}。话里有轻生的意思，请现在就联系${me.name}${phoneOf(me)}，` +
      '问清情况，确保有人在身边。有危险时请拨打110、120。',
    ...timely(ctx, 'alarm'),
    dedupeKey: `despair:${me.id}:${member?.id ?? ''}:${staff.person.id}:${today}-${shanghaiTime(now).hour}`,
  });
  return [staff.name];
}

/** One warm sentence, who has been told, and the line to call. */
function warmWords(
  about: readonly Member[],
  told: readonly string[],
  { me, supportLine, today }: BotContext,
): string {
  const own = about.some(({ id }) => id === me.id) || (about.length === 0 && !isStaff(me));
  const calling = told.length > 0 ? `已经请${told.join('和')}马上联系${own ? '您' : ''}。` : '';
  if (own)
    return (
      `听您这么说，我们心里很惦记您，您别一个人扛着，有我们在。${calling}\n` +
      `现在就想找人说说话，请打心理援助热线 ${supportLine}；要是身上难受或者有危险，请马上打 120。`
    );
  const who = about.length > 0 ? about.map(member => addressOf(member, today)).join('、') : '他';
  const which =
    about.length === 0
      ? '要是说的是哪位老同志，请马上回复全名和这句话；要是您自己心里难受，也请别一个人扛着。'
      : '';
  return (
    `谢谢您说出来，这事要紧，请先别让${who}一个人待着，把药和刀剪收好。${calling}${which}\n` +
    `心理援助热线 ${supportLine}，您和家里人都可以打；有危险请马上打 120、110。`
  );
}
