/**
 * 摸底 (S1-3.1a): how far this year's survey is and who has not been asked yet; "摸底 张德厚 联系不上" keeps what was found of
 * somebody and can be taken back for a day. The state of the file is not touched: who does not qualify is decided by 档案状态.
 */
import { shortText } from '../src/chat/fields/index.ts';
import type { Json, Saved } from '../src/chat/form.ts';
import { normalizeText } from '../src/calendar/numerals.ts';
import { mayActFor } from '../src/scheme/access.ts';
import {
  findCareFile,
  notSurveyed,
  recordSurvey,
  surveyCoverage,
  writeCareFile,
  type CareFile,
} from '../src/scheme/care-files.ts';
import { codeOf, labelOf } from '../src/scheme/labels.ts';
import { surveyResults, type SurveyResult } from '../src/scheme/labels/care-file.ts';
import { addressOf, hasRole, type Member } from '../src/scheme/people.ts';
import { nobodyCalled, visibleCalled } from './care-file/whom.ts';
import { defineConversation, type BotContext } from './context.ts';
import { entrances } from './words.ts';

const maySurvey = ({ me }: BotContext): boolean => hasRole(me, 'clerk', 'secretary', 'leader');
const namedAtMost = 10;
const startOf = (today: string): string => `${today.slice(0, 4)}-01-01`;

/** Shows how far the year's survey is. */
export const survey = defineConversation({
  kind: 'reply',
  name: 'survey',
  ...entrances.survey,
  mayUse: maySurvey,
  answer: async (_text, ctx) => coverageText(ctx),
});

async function coverageText({ db, me, today }: BotContext): Promise<string> {
  const { path, name } = me.organisation;
  const since = startOf(today);
  const { total, open, percent, ...found } = await surveyCoverage(db, path, since);
  if (total === 0) return `${name}还没有档案可以摸底。回复“新建档案”或“导入”开始。`;
  const results = [
    ['在册', found.enrolled],
    ['不符合', found.notEligible],
    ['联系不上', found.unreachable],
  ] as const;
  const said = results.filter(([, count]) => count > 0).map(([label, count]) => `${label}${count}位`);
  const head = `${today.slice(0, 4)}年摸底：共${total}位，已摸${total - open}位（${percent}%）${said.length > 0 ? `，其中${said.join('、')}` : ''}。`;
  if (open === 0) return `${head}都摸到了，辛苦大家。`;
  const left = await notSurveyed(db, path, since, namedAtMost);
  const more = open > left.length ? `等${open}位` : '';
  const [first] = left;
  return [
    head,
    `还没摸到的：${left.map(each => each.name).join('、')}${more}。`,
    `问过一位记一位，比如“摸底 ${first?.name ?? '张德厚'} 在册”，也可以说“不符合”“联系不上”；几位一起，名字用顿号隔开。`,
  ].join('\n');
}

const found = '(在册|不?符合(?:条件)?|没?联系不?上)';
const wordFirst = new RegExp(`^摸底(?:结果)?[\\s:：]*(.+?)[\\s:：,，]*${found}$`, 'u');
const nameFirst = new RegExp(`^(.+?)[\\s:：,，]*摸底(?:结果)?[\\s:：,，]*${found}$`, 'u');

/** "摸底 张德厚、王秀英 联系不上", "张德厚 摸底不符合": who, and what was found. Pure. */
export function surveyIn(said: string): { readonly names: readonly string[]; result: SurveyResult } | null {
  const text = normalizeText(said)
    .trim()
    .replace(/[。！!，,]+$/u, '');
  const told = wordFirst.exec(text) ?? nameFirst.exec(text);
  const result = told && codeOf(surveyResults, told[2] ?? '');
  const names = (told?.[1] ?? '').split(/[\s、,，]+/u).filter(name => /^\p{Script=Han}{2,10}$/u.test(name));
  return result && names.length > 0 ? { names, result } : null;
}

/** Keeps what was found. */
export const noteSurvey = defineConversation({
  kind: 'form',
  name: 'note-survey',
  opens: /^摸底\s+\p{Script=Han}{2}/u,
  version: 1,
  title: '记摸底',
  words: [],
  mayUse: maySurvey,
  review: false,
  fields: {
    said: shortText({
      label: '摸底结果',
      question: '摸底摸到谁了，怎么样？',
      example: '摸底 张德厚 联系不上',
      max: 200,
    }),
  },
  recognise: text => (surveyIn(text) ? { answers: { said: text.trim() }, confidence: 0.99 } : null),
  understand: () => null,
  save: ({ said }, ctx) => save(said, ctx),
  undo: (ref, ctx) => takeBack(ref as unknown as readonly Before[], ctx),
});

/** What stood in a file before. */
interface Before {
  readonly memberId: string;
  readonly surveyResult: string | null;
  readonly surveyedOn: string | null;
}

async function save(said: string, ctx: BotContext): Promise<Saved> {
  const told = surveyIn(said);
  if (!told) return { say: '请说谁、怎么样，比如“摸底 张德厚 联系不上”。' };
  const kept: { readonly who: string; readonly before: Before }[] = [];
  const refused: string[] = [];
  for (const name of told.names) {
    const turn = await noteOne(name, told.result, ctx);
    if (typeof turn === 'string') refused.push(turn);
    else kept.push(turn);
  }
  const label = labelOf(surveyResults, told.result);
  const names = kept.map(({ who }) => who).join('、');
  const say = [...(kept.length > 0 ? [`记下了：${names}，摸底结果“${label}”。`] : []), ...refused].join('\n');
  if (kept.length === 0) return { say };
  const ref = kept.map(({ before }) => before) as unknown as Json;
  return { say, undo: { ref, label: `${names}的摸底` } };
}

async function noteOne(name: string, result: SurveyResult, ctx: BotContext) {
  const { db, me, clock, today } = ctx;
  const found = await visibleCalled(name, ctx);
  const [member] = found;
  if (!member) return nobodyCalled(name, ctx);
  if (found.length > 1) return `叫得上“${name}”的有${found.length}位：${apart(found)}。请说全名。`;
  const file = await findCareFile(db, member.id);
  if (!file || !(await mayActFor(db, me, member.id, clock)))
    return `${addressOf(member, today)}的档案不归您这里，没有记。`;
  if (file.state === 'deceased') return `${name}同志已经去世，不用摸底了。`;
  const before = beforeOf(member.id, file);
  const news = await recordSurvey(db, member.id, result, { actorId: me.id, clock });
  return news ? { who: addressOf(member, today), before } : `${addressOf(member, today)}今天已经这样记过了。`;
}

const beforeOf = (memberId: string, { surveyResult, surveyedOn }: CareFile): Before => ({
  memberId,
  surveyResult,
  surveyedOn,
});

const apart = (people: readonly Member[]): string =>
  people
    .slice(0, 5)
    .map(({ name, organisation }) => `${name}（${organisation.name}）`)
    .join('、');

async function takeBack(before: readonly Before[], { db, me, clock }: BotContext): Promise<string> {
  for (const { memberId, surveyResult, surveyedOn } of before)
    await writeCareFile(db, memberId, { surveyResult, surveyedOn }, { actorId: me.id, clock });
  return '摸底结果已经撤回，跟原来一样。';
}
