/** What 家庭 does: each deed, and the sentence that says it is done. */
import { addDays } from '../../src/calendar/dates.ts';
import { dateText } from '../../src/calendar/format.ts';
import type { Kept } from '../../src/chat/fields/index.ts';
import type { Saved } from '../../src/chat/form.ts';
import {
  changeFamilyMember,
  familyText,
  keepFamilyMember,
  recordFamilyConsent,
  referForWork,
  removeFamilyMember,
  type KeptFamilyMember,
} from '../../src/scheme/family-members.ts';
import { labelOf } from '../../src/scheme/labels.ts';
import { familyRelations, type FamilyRelation } from '../../src/scheme/labels/family.ts';
import { findPerson, type Member } from '../../src/scheme/people.ts';
import { requestNumber } from '../../src/scheme/requests.ts';
import type { BotContext } from '../context.ts';
import { memberInFull, timely } from '../words.ts';
import type { Way } from './answers.ts';
import type { Deed, Standing } from './heard.ts';
import { notTheirs, stillTheirs, type Named } from './whom.ts';

/** Somebody of the family, picked. */
export type Relative = { readonly id: string; readonly name: string };

/** What is wished. */
export interface Wish {
  readonly member: Named;
  readonly deed: Deed;
  readonly who: Relative | undefined;
  readonly relation: FamilyRelation | undefined;
  readonly name: string | undefined;
  readonly standing: Standing | undefined;
  readonly income: number | undefined;
  readonly health: string | undefined;
  readonly way: Way | undefined;
  readonly photos: readonly Kept[] | undefined;
  readonly to: string | undefined;
  readonly dueOn: string | undefined;
}

/** Does it. */
export async function keep(wish: Wish, ctx: BotContext): Promise<Saved> {
  const member = await stillTheirs(wish.member.id, ctx);
  if (!member) return { say: notTheirs };
  const done: Readonly<Record<Deed, () => Promise<string>>> = {
    add: () => add(wish, member, ctx),
    change: () => change(wish, member, ctx),
    remove: () => remove(wish, ctx),
    consent: () => consent(wish, ctx),
    refer: () => refer(wish, ctx),
  };
  return { say: await done[wish.deed]() };
}

async function add({ relation = 'other', name = '', standing }: Wish, member: Member, ctx: BotContext) {
  const { db, clock, me } = ctx;
  const facts = { relation, name: name.trim(), jobless: standing === 'jobless' };
  const kept = await keepFamilyMember(db, member.id, facts, { clock, actorId: me.id });
  return `记下了：${member.name}同志的${familyText(kept.person)}。${await needText(kept, member, ctx)}`;
}

async function change({ who, standing, income, health }: Wish, member: Member, ctx: BotContext) {
  const { db, clock, me } = ctx;
  const facts = {
    jobless: standing === 'jobless',
    ...(income === undefined ? {} : { monthlyIncomeFen: income }),
    ...(health === undefined ? {} : { health }),
  };
  const kept = await changeFamilyMember(db, who?.id ?? '', facts, { clock, actorId: me.id });
  return `改好了：${familyText(kept.person)}。${await needText(kept, member, ctx)}`;
}

/** One request for work, and whoever is to see to it is told once. */
async function needText(
  { need, needIsNew, person: child }: KeptFamilyMember,
  member: Member,
  ctx: BotContext,
) {
  if (!need) return '';
  const number = requestNumber(need);
  if (!needIsNew) return `找工作的事早就记着了（${number}）。`;
  const owner = need.ownerId === null ? null : await findPerson(ctx.db, need.ownerId);
  if (owner && owner.id !== ctx.me.id) {
    const relation = labelOf(familyRelations, child.relation);
    const text =
      `${memberInFull(member, ctx.today)}家的${relation}没有工作，记了一件就业求助（${number}），请您抽空问问想找什么样的活。\n` +
      `有进展了，回复“${number} 已联系”；本人同意以后，可以请劳动部门帮忙：“家庭 ${member.name} 转介”。`;
    await ctx.tell({ to: owner, text, ...timely(ctx, 'notice'), conditions: { memberId: member.id } });
  }
  const by = owner ? `，交给${owner.id === ctx.me.id ? '您' : owner.name}来办` : '';
  return `另外记了一件就业求助（${number}）${by}。要请劳动部门帮忙，先问过本人，回复“家庭 ${member.name} 同意 ${child.name}”。`;
}

async function remove({ who }: Wish, { db, clock, me }: BotContext) {
  const removed = await removeFamilyMember(db, who?.id ?? '', { clock, actorId: me.id });
  return removed ? `${who?.name ?? ''}的情况从档案里去掉了。` : '这位家里人已经不在档案里了。';
}

async function consent({ who, way = 'witness', photos }: Wish, { db, clock, me }: BotContext) {
  const given = {
    way,
    witnessId: way === 'witness' ? me.id : null,
    attachmentIds: (photos ?? []).map(({ id }) => id),
  };
  await recordFamilyConsent(db, who?.id ?? '', given, { clock, actorId: me.id });
  return `记下了，${who?.name ?? ''}本人同意。以后改主意，跟您说一声“撤回同意”就行。`;
}

async function refer({ who, to = '劳动部门', dueOn }: Wish, { db, clock, me, today }: BotContext) {
  const referral = { familyMemberId: who?.id ?? '', to, dueOn: dueOn ?? addDays(today, 14) };
  const need = await referForWork(db, referral, { clock, actorId: me.id });
  const number = requestNumber(need);
  return `记下了：${who?.name ?? ''}找工作的事转给${to}，请在${dateText(referral.dueOn)}前答复（${number}）。有了回音，回复“${number} …”写一句；到那天还没有，我会提醒帮扶的同志问一声。`;
}
