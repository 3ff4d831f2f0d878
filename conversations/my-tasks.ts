/** 我的待办: what the writer has to do now, overdue first, by numbers that can be answered: "1 已上门，一切都好" (C1.8, C3.28). */
import { dateText } from '../src/calendar/format.ts';
import { dutiesOfOwner } from '../src/scheme/obligations/lists.ts';
import { castOf } from '../src/scheme/obligations/people.ts';
import { exampleAnswer, isVisit, itemText } from '../src/scheme/obligations/prompts.ts';
import type { Duty } from '../src/scheme/obligations/steps.ts';
import { hasRole } from '../src/scheme/people.ts';
import { ruleOf } from '../src/scheme/rules/index.ts';
import { defineConversation, type BotContext } from './context.ts';
import { numberedToday, type NumberedDuty } from './my-tasks/numbers.ts';
import { entrances } from './words.ts';

/** Longer lists are not read on a telephone. */
const listedAtMost = 12;

/** Lists what is to be done. */
export const myTasks = defineConversation({
  kind: 'reply',
  name: 'my-tasks',
  ...entrances['my-tasks'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  recognise: text => asks.test(text.trim()),
  answer: async (_text, ctx) => {
    const { count, rows } = await dutiesOfOwner(ctx.db, ctx.today, ctx.me.id, listedAtMost);
    return rows.length === 0 ? nothingToDo(ctx) : listText(await numberedToday(rows, ctx), count, ctx);
  },
});

const asks =
  /^(?:我)?(?:今天|这周|本周|这几天|最近|现在|目前)?(?:我)?(?:还)?(?:有|剩)(?:哪些|什么|几个|多少|几件)?(?:没办|没去|该去|要去|要办|待办|任务|事情?要办|老同志要(?:看|走访|看望))(?:的|了|呢)?(?:事|吗|没有)?[？?]?$/u;

async function listText(numbered: readonly NumberedDuty[], count: number, ctx: BotContext): Promise<string> {
  const cast = await castOf(
    ctx.db,
    numbered.map(({ duty }) => duty),
  );
  const line = ({ number, duty }: NumberedDuty): string =>
    `${number}. ${itemText(duty, cast, ctx.today)}${lateness(duty, ctx)}`;
  // A death or a cry for help does not stand in a row with festival greetings.
  const grave = numbered.filter(({ duty }) => ruleOf(duty.rule)?.discreet);
  const usual = numbered.filter(item => !grave.includes(item));
  const more = count - numbered.length;
  return [
    ...(grave.length > 0 ? ['这件事请您先放在心上：', ...grave.map(line), ''] : []),
    ...(usual.length > 0
      ? [`${ctx.me.name}同志，这是眼下要办的${count - grave.length}件事：`, ...usual.map(line)]
      : []),
    ...(more > 0 ? [`另有${more}件，办好上面的再看就有了。`] : []),
    howToAnswer(numbered),
  ].join('\n');
}

const lateness = ({ dueOn }: Duty, { today }: BotContext): string =>
  dueOn < today ? '（日子过了，补上就行）' : dueOn === today ? '（今天最后一天）' : '';

/** An example that fits the list: its first number, and the usual way. */
function howToAnswer(numbered: readonly NumberedDuty[]): string {
  const visit = numbered.find(({ duty }) => isVisit(duty));
  if (!visit) {
    const [first] = numbered;
    return `办好后回复如“${first?.number ?? 1} ${ruleOf(first?.duty.rule ?? '')?.answer ?? '已上报'}”就行。`;
  }
  return `办好后回复如“${visit.number} ${exampleAnswer(visit.duty)}”就行；想多说几句，直接说“今天去看了…”也行。`;
}

/** Nothing now; what comes next, where something is known to come. */
async function nothingToDo({ db, me, today }: BotContext): Promise<string> {
  const next = await db.obligation.findFirst({
    where: { ownerId: me.id, state: 'open', opensOn: { gt: today } },
    orderBy: [{ opensOn: 'asc' }, { dueOn: 'asc' }, { id: 'asc' }],
    select: { title: true, opensOn: true },
  });
  const soon = next ? `下一件是${next.title}，从${dateText(next.opensOn)}开始，到时候我会提醒您。` : '';
  return `眼下没有要办的事，您放心。${soon}`;
}
