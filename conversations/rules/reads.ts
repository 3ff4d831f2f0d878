/** The rules as they hold somewhere, numbered, and how they are shown. */
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import { dateRangeText } from '../../src/calendar/format.ts';
import { organisationTree } from '../../src/scheme/organisations.ts';
import type { Person } from '../../src/scheme/people.ts';
import { hasRole } from '../../src/scheme/people.ts';
import type { RuleEffect } from '../../src/scheme/rule-effects.ts';
import { heldAt, heldForAll, type HeldForm } from '../../src/scheme/rule-settings.ts';
import { isOn } from '../../src/scheme/rules/held.ts';
import { settingWords, stateWords, windowWords } from '../../src/scheme/rules/words.ts';
import type { BotContext } from '../context.ts';

/** An organisation whose rules are spoken of. */
export type Place = { readonly id: string; readonly name: string; readonly path: string };

/** Who may change rules: the clerk of the organisation or of one above it, and the administrator. */
export const mayChange = (me: Pick<Person, 'roles'>): boolean => hasRole(me, 'clerk', 'administrator');

/** Who may look at them. */
export const mayLook = (me: Pick<Person, 'roles'>): boolean =>
  hasRole(me, 'clerk', 'administrator', 'leader', 'secretary', 'supervisor', 'approver');

/** The organisation a text names among the writer's own and those below, and the text without it; else the writer's own. */
export async function placeIn(text: string, { db, me }: BotContext): Promise<{ place: Place; rest: string }> {
  const below = await organisationTree(db, me.organisation);
  const named = below
    .filter(({ name }) => text.includes(name))
    .sort((one, other) => other.name.length - one.name.length)[0];
  if (!named) return { place: me.organisation, rest: text };
  const { id, name, path } = named;
  return { place: { id, name, path }, rest: text.replace(name, '').replace(/^\s*(?:的|里|这边)?\s*/u, '') };
}

/** The forms that hold at a place, in the order in which they are numbered. */
export const formsAt = async (
  { db }: Pick<BotContext, 'db'>,
  { path }: Pick<Place, 'path'>,
): Promise<HeldForm[]> => heldAt(await heldForAll(db), path);

/** 春节走访：在用，节前20天到节前1天（上级定的）. */
export function lineOf(form: HeldForm, place: Place, today: IsoDate): string {
  const state = isOn(form.held)
    ? [stateWords(form.held), windowWords(form.form, form.held)]
    : [stateWords(form.held)];
  const said = state.filter(part => part !== '').join('，');
  return `${form.form.name}：${said}${whose(Object.values(form.from), place)}${undated(form, today)}`;
}

/** What to do where nobody knows yet when a festival is. */
function undated({ form: { name, announced }, held }: HeldForm, today: IsoDate): string {
  if (!announced || !isOn(held) || announced.some(day => day >= today)) return '';
  return `；接下来的日子还没有填，回复“节日 ${name.replace(/走访$/u, '')} ${today.slice(0, 4)}年几月几日”补上`;
}

/** （本级定的） or （上级定的）; nothing where everybody has the same. */
const whose = (owners: readonly string[], place: Place): string =>
  owners.length === 0 ? '' : owners.includes(place.id) ? '（本级定的）' : '（上级定的）';

/** Everything that is set of one form, a line for each. */
export async function detailOf(held: HeldForm, place: Place, ctx: BotContext): Promise<string> {
  const { form, from } = held;
  const lines = Object.entries(form.knobs).flatMap(([name, knob]) => {
    const value = held.held[name];
    if (name === 'on' || value === undefined) return [];
    return [`· ${settingWords(knob, value)}${whose(from[name] === undefined ? [] : [from[name]], place)}`];
  });
  return [
    `${place.name}的${form.name}：${stateWords(held.held)}${whose(from['on'] === undefined ? [] : [from['on']], place)}`,
    ...lines,
    ...(await nextOf(held, ctx)),
  ].join('\n');
}

/** When a festival comes next: others come when something happens. */
async function nextOf({ rule, form, held }: HeldForm, { db, now, today }: BotContext): Promise<string[]> {
  if (rule.code !== 'festival' || !isOn(held)) return [];
  const [next] = await rule.occurrences(db, { now, today, until: addDays(today, 400) }, held, form);
  return next ? [`下一次：${dateRangeText(next.opensOn, next.dueOn, { year: true })}`] : [];
}

/** 应办事项将新增38项，取消5项，调整2项 — or that nothing changes; for very many what is left to the planner. */
export function effectWords({ created, changed, dropped, members, left }: RuleEffect, done = false): string {
  if (left && done)
    return `这里有${members}位老同志，人数多，应办事项由系统在后台一批一批重新安排，十几分钟就好。`;
  const will = done ? '已' : '将';
  const parts = [
    ...(created > 0 ? [`新增${created}项`] : []),
    ...(dropped > 0 ? [`取消${dropped}项`] : []),
    ...(changed > 0 ? [`调整${changed}项`] : []),
  ];
  if (parts.length === 0) return '眼下的应办事项不受影响，以后的按新的来。';
  const later = left ? '人数多，改好以后在后台一批一批安排，十几分钟就好。' : '';
  return `应办事项${will}${parts.join('，')}；已经办好的不变。${later}`;
}
