/** After a change of state: what it did, and who else hears of it. */
import type { StateChanged, Transition } from '../../src/scheme/care-files.ts';
import { staffFor } from '../../src/scheme/organisations.ts';
import { helpersOf } from '../../src/scheme/pairings.ts';
import type { Member, Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { memberInFull, timely } from '../words.ts';

/** Tells whoever has to know, and says to the writer what follows. */
export async function afterChange(
  changed: StateChanged,
  { verb }: Transition,
  member: Member,
  ctx: BotContext,
  reason: string | undefined,
): Promise<string> {
  const who = memberInFull(member, ctx.today);
  const because = reason === undefined ? '' : `原因：${reason}。`;
  switch (verb) {
    case '提请认定':
    case '返困':
    case '迁回':
      return toApprovers(
        `${who}的档案等您认定。${because}回复“${member.name}的档案”看情况，同意就回复“认定 ${member.name}”。`,
        member,
        ctx,
      );
    case '认定':
      await tell(await keepers(member, ctx), `${who}的档案已经认定，列为在册。`, member, ctx);
      return `节日看望、生日看望这些从现在起都会按时提醒${changed.opened > 0 ? `，眼下排上了${changed.opened}件` : ''}。`;
    case '退回':
      await tell(
        await keepers(member, ctx),
        `${who}的档案退回补充。${because}补好了再回复“提请认定 ${member.name}”。`,
        member,
        ctx,
      );
      return '已经告诉经办同志补充。';
    case '恢复':
      await tell(await helpersNow(member, ctx), `${who}的档案恢复了，该看望的事会照常提醒您。`, member, ctx);
      return changed.opened > 0 ? `该看望的事又排上了${changed.opened}件。` : '';
    case '暂停':
    case '脱困':
    case '迁出':
      return ended(changed, verb, who, member, ctx);
    case '更正去世':
      return '';
  }
}

const helpersNow = async ({ id }: Member, { db, clock }: BotContext): Promise<Person[]> =>
  (await helpersOf(db, id, clock)).map(({ helper }) => helper);

async function ended(
  { ended: duties, pairingsEnded }: StateChanged,
  verb: '暂停' | '脱困' | '迁出',
  who: string,
  member: Member,
  ctx: BotContext,
): Promise<string> {
  const helpers = await helpersNow(member, ctx);
  await tell(
    helpers,
    `${who}的档案改为“${verb}”，提醒从今天起都停了${verb === '暂停' ? '，恢复了会告诉您' : '，谢谢您一直以来的关心'}。`,
    member,
    ctx,
  );
  const open = await ctx.db.request.count({
    where: { memberId: member.id, state: { in: ['open', 'taken'] } },
  });
  return [
    duties > 0 ? `${duties}件待办不再提醒。` : '',
    pairingsEnded > 0 ? '结对到这一天为止。' : '',
    open > 0 ? `还有${open}件求助没办结，请办完写上结果。` : '',
    verb === '暂停' ? `要恢复，回复“恢复 ${member.name}”。` : '',
  ].join('');
}

async function toApprovers(text: string, member: Member, ctx: BotContext): Promise<string> {
  const approvers = await staffFor(ctx.db, member.organisation.id, 'approver');
  const told = await tell(approvers, text, member, ctx);
  if (told.length > 0) return `已经告诉审批同志${told.join('、')}，认定后会告诉您。`;
  return approvers.length > 0
    ? `审批同志${approvers.map(({ name }) => name).join('、')}收不到消息，请您当面或打电话说一声。`
    : '单位里还没有登记审批同志，请找管理员登记。';
}

/** The clerk and the secretary who keep the file. */
async function keepers({ organisation }: Member, { db }: BotContext): Promise<Person[]> {
  return [
    ...(await staffFor(db, organisation.id, 'clerk')),
    ...(await staffFor(db, organisation.id, 'secretary')),
  ];
}

/** Tells each once, but for the writer; returns the names of those whom it reaches. */
async function tell(
  people: readonly Person[],
  text: string,
  member: Member,
  ctx: BotContext,
): Promise<string[]> {
  const told: string[] = [];
  const others = new Map(people.filter(({ id }) => id !== ctx.me.id).map(each => [each.id, each]));
  for (const to of others.values()) {
    if (!to.reachable) continue;
    const notice = { to, text, ...timely(ctx, 'notice'), conditions: { memberId: member.id } };
    if (await ctx.tell(notice)) told.push(to.name);
  }
  return told;
}
