/** 我的待办 in words: visits first, the most urgent on top, each with its window; then what is to be written. */
import { dateText } from '../../src/calendar/format.ts';
import { dutiesOfOwner } from '../../src/scheme/obligations/lists.ts';
import { castOf } from '../../src/scheme/obligations/people.ts';
import { reviewsHint } from '../../src/scheme/obligations/files-apart.ts';
import { exampleAnswer, isVisit } from '../../src/scheme/obligations/prompt-text.ts';
import { housematesIn } from '../../src/scheme/obligations/side-by-side.ts';
import type { Duty } from '../../src/scheme/obligations/steps.ts';
import { byUrgency, dutyLine, homesOf, isGrave } from '../../src/scheme/obligations/urgency.ts';
import { ruleOf } from '../../src/scheme/rules/index.ts';
import type { BotContext } from '../context.ts';
import { noSuchPage, pageOf, pageSize, restLines } from '../lists/paging.ts';
import { numberedToday, type NumberedDuty } from './numbers.ts';

const word = '我的待办';
/** Enough to put a household together that the order by days has parted. */
const readAtLeast = 50;

/** The writer's list, page by page. */
export async function tasksText(ctx: BotContext, page = 1): Promise<string> {
  const { db, me, today } = ctx;
  const { count, rows } = await dutiesOfOwner(db, today, me.id, Math.max(readAtLeast, page * pageSize));
  if (rows.length === 0) return nothingToDo(ctx);
  const shown = pageOf(await inOrder(rows, ctx), page);
  if (shown.length === 0) return noSuchPage(count, word);
  return listText(await numberedToday(shown, ctx), { count, page }, ctx);
}

/** What cannot wait, then visits, then what is the clerk's; each by urgency. */
async function inOrder(rows: readonly Duty[], { db, today }: BotContext): Promise<Duty[]> {
  const homes = homesOf(await housematesIn(db, rows, await castOf(db, rows)));
  const parts = [rows.filter(isGrave), rows.filter(isUsualVisit), rows.filter(isPaper)];
  return parts.flatMap(part => byUrgency(part, today, homes));
}

const isPaper = (duty: Duty): boolean => !isVisit(duty) && !isGrave(duty);
const isUsualVisit = (duty: Duty): boolean => isVisit(duty) && !isGrave(duty);

interface Page {
  readonly count: number;
  readonly page: number;
}

async function listText(
  numbered: readonly NumberedDuty[],
  { count, page }: Page,
  ctx: BotContext,
): Promise<string> {
  const cast = await castOf(
    ctx.db,
    numbered.map(({ duty }) => duty),
  );
  const lines = (fits: (duty: Duty) => boolean): string[] =>
    numbered
      .filter(({ duty }) => fits(duty))
      .map(({ number, duty }) => `${number}. ${dutyLine(duty, cast, ctx.today)}`);
  // A death or a cry for help does not stand in a row with festival greetings.
  const grave = lines(isGrave);
  const [visits, papers] = [lines(isUsualVisit), lines(isPaper)];
  const others = count - grave.length;
  const heading = `${ctx.me.name}同志，${grave.length > 0 ? '还有' : '眼下要办的'}${others}件事，急的在前${page > 1 ? `（第${page}页）` : ''}：`;
  return [
    ...(grave.length > 0 ? ['这件事请您先放在心上：', ...grave, ''] : []),
    ...(others > 0 ? [heading, ...visits] : []),
    ...(papers.length > 0 ? [...(visits.length > 0 ? ['要办的手续：'] : []), ...papers] : []),
    ...restLines(count, page, word),
    ...reviewsHint(numbered.map(({ duty }) => duty)),
    howToAnswer(numbered),
  ].join('\n');
}

/** An example that fits the list: its first number, and the usual way. */
function howToAnswer(numbered: readonly NumberedDuty[]): string {
  const visit = numbered.find(({ duty }) => isVisit(duty));
  if (!visit) {
    const [first] = numbered;
    return `办好后回复如“${first?.number ?? 1} ${ruleOf(first?.duty.rule ?? '')?.answer ?? '已上报'}”就行。`;
  }
  return `办好后回复如“${visit.number} ${exampleAnswer(visit.duty)}”就行；想多说几句，直接说“今天去看了…”也行。`;
}

/** Nothing now; what comes next, where something is known to come. */
async function nothingToDo({ db, me, today }: BotContext): Promise<string> {
  const next = await db.obligation.findFirst({
    where: { ownerId: me.id, state: 'open', opensOn: { gt: today } },
    orderBy: [{ opensOn: 'asc' }, { dueOn: 'asc' }, { id: 'asc' }],
    select: { title: true, opensOn: true },
  });
  const soon = next ? `下一件是${next.title}，从${dateText(next.opensOn)}开始，到时候我会提醒您。` : '';
  return `眼下没有要办的事，您放心。${soon}`;
}
