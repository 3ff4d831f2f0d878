/** The sentences of a digest, each made of one list: a count, the first names, and what to do about it. */
import type { IsoDate } from '../calendar/dates.ts';
import { dateText, shortDate } from '../calendar/format.ts';
import { shanghaiDate } from '../calendar/dates.ts';
import type { Db } from '../database.ts';
import { reviewsOverdue } from './care-files.ts';
import { happeningKinds, labelOf, requestKinds } from './labels.ts';
import { signWithinDays, unsignedLetters } from './letters/lists.ts';
import { unsignedParties } from './letters/reads.ts';
import {
  dutiesOfOwner,
  festivalProgress,
  notReached,
  openHappenings,
  overdueDuties,
  reportsDue,
  unpairedMembers,
  waitingRequests,
  type Listed,
  type NamedRow,
} from './obligations/lists.ts';
import { castOf, ownerWords, type Cast } from './obligations/people.ts';
import { itemText } from './obligations/prompts.ts';
import type { Duty } from './obligations/steps.ts';
import { leadersWithoutMember } from './pairing/lists.ts';
import { addressOf, peopleById, type Person } from './people.ts';
import { reportRules, ruleOf } from './rules/index.ts';

/** From where and when somebody looks. */
export interface DigestView {
  readonly now: Date;
  readonly today: IsoDate;
  readonly path: string;
}

/** So many are named; the others are counted. */
const namedAtMost = 5;

/** What there is to say, the most urgent first; empty when all is well. */
export async function digestLines(db: Db, view: DigestView): Promise<string[]> {
  const { now, today, path } = view;
  const lines = [
    await happeningLine(db, view),
    await requestLine(db, view),
    await overdueLine(db, view),
    reviewLine(await reviewsOverdue(db, today, path)),
    ...(await festivalProgress(db, today, path)).map(progressLine),
    ...(await reportLines(db, view)),
    await unpairedLine(db, view),
    leadersLine(await leadersWithoutMember(db, today, path, namedAtMost)),
    await unsignedLine(db, view),
    missedLine(await notReached(db, now, today, path, namedAtMost)),
  ];
  return lines.filter(line => line !== '');
}

/** What is a helper's own to do. */
export async function helperLines(db: Db, today: IsoDate, ownerId: string): Promise<string[]> {
  const duties = await dutiesOfOwner(db, today, ownerId, 10);
  const cast = await castOf(db, duties.rows);
  const items = duties.rows.map(
    (duty, index) => `${index + 1}. ${late(duty, today)}${itemText(duty, cast, today)}`,
  );
  const more = duties.count - items.length;
  return more > 0 ? [...items, `另有${more}件，回复“我的待办”都能看到。`] : items;
}

const late = (duty: Duty, today: IsoDate): string => (duty.dueOn < today ? '【逾期】' : '');

const andMore = (count: number, shown: number, unit: string): string =>
  count > shown ? `等${count}${unit}` : '';

async function happeningLine(db: Db, { now, today, path }: DigestView): Promise<string> {
  const { count, rows } = await openHappenings(db, now, path, namedAtMost);
  if (count === 0) return '';
  const people = await peopleById(
    db,
    rows.map(({ memberId }) => memberId),
  );
  const names = rows.map(row => {
    const seen = row.seenTo ? '已看望' : '还没有人看望';
    return `${nameOf(people.get(row.memberId), today)}${wordFor(row.kind)}（${shortDate(row.happenedOn)}，${seen}）`;
  });
  return `要紧的事${count}件：${names.join('、')}${andMore(count, rows.length, '件')}。`;
}

/** Despair is told to those who must act; a digest says no more than that somebody needs company. */
const wordFor = (kind: string): string =>
  kind === 'despair' || kind === 'mood' ? '需要多关心' : labelOf(happeningKinds, kind);

async function requestLine(db: Db, { today, path }: DigestView): Promise<string> {
  const { count, rows } = await waitingRequests(db, path, namedAtMost);
  if (count === 0) return '';
  const people = await peopleById(
    db,
    rows.map(({ memberId }) => memberId),
  );
  const names = rows.map(
    ({ number, kind, memberId, createdAt }) =>
      `第${number}号${nameOf(people.get(memberId), today)}（${labelOf(requestKinds, kind)}，${shortDate(shanghaiDate(createdAt))}提出）`,
  );
  return `等人接的求助${count}件：${names.join('、')}${andMore(count, rows.length, '件')}。`;
}

async function overdueLine(db: Db, { today, path }: DigestView): Promise<string> {
  const duties = await overdueDuties(db, today, path, namedAtMost);
  if (duties.count === 0) return '';
  const cast = await castOf(db, duties.rows);
  const names = duties.rows.map(duty => overdueName(duty, cast, today));
  return `已经逾期${duties.count}项：${names.join('、')}${andMore(duties.count, names.length, '项')}。`;
}

const reviewLine = (count: number): string =>
  count === 0 ? '' : `满一年还没有复核的档案${count}份，请经办同志回复“复核”办理。`;

function overdueName(duty: Duty, { people, organisations }: Cast, today: IsoDate): string {
  const owner = people.get(duty.ownerId);
  const who =
    duty.memberId === null
      ? organisations.get(duty.organisationId)
      : nameOf(people.get(duty.memberId), today);
  return `${who ?? ''}的${duty.title}（应在${shortDate(duty.dueOn)}前${owner ? `，${ownerWords(owner, duty)}` : ''}）`;
}

const progressLine = ({
  title,
  dueOn,
  total,
  done,
}: {
  title: string;
  dueOn: IsoDate;
  total: number;
  done: number;
}) =>
  done === total
    ? `${title}：应访${total}位，都访到了。`
    : `${title}：应访${total}位，已访${done}位，还差${total - done}位（${dateText(dueOn)}前）。`;

/** A line for each report: in December there are two. */
async function reportLines(db: Db, { today, path }: DigestView): Promise<string[]> {
  const lines: string[] = [];
  for (const rule of reportRules) {
    const { count, rows } = await reportsDue(db, today, path, rule, namedAtMost);
    const [first] = rows;
    if (!first) continue;
    const { organisations } = await castOf(db, rows);
    const names = rows.map(({ organisationId }) => organisations.get(organisationId) ?? '');
    lines.push(
      `${first.title}${dateText(first.dueOn)}前要报${ruleOf(rule)?.recipients ?? '上级'}，还没有报出${count}份：${names.join('、')}${andMore(count, rows.length, '份')}。`,
    );
  }
  return lines;
}

async function unpairedLine(db: Db, { today, path }: DigestView): Promise<string> {
  const { count, rows } = await unpairedMembers(db, today, path, namedAtMost);
  if (count === 0) return '';
  const people = await peopleById(
    db,
    rows.map(({ id }) => id),
  );
  const names = rows.map(row => `${nameOf(people.get(row.id), today)}（${row.organisation}）`);
  return `还没有结对${count}位：${names.join('、')}${andMore(count, names.length, '位')}。`;
}

/** 党员领导干部带头 (S5-3b). */
function leadersLine({ count, rows }: Listed<NamedRow>): string {
  const names = rows.map(({ name }) => name);
  return count === 0
    ? ''
    : `还没有结对的领导${count}位：${names.join('、')}${andMore(count, names.length, '位')}。`;
}

/** 未签订 (S5-3c): who has yet to sign. */
async function unsignedLine(db: Db, { today, path }: DigestView): Promise<string> {
  const { count, rows } = await unsignedLetters(db, today, path, namedAtMost);
  if (count === 0) return '';
  const people = await peopleById(
    db,
    rows.flatMap(({ helperId, memberId }) => [helperId, memberId]),
  );
  const names = rows.map(letter => {
    const member = nameOf(people.get(letter.memberId), today);
    const missing = unsignedParties(letter).map(party => partyNames[party]);
    return `${member}和${people.get(letter.helperId)?.name ?? '帮扶人'}（还差${missing.join('、')}）`;
  });
  return `责任书写好${signWithinDays}天还没签齐${count}份：${names.join('、')}${andMore(count, names.length, '份')}。`;
}

const partyNames = { branch: '支部', helper: '帮扶人', member: '老同志' } as const;

const reasons = {
  'no-account': '没有企业微信账号',
  'not-reachable': '消息送不到',
  'not-delivered': '有消息没送达',
} as const;

function missedLine({ count, rows }: Listed<{ name: string; reason: keyof typeof reasons }>): string {
  if (count === 0) return '';
  const names = rows.map(({ name, reason }) => `${name}（${reasons[reason]}）`);
  return `没联系上${count}人：${names.join('、')}${andMore(count, rows.length, '人')}，请打电话或当面说一声。`;
}

/** 张老（张德厚）. */
const nameOf = (member: Person | undefined, today: IsoDate): string =>
  member ? `${addressOf(member, today)}（${member.name}）` : '一位老同志';
