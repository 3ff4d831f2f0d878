/** 帮扶人离岗: somebody who helped retires or goes to another unit; everybody they had is handed over, or listed for the secretary. */
import { bestByName, choice, person } from '../src/chat/fields/index.ts';
import type { Answers, Saved } from '../src/chat/form.ts';
import { burdenOf, helperLeaves as keep, membersOf, manageableMembers } from '../src/scheme/pairings.ts';
import { makeLetter } from '../src/scheme/letters.ts';
import { findPerson, hasRole, type Person } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { candidates, loadText } from './pair/people.ts';
import { askToSign, tellFormerHelper, tellHelper, tellMember } from './pair/telling.ts';
import { calmly, entrances, memberInFull } from './words.ts';

const choosable = async (ctx: BotContext, only: (load: number) => boolean) =>
  (await candidates(ctx))
    .filter(({ load }) => only(load))
    .map(each => ({ ...each, detail: `${loadText(each.load)}，${each.unit}` }));

const fields = {
  helper: person({
    label: '帮扶人',
    question: '是哪位帮扶人离岗？说名字就行。',
    example: '李明',
    find: async (text, ctx: BotContext) => bestByName(text, await choosable(ctx, load => load > 0)),
  }),
  reason: choice({
    label: '原因',
    question: '是什么原因？',
    options: [
      { value: 'moved', label: '调到别的单位', words: ['调走', '调动', '调离'] },
      { value: 'left', label: '退休或离岗', words: ['退休', '离职', '离岗'] },
    ],
  }),
  to: person({
    label: '接手人',
    question: '由谁接手？还没定就跳过，老同志会列进没有帮扶人的名单。',
    example: '吴敏',
    find: async (text, ctx: BotContext) => bestByName(text, await choosable(ctx, () => true)),
    optional: true,
  }),
};

type Told = Answers<typeof fields>;

/** Sees to everybody a helper had. */
export const helperLeaves = defineConversation({
  kind: 'form',
  name: 'helper-leaves',
  version: 1,
  ...entrances['helper-leaves'],
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk', 'administrator'),
  fields,
  check: ({ helper, to }) =>
    to?.id === helper.id ? { field: 'to', hint: '接手的不能是离岗的这位，请另选一位，或者跳过。' } : null,
  reviewTitle: '存下以后，这位同志从今天起就看不到老同志的情况了。请您看看对不对：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function save({ helper, reason, to }: Told, ctx: BotContext): Promise<Saved> {
  const { db, clock, me, today } = ctx;
  const mine = await allTheirs(helper.id, ctx);
  if (mine === 'none') return { say: `${helper.name}同志现在没有帮扶对象，不用移交。` };
  if (mine === 'not-yours')
    return { say: `${helper.name}同志的帮扶对象里有不归您管的，请上级单位的经办同志来办。没有动。` };
  const former = await findPerson(db, helper.id);
  const taker = to === undefined ? {} : { toId: to.id };
  const { handedOver, unpaired } = await keep(db, clock, {
    helperId: helper.id,
    actorId: me.id,
    reason,
    ...taker,
  });
  for (const made of handedOver) await tellOf(made, former, ctx);
  const lines = [
    ...handedOver.map(made => `${memberInFull(made.member, today)}移交给${made.helper.name}同志了。`),
    ...(unpaired.length > 0
      ? [
          `还没有帮扶人的：${unpaired.map(member => memberInFull(member, today)).join('、')}。没办完的事先转给书记，找好了人回复“结对”。`,
        ]
      : []),
  ];
  return { say: [`${helper.name}同志的帮扶对象都交接好了。`, ...lines].join('\n') };
}

/** Whether the helper has anybody, and only those the writer sees to. */
async function allTheirs(helperId: string, { db, me, clock, today }: BotContext) {
  if ((await burdenOf(db, helperId, today)) === 0) return 'none';
  const ids = (await membersOf(db, helperId, clock)).map(({ member }) => member.id);
  const mine = await db.person.count({ where: { AND: [{ id: { in: ids } }, manageableMembers(me)] } });
  return mine === ids.length ? 'all' : 'not-yours';
}

async function tellOf(
  made: Awaited<ReturnType<typeof keep>>['handedOver'][number],
  former: Person | null,
  ctx: BotContext,
): Promise<void> {
  const letter = made.hadLetter
    ? await calmly(
        async () =>
          (await makeLetter(ctx.db, ctx.clock, { pairingId: made.pairing.id, actorId: ctx.me.id })).letter,
        () => null,
      )
    : null;
  if (former) await tellFormerHelper({ ...made, helper: former }, made.helper, ctx);
  await tellHelper(made, letter !== null, ctx);
  await tellMember(made, letter !== null, ctx);
  if (letter) await askToSign(letter, [made.helper.id, made.member.id], ctx);
}
