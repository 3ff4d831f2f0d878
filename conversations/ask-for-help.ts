/**
 * 我要求助: a member, a relative or somebody of the staff for them asks for help (S2-3.1 … S2-3.5, S5-4; form D3).
 *
 * Four short questions and no review: with a review it would be five turns for somebody over eighty, nothing in it is a fact
 * that ends anything (E-14 asks for that), and it can be taken back within a day. A voice message alone is a request as soon
 * as its sender says so: nobody can read what it says, so it counts as urgent and nothing else is asked.
 */
import { attachments, bestByName, choice, longText, person, shortText } from '../src/chat/fields/index.ts';
import { attachmentsText, type Kept, type PersonChoice } from '../src/chat/fields/index.ts';
import type { Choice, Known } from '../src/chat/form.ts';
import { actableMembers, closedStates } from '../src/scheme/access.ts';
import { labelOf, requestKinds, urgencies, type RequestKind, type Urgency } from '../src/scheme/labels.ts';
import { maskPhone } from '../src/scheme/masking.ts';
import { primaryHelperOf } from '../src/scheme/pairings.ts';
import { addressOf, findPerson, hasRole, searchPeople, type Person } from '../src/scheme/people.ts';
import { noteUnseen } from '../src/scheme/reveals.ts';
import { openRequest, requestNumber, withdrawRequest, type Request } from '../src/scheme/requests.ts';
import { numberToRing } from './ask-for-help/number.ts';
import { saidDuring, soundsUnwell, understoodPlea } from './ask-for-help/plea.ts';
import { defineConversation, type BotContext } from './context.ts';
import {
  calmly,
  entrances,
  isMemberOrFamily,
  memberInFull,
  phoneOf,
  quoted,
  staffToCall,
  timely,
  type Called,
} from './words.ts';

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
  },
  opening: async ctx =>
    (await membersFor(ctx)).length > 0
      ? ''
      : { stop: '目前还没有登记您可以代为求助的老同志。请给单位经办同志打个电话，登记好就能用了。' },
  recognise: understoodPlea,
  understand: (text, _ctx, known) => saidDuring(text, known),
  save: async ({ member, words, files = [], kind, detail, urgency, phone: number }, ctx) => {
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

/** Tells whoever is to see to it; resolves to what the writer is told. */
async function passOn(request: Request, sent: readonly Kept[], ctx: BotContext): Promise<string> {
  const member = (await findPerson(ctx.db, request.memberId)) as Person;
  const owner = await ownerOf(request, ctx);
  if (owner?.person.id === ctx.me.id) return keptByOneself(request, member, ctx);
  const to = owner?.person.reachable ? owner : await staffToCall(ctx, member.organisation.id, [ctx.me.id]);
  if (to) {
    const purpose = request.urgency === 'today' ? 'alarm' : 'urgent';
    const text = callFor(request, member, sent, await numberToRing(request, to.person, ctx), ctx);
    const conditions = { memberId: member.id };
    const dedupeKey = `request-opened:${request.id}`;
    await ctx.tell({ to: to.person, text, ...timely(ctx, purpose), conditions, dedupeKey });
  }
  return whoComes(request, member, to, ctx);
}

/** Whose request it is: the member's helper, or the secretary where there is none (S2-4.4a). */
async function ownerOf({ ownerId, memberId }: Request, { db, clock }: BotContext): Promise<Called | null> {
  const owner = ownerId === null ? null : await findPerson(db, ownerId);
  const helper = await primaryHelperOf(db, memberId, clock);
  return owner && { person: owner, name: `${helper?.id === owner.id ? '帮扶人' : '书记'}${owner.name}` };
}

/** What the helper is told: everything that is needed to pick up the phone. */
function callFor(
  request: Request,
  member: Person,
  sent: readonly Kept[],
  rings: string | null,
  { me, today }: BotContext,
): string {
  const number = requestNumber(request);
  const writer = me.id === member.id ? '' : `（${me.name}代写）`;
  const files = attachmentsText(sent).slice(1, -1);
  const lines = [
    `${memberInFull(member, today)}求助${writer}，${number}：${labelOf(requestKinds, request.kind)}`,
    request.detail === '' ? '' : quoted(request.detail, 300),
    files === '' ? '' : `另有${files}，已经存好；我还不能转给您听和看，请直接打电话问清楚。`,
    `紧急程度：${labelOf(urgencies, request.urgency)}`,
    `联系电话：${rings ?? '没有留，请按档案上的联系'}`,
    request.urgency === 'today' ? '请现在就联系。' : '请在1个工作日内联系。',
    `联系以后回复一句，比如“${number} 已联系，明天上门”，${addressOf(member, today)}就能看到。`,
  ];
  return lines.filter(line => line !== '').join('\n');
}

function keptByOneself(request: Request, member: Person, { today }: BotContext): string {
  const number = requestNumber(request);
  return `记下了，这是${number}求助，由您给${addressOf(member, today)}办。有进展就回复一句，比如“${number} 已联系，明天上门”。`;
}

function whoComes(request: Request, member: Person, to: Called | null, { me, today }: BotContext): string {
  const number = requestNumber(request);
  if (!to)
    return `已经记下，这是${number}求助。只是眼下我没有找到能马上通知的人，请您也给单位打个电话；要是人有危险，先打 120。`;
  const whose = !to.name.startsWith('帮扶人')
    ? ''
    : me.id === member.id
      ? '您的'
      : `${addressOf(member, today)}的`;
  const soon = request.urgency === 'today' ? '已请他马上联系您；要是人有危险，先打 120' : '1个工作日内联系您';
  return (
    `已转给${whose}${to.name}${phoneOf(to.person, '联系电话')}，${soon}。\n` +
    `这是${number}求助，想知道办到哪一步了，回复“我的申请”。`
  );
}

async function takeBack(requestId: string, ctx: BotContext): Promise<string> {
  const request = await withdrawRequest(ctx.db, { requestId, actorId: ctx.me.id }, ctx.clock);
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
