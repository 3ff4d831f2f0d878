/** The lists behind the numbers of a 简报, each by its code. */
import { festivalRounds } from '../../src/scheme/coverage.ts';
import { isCode, labelOf } from '../../src/scheme/labels.ts';
import { staffLists, type StaffList } from '../../src/scheme/labels/lists.ts';
import { entriesOf } from '../../src/scheme/staff-lists.ts';
import { reviewsText } from '../care-file/review-list.ts';
import type { BotContext } from '../context.ts';
import { coverageText, ofRound } from '../coverage/text.ts';
import { survivorsText } from '../family/survivor-list.ts';
import { tasksText } from '../my-tasks/list.ts';
import { unreachedText } from '../unreached/list.ts';
import { noSuchPage, pageOf, pageSize, restLines } from './paging.ts';

/** How a list is headed, what its entries are counted in, and what to do about them. */
interface Heading {
  readonly unit: string;
  readonly title: (count: number) => string;
  readonly none: string;
  readonly advice?: string;
}

const headings: Readonly<Record<StaffList, Heading>> = {
  happenings: {
    unit: '件',
    title: count => `眼下要紧的事有${count}件：`,
    none: '眼下没有要紧的事，都安好。',
  },
  requests: {
    unit: '件',
    title: count => `还没有人接的求助有${count}件：`,
    none: '求助都有人接了。',
    advice: '要接哪一件，回复如“第1号 已联系，明天上门”就记在您名下。',
  },
  overdue: {
    unit: '件',
    title: count => `过了日子还没办的有${count}件：`,
    none: '没有逾期的事。',
    advice: '请打个电话问一问；已经办了的，请补记一句。',
  },
  reports: {
    unit: '份',
    title: count => `要报还没报的报告有${count}份：`,
    none: '眼下没有要报的报告。',
  },
  unpaired: {
    unit: '位',
    title: count => `没有帮扶人的老同志有${count}位：`,
    none: '在册的老同志都有帮扶人。',
    advice: '安排帮扶人，请回复“结对”。',
  },
  leaders: {
    unit: '位',
    title: count => `还没有结对的领导有${count}位：`,
    none: '领导都结了对子。',
  },
  letters: {
    unit: '份',
    title: count => `没签齐的责任书有${count}份：`,
    none: '写好的责任书都签齐了；还没有写的，支部书记回复“责任书”就能看到。',
  },
};

/** One page of a list of the staff's. */
export async function staffListText(list: StaffList, ctx: BotContext, page = 1): Promise<string> {
  const { db, now, today, me } = ctx;
  const view = { now, today, path: me.organisation.path };
  const { unit, title, none, advice } = headings[list];
  const { count, rows } = await entriesOf(db, list, view, page * pageSize);
  if (count === 0) return none;
  const shown = pageOf(rows, page);
  const word = labelOf(staffLists, list);
  if (shown.length === 0) return noSuchPage(count, word);
  const lines = shown.map(({ text }, place) => `${(page - 1) * pageSize + place + 1}. ${text}`);
  return [title(count), ...lines, ...restLines(count, page, word, unit), ...(advice ? [advice] : [])].join(
    '\n',
  );
}

/** The list of this code, as it stands in a digest; undefined for a code that is none. */
export async function listText(code: string, ctx: BotContext): Promise<string | undefined> {
  if (isCode(staffLists, code)) return staffListText(code, ctx);
  if (code.startsWith('coverage:')) return roundText(code.slice('coverage:'.length), ctx);
  return special[code]?.(ctx);
}

const special: Readonly<Record<string, (ctx: BotContext) => Promise<string>>> = {
  reviews: reviewsText,
  survivors: survivorsText,
  unreached: ctx => unreachedText(ctx),
  tasks: ctx => tasksText(ctx),
};

async function roundText(occurrence: string, ctx: BotContext): Promise<string | undefined> {
  const rounds = await festivalRounds(ctx.db, ctx.me.organisation.path);
  const round = rounds.find(each => each.occurrence === occurrence);
  return round && coverageText(ofRound(round, ctx.today), ctx);
}
