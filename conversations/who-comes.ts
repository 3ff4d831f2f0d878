/** 今天谁来: a member or relative asks who is coming. Who it is and how to reach them; the helper hears that they are waited for. */
import { mayActFor } from '../src/scheme/access.ts';
import { actedForBy } from '../src/scheme/family.ts';
import { primaryHelperOf } from '../src/scheme/pairings.ts';
import { addressOf, findPerson, type Person } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { meant, understoodOf } from './spoken/reading.ts';
import {
  entrances,
  isMemberOrFamily,
  isStaff,
  memberInFull,
  phoneOf,
  quoted,
  staffToCall,
  timely,
} from './words.ts';

/** Says who comes. */
export const whoComes = defineConversation({
  kind: 'reply',
  name: 'who-comes',
  ...entrances['who-comes'],
  mayUse: ({ me }) => isMemberOrFamily(me) && !isStaff(me),
  recognise: (text, ctx) => meant(text, ctx, 'who-comes'),
  answer: async (text, ctx) => {
    const about = await askedAbout(text, ctx);
    const lines = await Promise.all(about.map(member => whoComesTo(member, text, ctx)));
    return lines.length > 0
      ? lines.join('\n')
      : '眼下还没有登记帮扶的同志。回复“人工”，我请工作人员给您回电话。';
  },
});

/** The member named, else the writer, else those they act for. */
async function askedAbout(text: string, ctx: BotContext): Promise<Person[]> {
  const { db, me, clock } = ctx;
  const reading = await understoodOf(text, ctx);
  const [id] = reading?.facts.members?.flatMap(each => each.ids) ?? [];
  const named =
    id !== undefined && (id === me.id || (await mayActFor(db, me, id, clock)))
      ? await findPerson(db, id)
      : null;
  if (named) return [named];
  if (me.member) return [me];
  return (await actedForBy(db, me.id))
    .map(({ member }) => member)
    .filter(({ member }) => member?.state !== 'deceased');
}

async function whoComesTo(member: Person, text: string, ctx: BotContext): Promise<string> {
  const { db, clock, me, today } = ctx;
  const own = member.id === me.id;
  const whose = own ? '您' : addressOf(member, today);
  const helper = await primaryHelperOf(db, member.id, clock);
  const staff = helper?.reachable ? null : await staffToCall(ctx, member.organisation.id, [me.id]);
  const called = staff?.person ?? helper;
  if (called) await sayWaitedFor(called, member, text, ctx);
  if (!helper && !staff) return `${whose}的帮扶人还没有定下来。回复“人工”，我请工作人员给您回电话。`;
  if (!helper && staff)
    return `${whose}的帮扶人还没有定下来，我已告诉${staff.name}${phoneOf(staff.person)}，请他给您回话。`;
  const passed = staff ? `我已告诉${staff.name}，请他给您回话。` : '您惦记的话我已经转告，请他给您回话。';
  return `来看${own ? '您' : whose}的是帮扶人${helper?.name ?? ''}${helper ? phoneOf(helper) : ''}。哪天来我这里没有记着。${passed}`;
}

/** Once a day. */
async function sayWaitedFor(to: Person, member: Person, text: string, ctx: BotContext): Promise<void> {
  const { me, today } = ctx;
  const who =
    me.id === member.id ? memberInFull(member, today) : `${me.name}（${memberInFull(member, today)}的家人）`;
  await ctx.tell({
    to,
    text: `${who}在问：${quoted(text, 60)}。请您给回个话，别让老人家和家里空等。`,
    ...timely(ctx, 'notice'),
    conditions: { memberId: member.id },
    dedupeKey: `who-comes:${me.id}:${member.id}:${to.id}:${today}`,
  });
}
