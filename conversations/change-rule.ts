/**
 * 改规则 (S1-0.2): which rule, and what is wanted of it in plain words; what it was, what it will be and what that does to the
 * duties is shown before it is kept, and it can be taken back within a day. It holds for the unit and all below it.
 */
import { normalizeText } from '../src/calendar/numerals.ts';
import { choice, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Json, Saved } from '../src/chat/form.ts';
import { AppError } from '../src/errors.ts';
import {
  changeRule,
  checkRuleChange,
  previewRuleChange,
  type RuleChange,
  type Worked,
} from '../src/scheme/rule-changes.ts';
import { undoRuleChange } from '../src/scheme/rule-history.ts';
import type { HeldForm } from '../src/scheme/rule-settings.ts';
import type { Knobs } from '../src/scheme/rules/knobs.ts';
import { differences } from '../src/scheme/rules/words.ts';
import { defineConversation, type BotContext } from './context.ts';
import { detailOf, effectWords, formsAt, lineOf, mayChange, placeIn, type Place } from './rules/reads.ts';
import { meansRule, misfit, ofFestival, unclear } from './rules/unclear.ts';
import { formIn, namesOf, ruleWishIn, valuesIn } from './rules/wish.ts';
import { calmly, entrances } from './words.ts';

type Which = { readonly key: string; readonly name: string };

interface Told {
  readonly which: Which;
  readonly what: string;
  readonly where: Place | undefined;
}

/** Changes a rule. */
export const changeRuleForm = defineConversation({
  kind: 'form',
  name: 'change-rule',
  version: 1,
  ...entrances['change-rule'],
  mayUse: ({ me }) => mayChange(me),
  fields: {
    which: choice({
      label: '规则',
      question: '要改哪一条规则？',
      options: async (_answers, ctx: BotContext) => optionsAt(ctx),
    }),
    what: shortText({
      label: '改成',
      question: async (answers, ctx: BotContext) => whatNow(answers as unknown as Told, ctx),
      example: '提前10天开始',
      max: 80,
    }),
    where: choice({
      label: '哪个组织',
      question: '是哪个组织的规则？',
      options: async (_answers, ctx: BotContext) => [
        { value: ctx.me.organisation, label: ctx.me.organisation.name },
      ],
      showAs: ({ name }: Pick<Place, 'name'>) => name,
      onlyIfSaid: true,
      quiet: true,
    }),
  },
  opening: async (ctx, answers) => {
    const told = answers as unknown as Told;
    const name = told.which ? undefined : unknownIn(told.what ?? '');
    if (name !== undefined) return { stop: noSuchRule(name) };
    return told.which && told.what === undefined ? detailNow(told, ctx) : '';
  },
  recognise: async (text, ctx) => {
    const plain = normalizeText(text).trim();
    const said = ofFestival(plain);
    const { place, rest } = await placeIn(said, ctx);
    const forms = (await formsAt(ctx, place)).map(({ form }) => form);
    const asked = /^(?:改|修改|调整|设置)规则[\s:：]*(.*)$/u.exec(rest)?.[1];
    const wish = ruleWishIn(asked ?? rest, forms);
    const found = formIn(asked ?? rest, forms);
    const command = asked !== undefined || plain !== said;
    if (!wish && !command && !(found && meansRule(found, rest, forms))) return null;
    const where = place.id === ctx.me.organisation.id ? {} : { where: place };
    const confidence = command ? 0.97 : 0.93;
    if (!found)
      return {
        answers: { ...where, ...(unknownIn(asked ?? rest) ? { what: asked ?? rest } : {}) },
        confidence,
      };
    const which = { key: found.form.key, name: found.form.name };
    return { answers: { which, ...where, ...(found.rest === '' ? {} : { what: found.rest }) }, confidence };
  },
  understand: () => null,
  check: objection,
  reviewTitle: async (answers, ctx) => reviewText(answers as unknown as Told, ctx),
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
  undo: takeBack,
});

/** What was said of a rule that there is none of: 圣诞节走访 提前5天开始 → 圣诞节走访. */
const unknownIn = (said: string): string | undefined =>
  /^(?:停用|启用)?\s*(\p{Script=Han}{2,12}?)(?:\s|提前|提早|节前|改成|改为|提醒|$)/u.exec(said.trim())?.[1];

const noSuchRule = (name: string): string =>
  `没有“${name}”这条规则，没有改动。本地才过的节日，回复“节日”加名字和日子就能添上；别的，回复“规则”看看都有哪些。`;

async function optionsAt(ctx: BotContext): Promise<Choice<Which>[]> {
  const { organisation } = ctx.me;
  return (await formsAt(ctx, organisation)).map(held => ({
    value: { key: held.form.key, name: held.form.name },
    label: lineOf(held, organisation, ctx.today),
    words: namesOf(held.form),
  }));
}

const placeOf = ({ where }: Pick<Told, 'where'>, { me }: BotContext): Place => where ?? me.organisation;

const heldOf = async (told: Told, ctx: BotContext): Promise<HeldForm | undefined> =>
  (await formsAt(ctx, placeOf(told, ctx))).find(({ form }) => form.key === told.which.key);

/** Everything that is set of the rule: read once, before the first question. */
async function detailNow(told: Told, ctx: BotContext): Promise<string> {
  const held = await heldOf(told, ctx);
  return held ? detailOf(held, placeOf(told, ctx), ctx) : '';
}

async function whatNow(told: Told, ctx: BotContext): Promise<string> {
  const held = await heldOf(told, ctx);
  if (!held) return '改成什么样？';
  const switches = held.form.knobs['on'] ? '“开”“停用”' : '';
  return `“${held.form.name}”想怎么改？用一句话说，比如${switches}${exampleFor(held.form.knobs)}。`;
}

function exampleFor(knobs: Knobs): string {
  if (knobs['opens']) return knobs['prompts'] ? '“提前10天开始”“提醒改成7天前、3天前”' : '“提前10天开始”';
  const { kind, otherwise } = knobs['window'] ?? {};
  const unit = { hours: '小时', workdays: '个工作日', days: '天' }[kind as 'hours' | 'workdays' | 'days'];
  return knobs['window'] ? `“改成${String(otherwise)}${unit}”` : '“恢复默认”';
}

/** The change that was asked for; null where the words say nothing that the rule has. */
async function changeOf(told: Told, ctx: BotContext): Promise<RuleChange | null> {
  const place = placeOf(told, ctx);
  const held = await heldOf(told, ctx);
  const values = held && valuesIn(told.what, held.form);
  return values ? { organisationId: place.id, form: told.which.key, values, actorId: ctx.me.id } : null;
}

async function objection(told: Told, ctx: BotContext): Promise<{ field: 'what'; hint: string } | null> {
  const forms = (await formsAt(ctx, placeOf(told, ctx))).map(({ form }) => form);
  const form = forms.find(({ key }) => key === told.which.key);
  const wrong = form && misfit(told.what, form, forms, exampleFor(form.knobs));
  if (wrong !== undefined) return { field: 'what', hint: wrong };
  const change = await changeOf(told, ctx);
  if (!change) return { field: 'what', hint: await notUnderstood(told, ctx) };
  try {
    const worked = await checkRuleChange(ctx.db, ctx.clock, change);
    return differencesOf(worked).length > 0
      ? null
      : { field: 'what', hint: `“${told.which.name}”本来就是这样，没有要改的。别的要改，请再说一次。` };
  } catch (error) {
    if (error instanceof AppError && error.expose !== undefined) return { field: 'what', hint: error.expose };
    throw error;
  }
}

async function notUnderstood(told: Told, ctx: BotContext): Promise<string> {
  const held = await heldOf(told, ctx);
  if (held && !held.form.knobs['on'] && /停|关|不要|取消/u.test(told.what))
    return `“${told.which.name}”关系到人命和权益，不能停用，只能调整时间。`;
  return unclear(told.what, exampleFor(held?.form.knobs ?? {}));
}

const differencesOf = ({ form, before, after }: Worked) => differences(form, before.held, after);

async function reviewText(told: Told, ctx: BotContext): Promise<string> {
  const change = await changeOf(told, ctx);
  const { name } = placeOf(told, ctx);
  if (!change) return `${name}（含下级）的“${told.which.name}”：`;
  const worked = await previewRuleChange(ctx.db, ctx.clock, change);
  const changes = differencesOf(worked);
  return [
    `${name}（含下级）的“${told.which.name}”，请您看看对不对：`,
    `现在：${changes.map(({ from }) => from).join('，')}`,
    `改后：${changes.map(({ to }) => to).join('，')}`,
    effectWords(worked.effect),
  ].join('\n');
}

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const change = await changeOf(told, ctx);
  const changed = change && (await changeRule(ctx.db, ctx.clock, change));
  if (!changed) return { say: `“${told.which.name}”本来就是这样，没有变动。` };
  const to = differencesOf(changed).map(each => each.to);
  return {
    say: `改好了：${placeOf(told, ctx).name}（含下级）的${told.which.name}，${to.join('，')}。\n${effectWords(changed.effect, true)}\n改错了，24小时内回复“撤销”就能改回去。`,
    undo: { ref: { version: changed.version }, label: `“${told.which.name}”的改动` },
  };
}

async function takeBack(ref: Json, { db, clock, me }: BotContext): Promise<string> {
  const { version } = ref as { version: number };
  const undone = await undoRuleChange(db, clock, { version, actorId: me.id });
  if (!undone) return '这条规则后来又改过，这次就不动它了。回复“规则”看看现在是怎样的。';
  const now = differencesOf(undone).map(({ to }) => to);
  return `撤销了，${undone.form.name}改回${now.join('，')}。\n${effectWords(undone.effect, true)}`;
}
