/** What the dispatcher says of its own accord. */
import { addDays, shanghaiDate } from '../calendar/dates.ts';
import { shortDate, timeText } from '../calendar/format.ts';
import type { TurnContext } from './form.ts';
import { inputName, whyUnread, type Input } from './input.ts';
import { listText, type Listed } from './numbered.ts';
import type { Draft, Undoable } from './session.ts';

/** "10:32", "昨天10:32" or "1月15日10:32". */
export function whenText(at: string, { today }: TurnContext): string {
  const instant = new Date(at);
  const day = shanghaiDate(instant);
  if (day === today) return timeText(instant);
  return `${day === addDays(today, -1) ? '昨天' : shortDate(day)}${timeText(instant)}`;
}

/** The ways to answer the offer of a draft. */
export const resumeChoices = [
  { label: '继续', words: ['继续写', '接着写', '接着来', '接着填', '继续填'] },
  {
    label: '先放着',
    words: ['放着', '等会', '等一下', '等会儿', '以后', '稍后', '以后再说', '过会儿', '先不写'],
  },
  { label: '不要了', words: ['不写了', '删掉', '删了', '作废', '扔了'] },
] as const;

/** The ways to answer "really take it back?". */
export const undoChoices = [{ label: '撤销' }, { label: '不撤销', words: ['不撤', '别撤', '留着'] }] as const;

/** Offers a draft again. */
export const resumeOffer = ({ form }: Draft, ctx: TurnContext): string =>
  `您还有一份没写完的“${form.title}”（${whenText(form.touchedAt, ctx)}），继续写吗？\n${listText(resumeChoices)}`;

/** Asks before something is taken back. */
export const undoQuestion = (item: Undoable, ctx: TurnContext): string =>
  `要撤销刚才 ${whenText(item.at, ctx)} 记录的${item.label}吗？\n${listText(undoChoices)}`;

/** The ways to answer what a photo out of the blue is about: of one thing, yes or no. */
export const sortChoices = (titles: readonly string[]): readonly Listed[] =>
  titles.length === 1 ? [{ label: '是' }, { label: '不是' }] : titles.map(label => ({ label }));

/** Asks what a photo out of the blue is about. */
export function sortQuestion(held: readonly Input[], titles: readonly string[]): string {
  const [first] = held;
  const received = held.length > 1 || !first ? `收到${held.length}份了` : `${inputName(first)}收到了`;
  const list = listText(sortChoices(titles));
  if (titles.length === 1) return `${received}，是要办“${titles[0]}”吗？\n${list}`;
  return `${received}。这是关于什么的？\n${list}\n回复数字，或者打字说说是什么事；不用存就回复“取消”。`;
}

/** Said to somebody who may not use what they asked for. */
export const notForYou = (title: string): string =>
  `“${title}”这一项您这里暂时用不上。要是确实需要，回复“人工”，请工作人员帮您。`;

/** Said when a form cannot go on after an update of the product. */
export const outdated = (title: string, word: string | undefined): string =>
  `上次没写完的“${title}”，因系统更新需要重新填写，给您添麻烦了。${word === undefined ? '' : `要重新填，回复“${word}”就行。`}`;

/** Said to stickers, files, places and links when nothing is being asked. */
export function unreadable(input: Input): string {
  if (input.kind === 'text') return '收到。有事您直接打字说就行，回复“帮助”看看我能做些什么。';
  return `${whyUnread(input)}。有事您直接打字说，或者发语音、照片，回复“帮助”看看我能做些什么。`;
}

/** Said when nobody can be called. */
export const nobodyToCall = '现在联系不上工作人员，请您稍后再试，急事请直接打电话。';
