/**
 * 我要求助: a member, a relative or somebody of the staff for them asks for help (S2-3.1 … S2-3.5, S5-4; form D3).
 *
 * Four short questions and no review: with a review it would be five turns for somebody over eighty, nothing in it is a fact
 * that ends anything (E-14 asks for that), and it can be taken back within a day. A voice message alone is a request as soon
 * as its sender says so: nobody can read what it says, so it counts as urgent and nothing else is asked.
 */
import { attachments, bestByName, choice, longText, person, shortText } from '../src/chat/fields/index.ts';
import type { Kept, PersonChoice } from '../src/chat/fields/index.ts';
import type { Choice, Known } from '../src/chat/form.ts';
import { actableMembers, closedStates } from '../src/scheme/access.ts';
import type { RequestKind, Urgency } from '../src/scheme/labels.ts';
import { maskPhone } from '../src/scheme/masking.ts';
import { findPerson, hasRole, searchPeople, type Person } from '../src/scheme/people.ts';
import { noteUnseen } from '../src/scheme/reveals.ts';
import { settleRequest } from '../src/scheme/request-duties.ts';
import { openRequest, requestNumber, withdrawRequest } from '../src/scheme/requests.ts';
import { phoneIn } from '../src/scheme/understanding/index.ts';
import { passOn } from './ask-for-help/pass-on.ts';
import { heardWords, saidDuring, soundsUnwell, unclear, understoodPlea } from './ask-for-help/plea.ts';
import { understoodOf } from './spoken/reading.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances, isMemberOrFamily, timely } from './words.ts';

const kindChoices: readonly Choice<RequestKind>[] = [
  { value: 'living', label: '生活上的事（看病、照料、修修补补）', words: ['生活', '看病', '照料', '陪护'] },
  { value: 'money', label: '钱上有困难', words: ['资金', '没钱', '缺钱', '药费', '补助'] },
  { value: 'mind', label: '心里闷，想找人说说话', words: ['思想', '说说话', '聊天', '心里闷'] },
  { value: 'employment', label: '孩子找工作', words: ['就业', '工作', '找工作'] },
  { value: 'information', label: '打听政策、办手续', words: ['信息', '政策', '手续', '打听'] },
  { value: 'production', label: '种地、做小生意上的事', words: ['生产', '种地', '生意'] },
];

const urgencyChoices: readonly Choice<Urgency>[] = [
  { value: 'today', label: '今天就要', words: ['今天', '马上', '很急', '紧急'] },
  { value: 'this-week', label: '这几天', words: ['这周', '本周', '这两天'] },
  { value: 'no-hurry', label: '不急', words: ['不着急', '慢慢来', '随时'] },
];

/** Those for whom the writer may ask; without `text` all of them, up to fifty. */
async function membersFor(ctx: BotContext, text?: string): Promise<Person[]> {
  const living = { careFile: { is: { state: { notIn: [...closedStates] } } } };
  const scope = { AND: [await actableMembers(ctx.db, ctx.me, ctx.clock), living] };
  return searchPeople(ctx.db, scope, { limit: 50, ...(text === undefined ? {} : { text }) });
}

const toChoose = (people: readonly Person[]): PersonChoice[] =>
  people.map(({ id, name, organisation }) => ({ id, name, detail: organisation.name }));

const oneself = /^(?:我|自己|我自己|本人|我本人)$/;

async function findMember(text: string, ctx: BotContext): Promise<PersonChoice[]> {
  if (!oneself.test(text.trim())) {
    const found = bestByName(text, toChoose(await membersFor(ctx, text)));
    if (found.length === 0) await noteUnseen(ctx.db, ctx.me, text, ctx.clock);
    return found;
  }
  return toChoose([ctx.me].filter(me => hasRole(me, 'member')));
}

/** The numbers known of the writer and of whom it is about, the writer's own first: nobody types what we know. */
async function knownPhones(answers: Known, ctx: BotContext): Promise<Choice<string>[]> {
  const member = answers['member'] as { readonly id: string } | undefined;
  const about = member === undefined ? null : await findPerson(ctx.db, member.id);
  const numbers = [isMemberOrFamily(ctx.me) ? ctx.me.phone : null, about?.phone ?? null];
  // Of somebody else's number only so much is shown as tells it from another (E-1).
  const labelled = (value: string): string => (isMemberOrFamily(ctx.me) ? value : maskPhone(value));
  return [...new Set(numbers.flatMap(number => number ?? []))].map(value => ({
    value,
    label: labelled(value),
  }));
}

/** Voice and nothing else: its sender has said all they wanted to say. */
function isOnlyVoice(answers: Known): boolean {
  const sent = (answers['files'] ?? []) as readonly Kept[];
  return answers['words'] === undefined && sent.some(({ media }) => media === 'voice');
}

/** Where somebody cannot say more or had better not be kept: no further questions. */
const isBrief = (answers: Known): boolean =>
  isOnlyVoice(answers) || soundsUnwell((answers['words'] as string | undefined) ?? '');

const unlessBrief = (answers: Known): boolean => !isBrief(answers);

const phoneNumber = /\d(?:[\s-]?\d){6,}/;

const typedPhone = shortText({
  label: '电话',
  question: '打哪个电话找您？也可以写别的号码。',
  example: '0917-3200000',
  max: 40,
  optional: true,
  when: unlessBrief,
  refuse: text =>
    phoneNumber.test(text.normalize('NFKC')) ? undefined : '电话号码好像不全，请再看看，比如“0917-3200000”。',
});

const offeredPhone = choice({ label: '电话', question: '', options: knownPhones });
/**
 * A sentence that speaks of money, or that leaves nothing to ask, is passed on only after a yes (E-14): nothing is written
 * that its writer has not seen.
 */
const needsYes = (answers: Known): boolean => {
  const words = answers['words'] as string | undefined;
  return (
    words !== undefined && !isBrief(answers) && (answers['kind'] === 'money' || phoneIn(words) !== undefined)
  );
};

const agreed = /^(?:是的?|对|好的?|可以|行|嗯|就打?这个)[。！!吧]?$/;

/** A number out of the list, or one typed. */
const phone: typeof typedPhone = {
  ...typedPhone,
  choices: (answers, ctx) => knownPhones(answers, ctx as BotContext),
  parse: async (input, ctx, shownWith) => {
    const [first] = shownWith.shown as readonly Choice<string>[];
    if (first && input.kind === 'text' && agreed.test(input.text.trim()))
      return { ok: true, value: first.value };
    const picked = first && (await offeredPhone.parse(input, ctx as BotContext, shownWith));
    return picked?.ok ? picked : typedPhone.parse(input, ctx, shownWith);
  },
};

const notPassedOn = '好的，没有转出去。您重新说一遍就行，也可以回复“人工”，请工作人员给您打电话。';

/** Asks for help; whoever answers for the member is told at once. */
export const askForHelp = defineConversation({
  kind: 'form',
  name: 'ask-for-help',
  version: 1,
  ...entrances['ask-for-help'],
  mayUse: ({ me }) => isMemberOrFamily(me) || hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields: {
    member: person({
      label: '老同志',
      question: '是哪位老同志需要帮忙？说名字就行。',
      list: async (ctx: BotContext) => toChoose(await membersFor(ctx)),
      find: findMember,
      takeOnlyOne: true,
    }),
    words: shortText({ label: '什么事', question: '是什么事？', max: 1000, onlyIfSaid: true }),
    files: attachments({ label: '附件', question: '', keeps: ['image', 'voice', 'video'], onlyIfSaid: true }),
    kind: choice({ label: '哪类', question: '是哪方面的事？', options: kindChoices, when: unlessBrief }),
    detail: longText({
      label: '什么事',
      question: '是什么事？打字、发语音、拍照片都行。',
      example: '家里水管坏了，请人来修',
      max: 1000,
      when: answers => answers['words'] === undefined && !isOnlyVoice(answers),
    }),
    urgency: choice({
      label: '急不急',
      question: '急不急？',
      options: urgencyChoices,
      when: answers => !isOnlyVoice(answers),
    }),
    phone,
    sure: choice({
      label: '确认',
      question: '就这样转给帮扶的同志，对吗？',
      options: [
        {
          value: 'yes',
          label: '对，就这样',
          words: ['对', '是', '是的', '好', '好的', '行', '可以', '嗯', '对的'],
        },
        { value: 'no', label: '不对，先不转', words: ['不对', '不是', '不', '不用', '不要', '算了'] },
      ],
      when: needsYes,
    }),
  },
  opening: async ctx =>
    (await membersFor(ctx)).length > 0
      ? ''
      : { stop: '目前还没有登记您可以代为求助的老同志。请给单位经办同志打个电话，登记好就能用了。' },
  recognise: async (text, ctx) => {
    const reading = await understoodOf(text, ctx);
    return reading && (understoodPlea(text, reading, await membersFor(ctx)) ?? unclear(text, reading));
  },
  understand: (text, { today }, known) => saidDuring(text, known, today),
  echo: (names, answers, { me }) => heardWords(names, answers, me.id),
  save: async ({ member, words, files = [], kind, detail, urgency, phone: number, sure }, ctx) => {
    if (sure === 'no') return { say: notPassedOn };
    const sent = [...files, ...(detail?.attachments ?? [])];
    const request = await openRequest(
      ctx.db,
      {
        memberId: member.id,
        writerId: ctx.me.id,
        kind: kind ?? 'living',
        detail: words ?? detail?.text ?? '',
        attachmentIds: sent.map(({ id }) => id),
        urgency: urgency ?? 'today',
        phone: number ?? (isBrief({ words, files }) ? ctx.me.phone : null),
      },
      ctx.clock,
    );
    const label = `${requestNumber(request)}求助`;
    return { say: await passOn(request, sent, ctx), undo: { ref: request.id, label } };
  },
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as string, ctx),
      say => say,
    ),
});

async function takeBack(requestId: string, ctx: BotContext): Promise<string> {
  const request = await withdrawRequest(ctx.db, { requestId, actorId: ctx.me.id }, ctx.clock);
  await settleRequest(ctx.db, ctx.clock, request, ctx.me.id);
  const owner = request.ownerId === null ? null : await findPerson(ctx.db, request.ownerId);
  const number = requestNumber(request);
  if (owner && owner.id !== ctx.me.id) {
    const text = `${number}求助已由${ctx.me.name}撤回，不用再办了。`;
    await ctx.tell({
      to: owner,
      text,
      ...timely(ctx, 'notice'),
      dedupeKey: `request-withdrawn:${requestId}`,
    });
  }
  return `${number}求助已经撤回。以后有事，随时跟我说。`;
}
