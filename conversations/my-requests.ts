/**
 * 我的申请: whoever asked for help sees how far it is, in plain words; whoever is to see to it sees what is asked of them.
 * Writing progress is `handle-request.ts`.
 */
import { shanghaiDate } from '../src/calendar/dates.ts';
import { shortDate } from '../src/calendar/format.ts';
import { mayActFor } from '../src/scheme/access.ts';
import { labelOf, outcomes, requestKinds, urgencies } from '../src/scheme/labels.ts';
import { maskPhone } from '../src/scheme/masking.ts';
import { addressOf, peopleById, type Person } from '../src/scheme/people.ts';
import { notesOf, openRequestsFor, requestNumber, requestsOf, type Request } from '../src/scheme/requests.ts';
import { defineConversation, type BotContext } from './context.ts';
import { meant } from './spoken/reading.ts';
import { entrances, isMemberOrFamily, isStaff, memberInFull, quoted } from './words.ts';

/** So many are shown: more would not be read. */
const shownAtMost = 5;

export const myRequests = defineConversation({
  kind: 'reply',
  name: 'my-requests',
  ...entrances['my-requests'],
  mayUse: () => true,
  recognise: async (text, ctx) =>
    asksForProgress.test(text.trim()) || numbered.test(text.trim()) || meant(text, ctx, 'progress'),
  answer: async (_text, ctx) => {
    const parts = [...(await assignedTo(ctx)), ...(await writtenBy(ctx))];
    return parts.length > 0 ? parts : [nothingYet(ctx)];
  },
});

const asksForProgress =
  /^(?:我的?)?(?:第?\d{1,6}号)?(?:的?(?:申请|求助|事|那件事|事情))?(?:现在)?(?:办得怎么样|办到哪|办好了吗|办好没有|办了吗|办了没|怎么样了|有进展吗|有消息吗|进展如何)[了呢吗啊]*[？?。]?$/;

/** A number of which nobody may write progress: then what there is to see is shown. */
const numbered = /^第\s*[\d０-９]{1,7}\s*号/;

function nothingYet({ me }: BotContext): string {
  if (isMemberOrFamily(me))
    return '您现在没有正在办的求助。问的要是别的事，回复“人工”，请工作人员给您打电话；有事要帮忙，回复“我要求助”，或者直接说是什么事。';
  return '现在没有交给您办的求助，您也没有替人提过。要替老同志提，回复“我要求助”。';
}

/** What the writer is to see to, oldest first; only of members who are still theirs (domain C3-26). */
async function assignedTo(ctx: BotContext): Promise<string[]> {
  const { db, me, clock } = ctx;
  if (!isStaff(me)) return [];
  const all = await openRequestsFor(db, me.id);
  const allowed = await Promise.all(all.map(({ memberId }) => mayActFor(db, me, memberId, clock)));
  const mine = all.filter((_, index) => allowed[index]);
  if (mine.length === 0) return [];
  const people = await peopleById(
    db,
    mine.map(({ memberId }) => memberId),
  );
  const lines = mine
    .slice(0, shownAtMost)
    .map(request => assignedLine(request, people.get(request.memberId), ctx));
  const first = requestNumber(mine[0] as Request);
  return [
    [`交给您办的求助${mine.length}件：`, ...lines, ...more(mine.length)].join('\n'),
    `写进展：“${first} 已联系，明天上门”。办完了：“${first}办好了，已经修好水管”。`,
  ];
}

function assignedLine(request: Request, member: Person | undefined, { today }: BotContext): string {
  const who = member ? memberInFull(member, today) : '';
  const state = request.state === 'open' ? '还没接单' : '办理中';
  const day = shortDate(shanghaiDate(request.createdAt));
  // The number they left for this is to be rung; the one of the file is masked like everywhere (E-1).
  const phone = request.phone ?? maskPhone(member?.phone);
  return (
    `${requestNumber(request)} ${who} ${labelOf(requestKinds, request.kind)}：${gist(request)}\n` +
    `　${day}提出，${labelOf(urgencies, request.urgency)}，${state}${phone ? `，电话 ${phone}` : ''}`
  );
}

/** What the writer asked for or what was asked for them, newest first, without what they see to themselves. */
async function writtenBy(ctx: BotContext): Promise<string[]> {
  const { db, me } = ctx;
  const others = (await requestsOf(db, me.id)).filter(
    request => !(request.ownerId === me.id && isOpen(request)),
  );
  const allowed = await Promise.all(others.map(({ memberId }) => isStillTheirs(memberId, ctx)));
  const requests = others.filter((_, index) => allowed[index]);
  const shown = requests.slice(0, shownAtMost);
  if (shown.length === 0) return [];
  const people = await peopleById(
    db,
    shown.flatMap(({ ownerId, memberId }) => [memberId, ownerId ?? []].flat()),
  );
  const lines = await Promise.all(shown.map(request => progressOf(request, people, ctx)));
  return [
    [isMemberOrFamily(me) ? '您的求助：' : '您替人提的求助：', ...lines, ...more(requests.length)].join('\n'),
  ];
}

/** A relative who no longer acts for somebody, or a past helper, sees nothing of them (E-13, domain C3-26). */
const isStillTheirs = async (memberId: string, { db, me, clock }: BotContext): Promise<boolean> =>
  memberId === me.id || mayActFor(db, me, memberId, clock);

const isOpen = ({ state }: Request): boolean => state === 'open' || state === 'taken';

async function progressOf(
  request: Request,
  people: ReadonlyMap<string, Person>,
  { db, me, today }: BotContext,
): Promise<string> {
  const member = people.get(request.memberId);
  const whose = member && member.id !== me.id ? `${addressOf(member, today)}：` : '';
  const day = shortDate(shanghaiDate(request.createdAt));
  const owner = request.ownerId === null ? undefined : people.get(request.ownerId);
  const last = (await notesOf(db, request.id)).at(-1);
  const said =
    last && isOpen(request) ? `，${shortDate(shanghaiDate(last.createdAt))}说：${quoted(last.text, 60)}` : '';
  return `${requestNumber(request)}（${day}）${whose}${gist(request)}\n　${whereItIs(request, owner)}${said}`;
}

/** How far it is, in words that need no explanation. */
function whereItIs({ state, outcome, outcomeNote }: Request, owner: Person | undefined): string {
  const name = owner?.name ?? '工作人员';
  if (state === 'open') return owner ? `已转给${name}，等他联系您` : '已经记下，正在安排人';
  if (state === 'taken') return `${name}正在办`;
  if (state === 'withdrawn') return '已经撤回';
  return `结果：${labelOf(outcomes, outcome)}${outcomeNote === null ? '' : `。${outcomeNote}`}`;
}

const gist = ({ detail, attachmentIds }: Request): string =>
  detail.trim() === '' ? (attachmentIds.length > 0 ? '（语音或照片）' : '') : quoted(detail, 30);

const more = (count: number): string[] => (count > shownAtMost ? [`……另有${count - shownAtMost}件。`] : []);
