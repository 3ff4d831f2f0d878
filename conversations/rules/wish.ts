/** What somebody wants of a rule, in their words: “春节走访提前30天开始”, “停用中秋走访”, “重阳提醒改成7天前、3天前”. */
import { chineseNumber, normalizeText } from '../../src/calendar/numerals.ts';
import type { Knob, KnobValue } from '../../src/scheme/rules/knobs.ts';
import type { Form } from '../../src/scheme/rules/rule.ts';

/** Values to set, by the names of the knobs; null gives one back to what is inherited. */
export type Values = Readonly<Record<string, KnobValue | null>>;

/** A rule and what is wanted of it. */
export interface RuleWish {
  readonly form: Form;
  readonly values: Values;
}

/** The ways to say a form's name, the longest first: 重阳节走访, 重阳走访, 重阳节, 重阳. */
export function namesOf({ name }: Form): string[] {
  const short = name.replace(/(?:走访|看望|慰问|回访|登记|报告)$/u, '');
  const festive = name.endsWith('走访') && !short.endsWith('节') ? [`${short}节走访`, `${short}节`] : [];
  return [name, ...festive, short]
    .filter(each => each.length >= 2)
    .sort((one, other) => other.length - one.length);
}

/** The form a text speaks of, by the longest of its names that stands in it, and the text without it. */
export function formIn(text: string, forms: readonly Form[]): { form: Form; rest: string } | null {
  const found = forms
    .flatMap(form => namesOf(form).map(name => ({ form, name })))
    .filter(({ name }) => text.includes(name))
    .sort(
      (one, other) =>
        other.name.length - one.name.length || text.indexOf(one.name) - text.indexOf(other.name),
    )[0];
  return found ? { form: found.form, rest: text.replace(found.name, '').trim() } : null;
}

/** The wish in a sentence out of the blue; null where it names no rule or says nothing to be done with one. */
export function ruleWishIn(said: string, forms: readonly Form[]): RuleWish | null {
  const found = formIn(plain(said).replace(/^(?:改|修改|调整|设置)规则/u, ''), forms);
  const values = found && valuesIn(found.rest, found.form);
  return found && values ? { form: found.form, values } : null;
}

const plain = (text: string): string =>
  normalizeText(text)
    .trim()
    .replace(/[。！!.～~]+$/u, '');

const figure = '(\\d+|[零〇一二两三四五六七八九十百廿卅]+)';
const numberOf = (text: string | undefined): number | null =>
  text === undefined ? null : chineseNumber(text);

/** What a text wants of a form; null where it says nothing that the form has. */
export function valuesIn(said: string, form: Form): Values | null {
  const text = plain(said).replace(/\s+/gu, '');
  if (/^(?:恢复默认|按默认|(?:按|跟|和|照)上级(?:的|一样|定的)?)$/u.test(text)) return inheritedAgain(form);
  const values: Record<string, KnobValue> = {};
  const rest = takePrompts(takeSecretary(text, form, values), form, values);
  for (const take of [takeNumbers, takeWindow, takeFlags, takeChoice, takeSwitch]) take(rest, form, values);
  return Object.keys(values).length > 0 ? values : null;
}

const inheritedAgain = ({ knobs }: Form): Values =>
  Object.fromEntries(Object.keys(knobs).map(name => [name, null]));

type Take = (text: string, form: Form, values: Record<string, KnobValue>) => void;

const offWords = '停用|停掉|停了|停|关闭|关掉|关了|关|不搞了|不搞|不要了|不要|取消|不用了|不再';
const onWords = '开启|启用|打开|开通|开起来|开一下|恢复|用起来|开';

/** On or off: at the head of what is left, or the whole of it. */
const takeSwitch: Take = (text, { knobs }, values) => {
  if (!knobs['on']) return;
  const [, off, on] =
    new RegExp(
      `^(?:请)?(?:帮我)?(?:把)?(?:(${offWords})|(${onWords}))(?:吧|了|一下)?(?:[，,;；]|$)`,
      'u',
    ).exec(text) ?? [];
  if (off !== undefined) values['on'] = false;
  else if (on !== undefined) values['on'] = true;
};

/** "提前30天开始", "节前2天结束", "每月最后10天去看望": a knob's own words with a number in them. */
const takeNumbers: Take = (text, { knobs }, values) => {
  for (const [name, knob] of Object.entries(knobs)) {
    if (typeof knob.otherwise !== 'number') continue;
    const own = new RegExp(knob.label.replace(/几|多少/u, figure), 'u').exec(text);
    const value = numberOf(own?.[1]);
    if (value !== null) values[name] = value;
  }
  if (knobs['opens'] && values['opens'] === undefined) {
    const [, ahead, before] =
      new RegExp(`(?:提前|提早)${figure}天|(?:节前|前)${figure}天(?:就)?(?:开始|开展)`, 'u').exec(text) ?? [];
    const value = numberOf(ahead ?? before);
    if (value !== null) values['opens'] = value;
  }
  if (knobs['closes'] && values['closes'] === undefined) {
    const value = /当天(?:结束|截止|为止)/u.test(text)
      ? 0
      : numberOf(new RegExp(`前${figure}天(?:结束|截止|为止)`, 'u').exec(text)?.[1]);
    if (value !== null) values['closes'] = value;
  }
};

const units: Partial<Readonly<Record<Knob['kind'], string>>> = {
  hours: '(?:个)?小时',
  workdays: '个?工作日',
  days: '天',
};

/** "5个工作日内", "改成48小时": the one window that the rule has. */
const takeWindow: Take = (text, { knobs }, values) => {
  const knob = knobs['window'];
  const unit = knob && units[knob.kind];
  if (!knob || unit === undefined || values['window'] !== undefined) return;
  const value = numberOf(
    new RegExp(`(?:改成|改为|改到|定为|[:：]|^)?${figure}${unit}(?:以内|之内|内|$)`, 'u').exec(text)?.[1],
  );
  if (value !== null) values['window'] = value;
};

/** "过半时不提醒", "最后一天提醒：否". */
const takeFlags: Take = (text, { knobs }, values) => {
  for (const [name, knob] of Object.entries(knobs)) {
    if (name === 'on' || knob.kind !== 'yes-no') continue;
    const when = knob.label.replace(/(?:再)?提醒$/u, '');
    const said = new RegExp(
      `(不要|不用|别)?${when}(?:的时候)?(也|不|不要|不用|别)?(?:再)?提醒(?:[:：改成为]*(是|否|要|不要|开|关))?`,
      'u',
    ).exec(text);
    if (said)
      values[name] = ![said[1], said[2], said[3]].some(
        word => word !== undefined && /[不别否关]/u.test(word),
      );
  }
};

const takeChoice: Take = (text, { knobs }, values) => {
  for (const [name, { kind, choices = {} }] of Object.entries(knobs)) {
    if (kind !== 'choice') continue;
    const said = /(?:告诉|报告|报给|改成|[:：])(.+)$/u.exec(text)?.[1] ?? text;
    const code = Object.entries(choices).find(
      ([, label]) => said.includes(label) || said.includes(label.replace('支部', '')),
    )?.[0];
    if (code !== undefined) values[name] = code;
  }
};

const dayPattern = new RegExp(
  `当天|(?:节前|生日前|到期前|期末前|提前|前|第)?${figure}(?:天|日|个工作日)?(?:之前|以前|前)?`,
  'gu',
);

function daysIn(text: string): number[] | null {
  const days = [...text.matchAll(dayPattern)].map(([said, number]) =>
    said === '当天' ? 0 : numberOf(number),
  );
  const known = days.filter(day => day !== null);
  return known.length > 0 && known.length === days.length ? [...new Set(known)] : null;
}

const toBe = '(?:的?时间)?(?:改成|改为|改到|设为|设成|定在|定为|放在|在|是|[:：])?';

/** "书记提醒改成2天前"; the text without it. */
function takeSecretary(text: string, { knobs }: Form, values: Record<string, KnobValue>): string {
  if (!knobs['secretary']) return text;
  const found = new RegExp(`(?:告诉|提醒)?(?:支部)?书记(?:的)?(?:提醒)?${toBe}([^，,;；]+)`, 'u').exec(text);
  const days = found && daysIn(found[1] ?? '');
  if (!found || !days) return text;
  values['secretary'] = days;
  return text.replace(found[0], '');
}

/** "提醒改成7天前、3天前": those days and no others; what is said of the first day and half way goes with them. */
function takePrompts(text: string, { knobs }: Form, values: Record<string, KnobValue>): string {
  if (!knobs['prompts']) return text;
  const found = new RegExp(`提醒${toBe}([^;；]*(?:\\d|[一二两三四五六七八九十]|当天)[^;；]*)$`, 'u').exec(
    text,
  );
  const said = found?.[1] ?? '';
  const days = found && daysIn(said.replace(/开始那天|第一天|过半(?:时|的时候)?|最后一天/gu, ''));
  if (!found || !days) return text;
  values['prompts'] = days;
  if (knobs['opening']) values['opening'] = /开始那天|第一天/u.test(said);
  if (knobs['halfWay']) values['halfWay'] = said.includes('过半');
  return text.replace(found[0], '');
}
