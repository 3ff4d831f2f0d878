/** Why a wish for a rule cannot be kept as it was said, in one sentence that names the thing and what would work. Pure. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import type { Form } from '../../src/scheme/rules/rule.ts';
import { formIn, namesOf } from './wish.ts';

const count = '[\\d零〇一二两三四五六七八九十百廿卅]+';
const negative = new RegExp(
  `(?:负|(?<![\\d天日])(?<!天前|日前)[-–—]\\s*)${count}(?=\\s*(?:天|日|个?小时|个?工作日))`,
  'u',
);
const broken = new RegExp(`${count}\\.\\d+|半(?:天|个?小时)|${count}天半`, 'u');
const otherUnit = new RegExp(
  `(?<!每)(${count})个?(?:周|星期|礼拜|个月|月)(?![\\p{Script=Han}]*\\d+[日号])`,
  'u',
);

/** Why the words cannot be meant as they stand, whatever the rule makes of them; undefined where they may be. */
export function misfit(
  said: string,
  form: Form,
  forms: readonly Form[],
  example: string,
): string | undefined {
  const text = normalizeText(said).replace(/\s+/gu, '');
  const another = otherForm(text, form, forms);
  if (another)
    return `一次改一条，免得弄混：这次先改“${form.name}”，请只说它怎么改；“${another.name}”等会儿再改。`;
  const place = /^\p{Script=Han}{2,14}?(?:党支部|支部|总支|党委|老干部局)(?!书记)/u.exec(text)?.[0];
  if (place !== undefined && !place.startsWith('告诉'))
    return `没有找到“${place}”，或者不归您这里管。请写下级组织的全名；改本单位的，直接说怎么改，比如${example}。`;
  const minus = negative.exec(text)?.[0];
  if (minus !== undefined) return `“${minus}”是负数，改不了。请写0或者更大的整数，比如${example}。`;
  const part = broken.exec(text)?.[0];
  if (part !== undefined) return `“${part}”不是整数，改不了。请写整数，比如${example}。`;
  return undefined;
}

/** Another rule that is spoken of beside this one. */
function otherForm(text: string, form: Form, forms: readonly Form[]): Form | undefined {
  const own = namesOf(form).find(name => text.includes(name));
  const found = formIn(
    own === undefined ? text : text.replace(own, ''),
    forms.filter(each => each !== form),
  );
  return found && isNamed(text, found.form) ? found.form : undefined;
}

/** A rule is named by its whole name or as a festival is; “生日”, “住院” alone may be said of anything. */
const isNamed = (text: string, form: Form): boolean =>
  text.includes(form.name) || namesOf(form).some(name => name.endsWith('节') && text.includes(name));

/** What is missing in words that say nothing the rule has. */
export function unclear(said: string, example: string): string {
  const text = normalizeText(said).replace(/\s+/gu, '');
  const unit = otherUnit.exec(text)?.[0];
  if (unit !== undefined) return `“${unit}”请按天数写，比如${example}。`;
  if (new RegExp(`^${count}(?:天|日|个?小时|个?工作日)?$`, 'u').test(text))
    return `“${said.trim()}”说的是哪一项？请写完整，比如${example}。`;
  if (/^(?:书记)?提醒(?:改成|改为|定在)?$/u.test(text))
    return '提醒改成哪几天？请写上，比如“提醒改成7天前、3天前”。';
  return `没看明白“${said.trim()}”要改什么。请像这样说：${example}。`;
}

const verbs = '提前|提早|节前|改成|改为|改到|调到|定为|提醒|开始|结束';
/** 春节走访提前-5天开始: what stands behind a rule's name is about its days, though they may make no sense. */
export const isAboutDays = (rest: string): boolean =>
  new RegExp(
    `^(?:的)?(?:${verbs})[^，。；]{0,4}?[-–—负]?\\s*[\\d零一二两三四五六七八九十百廿卅半.]+\\s*(?:天|日|个?小时|个?工作日|个?周|个?星期|个?月)`,
    'u',
  ).test(normalizeText(rest).replace(/\s+/gu, ''));

/** 停用春节走访和中秋走访: begins with a switch and a rule right behind it. */
export function isSwitch(said: string, forms: readonly Form[]): boolean {
  const behind = /^(?:请)?(?:把)?(?:停用|停掉|关闭|关掉|开启|启用|打开|开通|开|停)(.+)$/u.exec(said)?.[1];
  return (
    behind !== undefined &&
    forms.some(({ name }) => namesOf({ name, key: '', knobs: {} }).some(each => behind.startsWith(each)))
  );
}

/** 停用节日 古尔邦节, 删除节日 古尔邦节: its visits are switched off, and nothing of them is deleted. */
export const ofFestival = (said: string): string =>
  said
    .replace(/^(?:删除|删掉|去掉|取消|停用|停掉|不过)(?:本地)?节日[\s:：]*(?=\p{Script=Han})/u, '停用')
    .replace(/^(?:恢复|启用|重新启用)(?:本地)?节日[\s:：]*(?=\p{Script=Han})/u, '启用');

/** The words are about the rule's days or its switch, also where they make no sense: that is answered too. */
export const meansRule = (
  found: { form: Form; rest: string },
  said: string,
  forms: readonly Form[],
): boolean => isVain(found) || isAboutDays(found.rest) || isSwitch(said, forms);

/** Somebody wants to switch off what cannot be: that is answered too. */
const isVain = ({ form, rest }: { form: Form; rest: string }): boolean =>
  !form.knobs['on'] && /^(?:停用?|关闭?|关掉|取消|不要)$/u.test(rest);
