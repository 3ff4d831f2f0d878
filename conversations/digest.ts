/**
 * 简报: what somebody of the staff has to know right now; helpers see their own short one. Every number in it has a list: a
 * bare "3" shows what stood under 3 when it was read.
 */
import { numberIn } from '../src/chat/numbered.ts';
import { digestFor } from '../src/scheme/digests.ts';
import { hasRole } from '../src/scheme/people.ts';
import { keepShown, shownAs } from '../src/scheme/shown.ts';
import { defineConversation, type BotContext } from './context.ts';
import { listText } from './lists/show.ts';
import { entrances } from './words.ts';

/** Shows the digest of this moment, from the same queries as the one sent on schedule. */
export const digest = defineConversation({
  kind: 'reply',
  name: 'digest',
  ...entrances.digest,
  mayUse: ({ me }) => hasRole(me, 'helper', 'leader', 'secretary', 'clerk', 'supervisor', 'approver'),
  recognise: async (text, ctx) =>
    asksForDigest.test(text.trim()) || (await listMeant(text, ctx)) !== undefined,
  answer: async (text, ctx) => {
    const list = await listMeant(text, ctx);
    return (list === undefined ? undefined : await listText(list, ctx)) ?? digestText(ctx);
  },
});

const asksForDigest =
  /^(?:看看|看一下|我要看|给我(?:看|发)?(?:一下)?|发(?:一下)?|来(?:一)?份)?(?:今天|今日|本周|这周|本月|最近|这个月)?的?(?:简报|汇总|工作情况|总体情况)(?:给我)?(?:看看|看一下|怎么样)?[。？?]?$/;

async function digestText({ db, clock, me, now }: BotContext): Promise<string> {
  const { text, items } = await digestFor(db, clock, me, 'now');
  await keepShown(db, { personId: me.id, list: 'digest', at: now }, items);
  return text;
}

/** For so long a bare number is an answer to a digest. */
const answerableMs = 12 * 60 * 60 * 1000;

/** The list that stood under the number a message consists of; undefined where it is no such number. */
async function listMeant(text: string, { db, me, now }: BotContext): Promise<string | undefined> {
  const number = numberIn(text.replace(/^简报\s*/u, ''));
  if (number === null) return undefined;
  const since = new Date(now.getTime() - answerableMs);
  return (await shownAs(db, me.id, 'digest', number, since)) ?? undefined;
}
