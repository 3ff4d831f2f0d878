/** “李明和张老结对，项目就医陪护，任务每月陪诊一次，目标病情平稳，每月走访”: what a sentence says of a pairing. */
import { findDate } from '../../src/calendar/parse-date.ts';
import type { IsoDate } from '../../src/calendar/dates.ts';
import { normalizeText } from '../../src/calendar/numerals.ts';
import type { Doubt } from '../../src/chat/form.ts';
import type { ContactFrequency } from '../../src/scheme/labels.ts';
import { findPeopleIn, type PersonMention } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { candidates, withLoad, type HelperChoice, type Pairable } from './people.ts';

type Named = { readonly id: string; readonly name: string };

/** The words that are agreed, as far as they were said. */
export interface AgreedSaid {
  readonly direction?: string;
  readonly project?: string;
  readonly task?: string;
  readonly goal?: string;
  readonly frequency?: ContactFrequency;
}

const labelled =
  /(?:帮扶|预期)?(方向|项目|任务|目标)(?:改成|改为|换成|调整为|定为|是|为|有)?[：:\s]*([^，,。；;\n]{2,})/gu;
/** A clause that speaks of how often somebody comes; 任务每月陪诊一次 is a task. */
const often = /[^，,。；;\n]*(?:走访|看望|探望|上门|联系|频次)[^，,。；;\n]*/u;
const oftenWords: readonly (readonly [ContactFrequency, RegExp])[] = [
  ['weekly', /[每一]个?(?:周|星期)/u],
  ['quarterly', /[每一]个?季度?|每三个月/u],
  ['monthly', /[每一]个?月/u],
];
const fields = { 方向: 'direction', 项目: 'project', 任务: 'task', 目标: 'goal' } as const;

/** 方向 项目 任务 目标 频次, wherever each is named. */
export function agreedIn(said: string): AgreedSaid {
  const text = normalizeText(said);
  const found = [...text.matchAll(labelled)].map(([, label, words]) => [
    fields[label as keyof typeof fields],
    (words ?? '').trim(),
  ]);
  const clause = often.exec(text.replace(labelled, ''))?.[0] ?? '';
  const frequency = oftenWords.find(([, words]) => words.test(clause))?.[0];
  return { ...(Object.fromEntries(found) as AgreedSaid), ...(frequency === undefined ? {} : { frequency }) };
}

/** The part of a sentence that names people: what is agreed may hold anything. */
const aboutPeople = (said: string): string => normalizeText(said).replace(labelled, '');

/** Members and helper named in a sentence; two of one name are asked about. */
export interface SidesSaid {
  readonly member?: Named;
  readonly helper?: HelperChoice;
  readonly ask?: { readonly member?: Doubt<Named> };
}

/** Who is named: a helper by the full name, a member also as 张老. */
export async function sidesIn(
  said: string,
  members: readonly Pairable[],
  ctx: BotContext,
): Promise<SidesSaid> {
  const text = aboutPeople(said);
  const helpers = await candidates(ctx);
  const byName = findPeopleIn(text, helpers).filter(({ by }) => by === 'name');
  const meant = findPeopleIn(text, members).filter(
    mention => mention.ids.length > 0 && !byName.some(other => overlap(mention, other)),
  );
  const [helperMention] = byName;
  const helper = helpers.find(({ id }) => helperMention?.ids.length === 1 && helperMention.ids[0] === id);
  return { ...memberOf(meant[0], members), ...(helper ? { helper: await withLoad(helper, ctx) } : {}) };
}

const overlap = (one: PersonMention, other: PersonMention): boolean =>
  one.index < other.index + other.text.length && other.index < one.index + one.text.length;

function memberOf(mention: PersonMention | undefined, members: readonly Pairable[]): SidesSaid {
  const found = members.filter(({ id }) => mention?.ids.includes(id));
  const [only] = found;
  if (!mention || !only) return {};
  if (found.length === 1) return { member: { id: only.id, name: only.name } };
  const options = found.map(({ id, name, detail }) => ({
    value: { id, name },
    label: `${name}（${detail ?? ''}）`,
    words: [name],
  }));
  return { ask: { member: { question: `您说的“${mention.text}”是哪一位？`, options } } };
}

/** 从12月1日起, where a first day is said. */
export function startIn(said: string, today: IsoDate): IsoDate | undefined {
  const before = /(?:从|自)?([^，,。；;]{2,14}?)(?:起|开始)/u.exec(normalizeText(said))?.[1];
  return before === undefined ? undefined : findDate(before, today, { prefer: 'future' })?.date;
}
