/**
 * 高血压，县医院: what somebody adds within minutes to what they have just reported goes with it, after a yes. Whoever says
 * something else is heard by the other conversations first.
 */
import { shortDate } from '../src/calendar/format.ts';
import { choice, longText } from '../src/chat/fields/index.ts';
import type { Choice, Known } from '../src/chat/form.ts';
import { mayName } from '../src/scheme/access.ts';
import { recordHappening, undoableHappeningsOf, type Happening } from '../src/scheme/happenings.ts';
import { happeningKinds, labelOf } from '../src/scheme/labels.ts';
import { addressOf, peopleById } from '../src/scheme/people.ts';
import { understand } from '../src/scheme/understanding/index.ts';
import { defineConversation, type BotContext } from './context.ts';
import { nameable, understoodOf } from './spoken/reading.ts';
import { calmly, entrances, isStaff } from './words.ts';

/** What was reported, and how it is called. */
type Reported = Pick<Happening, 'id' | 'memberId' | 'kind' | 'happenedOn'> & { readonly label: string };

/** So long after a report, a few words more are about it. */
const justNowMs = 15 * 60 * 1000;
/** Longer messages tell of something of their own. */
const atMost = 60;
/** Where somebody lies, what ails them, how it came: what one forgets to say at first. */
const detail =
  /医院|卫生院|[一二三四五六]院|病房|病区|[内外骨眼儿妇心神肿康][\u4e00-\u9fff]{0,2}科|ICU|急诊|\d+床|\d+楼|[一二三四五六七八九十]楼|血压|血糖|血脂|心脏|脑梗|心梗|中风|脑出血|肺炎|支气管|骨折|糖尿|冠心|肾|肝|胃|胆|癌|瘤|结石|高烧|发烧|手术|抢救|昏迷|清醒|稳定|不严重|不要紧|没大事|陪护|陪着|家属|医生|大夫|车祸|楼梯|浴室|门口/u;

/** Everything the writer reported within these minutes, the last first. */
async function justReported(ctx: BotContext): Promise<Reported[]> {
  const { db, clock, me, today, now } = ctx;
  const all = await undoableHappeningsOf(db, clock, me.id);
  const late = all.filter(
    ({ kind, reportedAt }) =>
      kind !== 'died' && kind !== 'despair' && now.getTime() - reportedAt.getTime() <= justNowMs,
  );
  const people = await peopleById(
    db,
    late.map(({ memberId }) => memberId),
  );
  return late.map(({ id, memberId, kind, happenedOn }) => {
    const member = people.get(memberId);
    const who = memberId === me.id || !member ? '您' : addressOf(member, today);
    return {
      id,
      memberId,
      kind,
      happenedOn,
      label: `${shortDate(happenedOn)}${who}${labelOf(happeningKinds, kind)}`,
    };
  });
}

/** Whether nobody else has a use for these words, and they name nobody but the one who was spoken of. */
async function isDetail(text: string, { memberId }: Reported, ctx: BotContext): Promise<boolean> {
  if (text.length > atMost || !detail.test(text) || /[？?吗]$/u.test(text)) return false;
  const people = await nameable(ctx);
  const reading = isStaff(ctx.me)
    ? understand(text, { today: ctx.today, people, as: 'helper' })
    : await understoodOf(text, ctx);
  const named = reading?.facts.members ?? [];
  return reading?.intent === 'other' && named.every(({ ids }) => ids.includes(memberId));
}

/** Keeps a few words more with what was reported just now. */
export const addToHappeningForm = defineConversation({
  kind: 'form',
  name: 'add-to-happening',
  version: 1,
  ...entrances['add-to-happening'],
  mayUse: () => true,
  fields: {
    happening: choice({
      label: '情况',
      question: '补充哪件事？',
      options: async (_known: Known, ctx: BotContext): Promise<Choice<Reported>[]> =>
        (await justReported(ctx)).map(value => ({ value, label: value.label })),
      showAs: ({ label }: Reported) => label,
      takeOnlyOne: true,
    }),
    more: longText({ label: '补充', question: '要补充什么？', example: '在县医院心内科', max: 500 }),
  },
  opening: async ctx =>
    (await justReported(ctx)).length > 0
      ? ''
      : { stop: '刚才没有报过情况。要报的话，直接说是谁、怎么了就行。' },
  recognise: async (text, ctx) => {
    const [last] = detail.test(text) ? await justReported(ctx) : [];
    if (!last || !(await isDetail(text.trim(), last, ctx))) return null;
    return { answers: { happening: last, more: { text: text.trim(), attachments: [] } }, confidence: 0.5 };
  },
  understand: () => null,
  reviewTitle: '您说的这些，补进刚才报的这件事里，对吗？',
  save: ({ happening, more }, ctx) =>
    calmly(
      async () => ({ say: await add(happening, more.text, ctx) }),
      say => ({ say }),
    ),
});

async function add({ memberId, kind, happenedOn }: Reported, text: string, ctx: BotContext): Promise<string> {
  const { db, clock, me } = ctx;
  if (!(await mayName(db, me, memberId, clock))) return '没有找到这位老同志，这次没有记。';
  await recordHappening(db, clock, {
    memberId,
    kind,
    happenedOn,
    detail: text,
    attachmentIds: [],
    reporterId: me.id,
  });
  return '补进去了，去看望的同志看得到。谢谢您说得这么仔细。';
}
