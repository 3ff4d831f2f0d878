/** 走访情况 in words: the figures of a festival or a month, branch by branch, and who is still to be visited, with whom to call. */
import { addMonths, dateParts, daysBetween, type IsoDate } from '../../src/calendar/dates.ts';
import { dateRangeText, dateText, shortDate } from '../../src/calendar/format.ts';
import {
  coverageOf,
  festivalRounds,
  notVisited,
  type Coverage,
  type NotVisited,
  type Part,
  type Round,
  type Scope,
  type Tally,
} from '../../src/scheme/coverage.ts';
import { visitsBetween } from '../../src/scheme/obligations/lists.ts';
import { ownerWords, whoIs } from '../../src/scheme/obligations/people.ts';
import { hasRole, peopleById, type Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../context.ts';
import { noSuchPage, pageOf, pageSize, restLines } from '../lists/paging.ts';
import { phoneOf } from '../words.ts';

/** What is looked at, what it is called, and the word that shows it again. */
export interface Subject {
  readonly scope: Scope;
  readonly title: string;
  readonly word: string;
  /** The days of a festival's window. */
  readonly round?: Round;
}

/** A festival's time round: 春节走访情况. */
export const ofRound = (round: Round, today: IsoDate): Subject => {
  const year = dateParts(round.dueOn).year;
  const word = `${year === dateParts(today).year ? '' : `${year}年`}${round.title}情况`;
  return { scope: { kind: 'festival', occurrence: round.occurrence }, title: word, word, round };
};

/** A month: 2027年1月走访情况. */
export const ofMonth = (month: string): Subject => {
  const word = `${month.slice(0, 4)}年${Number(month.slice(5))}月走访情况`;
  return { scope: { kind: 'month', month }, title: word, word };
};

/** One page of it: the figures and the first names, or further names. */
export async function coverageText(subject: Subject, ctx: BotContext, page = 1): Promise<string> {
  const view = { today: ctx.today, path: ctx.me.organisation.path };
  const left = await notVisited(ctx.db, subject.scope, view, page * pageSize);
  const rows = pageOf(left.rows, page);
  if (page > 1 && rows.length === 0) return noSuchPage(left.count, subject.word);
  const unit = unitOf(subject.scope);
  const names = await nameLines(rows, ctx);
  const rest = restLines(left.count, page, subject.word, unit);
  if (page > 1) return [`${subject.title}（第${page}页）`, ...names, ...rest].join('\n');
  const toCall = left.count > 0 ? [`还没有走到的${left.count}${unit}，可以打电话问一问：`] : [];
  const coverage = await coverageOf(ctx.db, subject.scope, view);
  const heading = [subject.title, ctx.me.organisation.name];
  const figures = coverage.total === 0 ? [nothingPlanned(subject)] : figureLines(coverage, subject);
  return [
    ...heading,
    ...(subject.round ? [windowOf(subject.round, ctx.today)] : await monthLines(subject, ctx)),
    ...figures,
    ...toCall,
    ...names,
    ...rest,
    ...(await others(subject, ctx)),
  ].join('\n');
}

const nothingPlanned = ({ scope }: Subject): string =>
  scope.kind === 'month' ? '这个月没有到期的走访。' : '还没有要走访的老同志。';

function windowOf({ opensOn, dueOn }: Round, today: IsoDate): string {
  const days = dateRangeText(opensOn, dueOn);
  if (today < opensOn) return `${days}，还没有开始`;
  const left = daysBetween(today, dueOn);
  return left < 0 ? `${days}，已经结束` : `${days}，${left === 0 ? '今天最后一天' : `还有${left}天`}`;
}

/** What was done in the month, whether it was due or not. */
async function monthLines({ scope }: Subject, { db, me }: BotContext): Promise<string[]> {
  if (scope.kind !== 'month') return [];
  const first = `${scope.month}-01`;
  const { visits, members } = await visitsBetween(db, first, `${scope.month}-31`, me.organisation.path);
  return [visits === 0 ? '这个月还没有走访记录。' : `一共走访${visits}次，看望${members}位老同志。`];
}

const unitOf = ({ kind }: Scope): string => (kind === 'festival' ? '位' : '次');

function figureLines(coverage: Coverage, { scope }: Subject): string[] {
  const unit = unitOf(scope);
  const parts = (list: readonly Part[]): string[] =>
    list.length < 2 ? [] : list.map(part => `· ${part.name}：${tallyText(part, unit)}`);
  const lead = scope.kind === 'festival' ? '' : '这个月到期的，';
  const occasions = scope.kind === 'month' ? parts(coverage.occasions) : [];
  const overdue = coverage.overdue === 0 ? `，逾期0${unit}` : '';
  return [`${lead}${tallyText(coverage, unit)}${overdue}。`, ...occasions, ...parts(coverage.branches)];
}

/** 应访12位，已访5位，还要去6位，逾期1位; what is none is left out, but for 已访. */
export function tallyText({ total, visited, toVisit, overdue, excused }: Tally, unit = '位'): string {
  const figures = [
    ['免访', excused],
    ['还要去', toVisit],
    ['逾期', overdue],
  ] as const;
  return [
    `应访${total}${unit}`,
    `已访${visited}${unit}`,
    ...figures.flatMap(([word, count]) => (count > 0 ? [`${word}${count}${unit}`] : [])),
  ].join('，');
}

async function nameLines(rows: readonly NotVisited[], ctx: BotContext): Promise<string[]> {
  const people = await peopleById(
    ctx.db,
    rows.flatMap(({ memberId, ownerId }) => [memberId, ownerId]),
  );
  const lines: string[] = [];
  let branch = '';
  for (const row of rows) {
    if (row.organisation !== branch && ctx.me.organisation.name !== row.organisation)
      lines.push(`${row.organisation}：`);
    branch = row.organisation;
    lines.push(`· ${nameText(row, people, ctx)}`);
  }
  return lines;
}

/** 张老（张德厚），帮扶人李明，电话 …: for a month also what for. */
function nameText(row: NotVisited, people: ReadonlyMap<string, Person>, { today, me }: BotContext): string {
  const [member, owner] = [people.get(row.memberId), people.get(row.ownerId)];
  const who = member ? whoIs(member, today) : '一位老同志';
  const calls = hasRole(me, 'secretary', 'clerk', 'leader');
  const whose = !owner
    ? ''
    : owner.id === me.id
      ? '，您自己联系'
      : `，${ownerWords(owner, row)}${calls ? phoneOf(owner) : ''}`;
  const late = row.standing === 'overdue' ? `（应在${shortDate(row.dueOn)}前）` : '';
  return `${who}${row.title.endsWith('走访') ? '' : `${row.title}`}${late}${whose}`;
}

/** The words for the neighbours in time. */
async function others({ scope }: Subject, { db, me, today }: BotContext): Promise<string[]> {
  if (scope.kind === 'month') {
    const before = addMonths(`${scope.month}-01`, -1).slice(0, 7);
    const rounds = await festivalRounds(db, me.organisation.path);
    const last = rounds.findLast(({ opensOn }) => opensOn <= today) ?? rounds[0];
    const festival = last ? `“${ofRound(last, today).word}”` : '';
    return [`看别的，回复“${ofMonth(before).word}”${festival}这样的话。`];
  }
  return [`按月看，回复“${Number(today.slice(5, 7))}月走访情况”或“上个月”。`];
}

/** Said where a festival is not planned here. */
export const noSuchFestival = (name: string, rounds: readonly Round[], today: IsoDate): string =>
  rounds.length === 0
    ? `“${name}”没有安排走访。按月看，回复“${Number(today.slice(5, 7))}月走访情况”。`
    : `“${name}”没有安排走访。安排了的有：${rounds.map(round => `“${ofRound(round, today).word}”（${dateText(round.dueOn)}前）`).join('、')}。`;
