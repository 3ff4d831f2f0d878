/**
 * What needs a warm sentence and no form: "没事，别惦记", thanks, good wishes, and what was meant for somebody else. That all is
 * well, where we know of a request or of news that is not over, is passed on: whoever is to come hears it.
 */
import { actedForBy } from '../src/scheme/family.ts';
import { happeningsOfMember } from '../src/scheme/happenings.ts';
import { addDays } from '../src/calendar/dates.ts';
import { primaryHelperOf } from '../src/scheme/pairings.ts';
import { findPerson, type Person } from '../src/scheme/people.ts';
import { requestNumber, requestsAbout, type Request } from '../src/scheme/requests.ts';
import { soundsMisdirected } from '../src/scheme/understanding/index.ts';
import { defineConversation, type BotContext } from './context.ts';
import { meant, understoodOf } from './spoken/reading.ts';
import { isMemberOrFamily, isStaff, memberInFull, phoneOf, quoted, timely } from './words.ts';

/** Answers kindly. */
export const kindWords = defineConversation({
  kind: 'reply',
  name: 'kind-words',
  title: '家常话',
  words: [],
  mayUse: ({ me }) => isMemberOrFamily(me) && !isStaff(me),
  recognise: async (text, ctx) => {
    const sure = await meant(text, ctx, 'negation', 'thanks', 'greeting');
    if (sure !== false) return sure;
    return (await understoodOf(text, ctx))?.intent === 'other' && soundsMisdirected(text) ? 0.6 : false;
  },
  answer: async (text, ctx) => {
    const reading = await understoodOf(text, ctx);
    if (reading?.intent === 'negation') return allIsWell(text, ctx);
    if (reading?.intent === 'thanks') return thanked(text);
    if (reading?.intent === 'greeting') return '谢谢您的祝福，也祝您身体硬朗，天天顺心。有事随时跟我说。';
    return '这句话像是发给家里人的，您看是不是发错地方了？我这里是老同志帮扶服务，有事要帮忙，直接跟我说就行。';
  },
});

const thanked = (text: string): string =>
  /麻烦/u.test(text)
    ? '一点都不麻烦，这是我们该做的。您好好的，我们就高兴。'
    : '不客气，这是我们该做的。您好好的，我们就高兴，有事随时说。';

const unwanted = /别再?(?:给我)?发/u;
/** News is not over for so many days. */
const recentDays = 14;

async function allIsWell(text: string, ctx: BotContext): Promise<string> {
  if (unwanted.test(text))
    return '知道了，打扰您了。要是愿意说说不想收哪些，回复“人工”，我请工作人员打电话问您。';
  const told = await passOn(text, ctx);
  const whose = ctx.me.member ? '您' : '老人家';
  return told === null
    ? `那就好，${whose}没事我们就放心了。有事随时跟我说一声。`
    : `好的，知道了，我已经把您的话告诉${told.name}同志${phoneOf(told)}。${whose}好好的，我们就放心。`;
}

/** Tells whoever is to come; null where nobody is, and nothing is known that is not over. */
async function passOn(text: string, ctx: BotContext): Promise<Person | null> {
  for (const member of await spokenFor(text, ctx)) {
    const to = await whoeverIsToCome(member, ctx);
    if (!to || to.person.id === ctx.me.id) continue;
    const { me, today } = ctx;
    const who =
      me.id === member.id
        ? memberInFull(member, today)
        : `${me.name}（${memberInFull(member, today)}的家人）`;
    const about = to.request ? `说的可能是${requestNumber(to.request)}求助。` : '';
    await ctx.tell({
      to: to.person,
      text: `${who}刚才说：${quoted(text, 100)}。${about}请打个电话问清楚，该去还是去，办好了就回复一句。`,
      ...timely(ctx, 'notice'),
      conditions: { memberId: member.id },
      dedupeKey: `all-is-well:${me.id}:${member.id}:${ctx.now.toISOString()}`,
    });
    return to.person;
  }
  return null;
}

async function spokenFor(text: string, ctx: BotContext): Promise<Person[]> {
  const { db, me } = ctx;
  if (me.member) return [me];
  const acted = (await actedForBy(db, me.id))
    .map(({ member }) => member)
    .filter(({ member }) => member.state !== 'deceased');
  const ids = new Set((await understoodOf(text, ctx))?.facts.members?.flatMap(each => each.ids));
  const named = acted.filter(({ id }) => ids.has(id));
  return named.length > 0 ? named : acted;
}

interface ToCome {
  readonly person: Person;
  readonly request?: Request;
}

/** The owner of an open request, else the helper where something happened lately. */
async function whoeverIsToCome(member: Person, { db, clock, today }: BotContext): Promise<ToCome | null> {
  const request = (await requestsAbout(db, member.id)).find(
    ({ state }) => state === 'open' || state === 'taken',
  );
  const owner = request?.ownerId ? await findPerson(db, request.ownerId) : null;
  if (request && owner) return { person: owner, request };
  const since = addDays(today, -recentDays);
  const lately = (await happeningsOfMember(db, member.id)).some(({ happenedOn }) => happenedOn >= since);
  const helper = lately ? await primaryHelperOf(db, member.id, clock) : null;
  return helper && { person: helper };
}
