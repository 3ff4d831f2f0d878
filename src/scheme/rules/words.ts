/** How settings are said: 节前20天开始, 提醒：节前7天、节前3天. One way, for lists, previews and the record of changes. */
import { isOn } from './held.ts';
import type { Held, Knob, KnobValue } from './knobs.ts';
import type { Form } from './rule.ts';

/** One setting with its value: 提前20天开始; 提醒：节前7天、节前3天; 开始那天提醒：是. */
export function settingWords(knob: Knob, value: KnobValue): string {
  const { label, choices } = knob;
  if (typeof value === 'boolean') return `${label}：${value ? '是' : '否'}`;
  if (typeof value === 'number') return onTheDay(label.replace(/几|多少/u, String(value)));
  if (typeof value === 'string') return `${label}：${choices?.[value] ?? value}`;
  const [, what = label, each = '几'] = /^(.+)（(.+)）$/u.exec(label) ?? [];
  const said = value.map(day => onTheDay(each.replace('几', String(day))));
  return `${what}：${said.length === 0 ? '不提醒' : said.join('、')}`;
}

/** 节前0天 is 节日当天. */
const onTheDay = (text: string): string =>
  text
    .replace(/(节|生日|到期)前0天/u, (_, what: string) =>
      what === '到期' ? '到期当天' : `${what === '节' ? '节日' : what}当天`,
    )
    .replace(/提前0天/u, '当天')
    .replace(/0天后(?=还没)/u, '后');

/** The window in a few words: 节前20天到节前1天; 提前7天开始; 72小时内到医院看望. */
export function windowWords({ knobs }: Form, held: Held): string {
  const { opens, closes } = held;
  if (typeof opens === 'number' && typeof closes === 'number')
    return `${onTheDay(`节前${opens}天`)}到${onTheDay(`节前${closes}天`)}`;
  return ['opens', 'window', 'every', 'grace']
    .flatMap(name => {
      const [knob, value] = [knobs[name], held[name]];
      return knob && typeof value === 'number' ? [settingWords(knob, value)] : [];
    })
    .join('，');
}

/** 在用 or 停用. */
export const stateWords = (held: Held): string => (isOn(held) ? '在用' : '停用');

/** Every setting of a form but its switch, one a line. */
export const allWords = ({ knobs }: Form, held: Held): string[] =>
  Object.entries(knobs).flatMap(([name, knob]) => {
    const value = held[name];
    return name === 'on' || value === undefined ? [] : [settingWords(knob, value)];
  });

/** What differs between two states of a form, in words: 启用：否 → 是. */
export function differences(
  form: Form,
  before: Held,
  after: Held,
): { label: string; from: string; to: string }[] {
  return Object.entries(form.knobs).flatMap(([name, knob]) => {
    const [from, to] = [before[name], after[name]];
    if (from === undefined || to === undefined || same(from, to)) return [];
    if (name === 'on') return [{ label: form.name, from: stateWords(before), to: stateWords(after) }];
    return [{ label: knob.label, from: settingWords(knob, from), to: settingWords(knob, to) }];
  });
}

/** Whether two values are the same. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
