/** Somebody would rather speak with a human being: whoever is nearest of the staff rings them (S2-4.4a). */
import { shanghaiTime } from '../src/calendar/dates.ts';
import { isQuiet } from '../src/scheme/quiet-hours.ts';
import { defineConversation, type BotContext } from './context.ts';
import { meant } from './spoken/reading.ts';
import { isMemberOrFamily, isStaff, memberInFull, phoneOf, staffToCall, timely } from './words.ts';

/** Hears "给我转人工", "叫你们领导来"; the word 人工 itself is heard in every state. */
export const callHuman = defineConversation({
  kind: 'reply',
  name: 'call-human',
  title: '人工',
  words: [],
  mayUse: ({ me }) => isMemberOrFamily(me),
  recognise: (text, ctx) => meant(text, ctx, 'human'),
  answer: async (_text, ctx) => onHuman(ctx),
});

/** 人工: asks the nearest of the staff upwards (S2-4.4a) to call the writer; resolves to the sentence that says who will. */
export async function onHuman(ctx: BotContext): Promise<string> {
  const { me, now, today } = ctx;
  const staff = await staffToCall(ctx, me.organisation.id, [me.id]);
  if (!staff) return '眼下没有找到能给您回电话的同志，请您直接给单位打个电话。';
  const who = me.member ? memberInFull(me, today) : `${me.name}同志`;
  await ctx.tell({
    to: staff.person,
    text: `${who}想请工作人员联系一下${phoneOf(me) || '，没有登记电话'}。请您尽快回个电话。`,
    ...timely(ctx, 'urgent'),
    dedupeKey: `human:${me.id}:${today}-${shanghaiTime(now).hour}`,
  });
  const when = isQuiet(now)
    ? `现在是休息时间，早上八点以后就请${staff.name}联系您。`
    : `已告诉${staff.name}，很快联系您。`;
  const danger = isMemberOrFamily(me) && !isStaff(me) ? '要是人不舒服，请先打 120。' : '';
  return `好的，${when}${phoneOf(staff.person) ? `急的话也可以自己打过去${phoneOf(staff.person)}。` : ''}${danger}`;
}
