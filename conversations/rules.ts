/**
 * 规则: what creates duties here (S1-0.2), numbered and in plain words, and who changed what when. Changing is a form of its
 * own (change-rule.ts).
 */
import { dateText, timeText } from '../src/calendar/format.ts';
import { shanghaiDate } from '../src/calendar/dates.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { historyOf, type PastChange } from '../src/scheme/rule-history.ts';
import { defineConversation, type BotContext } from './context.ts';
import { detailOf, formsAt, lineOf, mayChange, mayLook, placeIn } from './rules/reads.ts';
import { formIn } from './rules/wish.ts';
import { entrances } from './words.ts';

const asked = /^(?:看看?|查看?|显示)?规则[\s:：]*(.*)$/u;

/** Shows the rules, or one of them in full. */
export const showRules = defineConversation({
  kind: 'reply',
  name: 'rules',
  opens: /^规则\s*\d{1,3}$/u,
  ...entrances.rules,
  mayUse: ({ me }) => mayLook(me),
  recognise: async (text, ctx) => {
    const { rest } = await placeIn(normalizeText(text).trim(), ctx);
    const which = asked.exec(rest.trim())?.[1];
    if (which === undefined || /^(?:记录|变动)/u.test(which)) return false;
    return which === '' || /^\d{1,3}$/u.test(which) || (await formCalled(which, ctx)) ? 0.9 : false;
  },
  answer,
});

async function formCalled(which: string, ctx: BotContext): Promise<boolean> {
  const forms = await formsAt(ctx, ctx.me.organisation);
  const found = formIn(
    which,
    forms.map(({ form }) => form),
  );
  return found?.rest === '';
}

async function answer(text: string, ctx: BotContext): Promise<string> {
  const { place, rest } = await placeIn(normalizeText(text).trim(), ctx);
  const which = asked.exec(rest.trim())?.[1] ?? '';
  const forms = await formsAt(ctx, place);
  if (which === '')
    return listText(
      forms.map((form, index) => `${index + 1}. ${lineOf(form, place, ctx.today)}`),
      place.name,
      ctx,
    );
  const called = formIn(
    which,
    forms.map(({ form }) => form),
  );
  const found = /^\d+$/u.test(which)
    ? forms[Number(which) - 1]
    : forms.find(({ form }) => form === called?.form);
  if (!found) return `没有这一条，一共${forms.length}条。回复“规则”看看都有哪些。`;
  return [await detailOf(found, place, ctx), ...howToChange(ctx, found.form.name)].join('\n');
}

const howToChange = ({ me }: BotContext, name: string): string[] =>
  mayChange(me) ? [`要改，回复“改规则 ${name}”，一步一步来。`] : [];

function listText(lines: readonly string[], name: string, ctx: BotContext): string {
  const change = mayChange(ctx.me)
    ? '要改，直接说就行，比如“开重阳节走访”“春节走访提前30天开始”；也可以回复“改规则”。'
    : '要改，请告诉经办同志。';
  return [
    `${name}现在的规则：`,
    ...lines,
    `想看细节，回复“规则”加号码，比如“规则 2”。${change}谁改过什么，回复“规则记录”。`,
  ].join('\n');
}

/** Shows who changed what when. */
export const ruleRecord = defineConversation({
  kind: 'reply',
  name: 'rule-record',
  ...entrances['rule-record'],
  mayUse: ({ me }) => mayLook(me),
  answer: async (_text, ctx) => {
    const past = await historyOf(ctx.db, ctx.me.organisation.id, { limit: 10 });
    if (past.length === 0) return '规则还没有改过，都是原来的样子。';
    return ['最近改过的规则，新的在前：', ...past.map(pastText)].join('\n');
  },
});

function pastText({ at, organisation, by, form, changes }: PastChange): string {
  const what = changes.map(({ from, to }) => `${from}→${to}`).join('；');
  return `· ${dateText(shanghaiDate(at))}${timeText(at)}，${organisation}${by === null ? '' : by}改了${form.name}：${what || '照原样'}`;
}
