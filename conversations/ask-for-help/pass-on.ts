/** A request is passed on to whoever is to see to it, and its writer hears who that is (S2-4.4a). */
import { attachmentsText, type Kept } from '../../src/chat/fields/index.ts';
import { labelOf, requestKinds, urgencies } from '../../src/scheme/labels.ts';
import { primaryHelperOf } from '../../src/scheme/pairings.ts';
import { addressOf, findPerson, type Person } from '../../src/scheme/people.ts';
import { requestNumber, type Request } from '../../src/scheme/requests.ts';
import type { BotContext } from '../context.ts';
import { numberToRing } from './number.ts';
import { memberInFull, phoneOf, quoted, staffToCall, timely, type Called } from '../words.ts';

/** Tells whoever is to see to it; resolves to what the writer is told. */
export async function passOn(request: Request, sent: readonly Kept[], ctx: BotContext): Promise<string> {
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
