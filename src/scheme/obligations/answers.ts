/** What an answer to a prompt does: each item named becomes a visit (or a report handed in), and one calm sentence. */
import { addDays, shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { reviewCareFile } from '../care-files.ts';
import type { VisitWay } from '../labels.ts';
import type { PromptAnswer } from './answer-words.ts';
import { closeObligation } from './close.ts';
import { databaseNow } from './now.ts';
import { isVisit } from './prompt-text.ts';
import { dutyColumns, type Duty } from './steps.ts';
import { addressOf, peopleById, type Person } from '../people.ts';
import { answerCame } from '../request-duties.ts';
import { addNote, findRequestByNumber, requestNumber } from '../requests.ts';
import { reviewRules, ruleOf } from '../rules/index.ts';
import { referral, requestNumberIn } from '../rules/referral.ts';
import { isLateEntry, recordVisit, type RecordedVisit } from '../visits.ts';

/** For so many days a prompt can be answered by number. */
const answerableDays = 7;

/** An item of the latest prompt. */
export interface PromptedItem {
  readonly number: number;
  readonly duty: Duty;
}

/** What was recorded, and what to say. */
export interface Answered {
  readonly sentences: readonly string[];
  readonly recorded: readonly RecordedVisit[];
}

/** The items of the last prompt somebody got within a week, by number; empty when there was none. */
export async function latestPrompt(db: Db, clock: Clock, personId: string): Promise<PromptedItem[]> {
  const since = addDays(shanghaiDate(await databaseNow(db, clock)), -answerableDays);
  const rows = await db.$queryRaw<(Duty & { number: number })[]>`
    SELECT i.number, ${dutyColumns} FROM prompt_item i JOIN obligation o ON o.id = i."obligationId"
    WHERE i."personId" = ${personId}::uuid AND i.day = (SELECT max(l.day) FROM prompt_item l
      WHERE l."personId" = ${personId}::uuid AND l.day >= ${since})
    ORDER BY i.number`;
  return rows.map(({ number, ...duty }) => ({ number, duty }));
}

/**
 * Records what `answers` say of the latest prompt, in the caller's transaction; undefined when there is no prompt to answer.
 * Answering the same twice on a day changes nothing. `said` is kept with each visit.
 */
export async function answerPrompt(
  db: Db,
  clock: Clock,
  person: Pick<Person, 'id'>,
  answers: readonly PromptAnswer[],
  said?: string,
): Promise<Answered | undefined> {
  const items = await latestPrompt(db, clock, person.id);
  if (items.length === 0 || answers.length === 0) return undefined;
  const today = shanghaiDate(await databaseNow(db, clock));
  const people = await peopleById(
    db,
    items.flatMap(({ duty }) => duty.memberId ?? []),
  );
  const sentences: string[] = [];
  const recorded: RecordedVisit[] = [];
  for (const { answer, item } of pairs(answers, items)) {
    if (!item) {
      sentences.push(`最近一次提醒只有${items.length}项，没有第${answer.number}项。`);
      continue;
    }
    const member = item.duty.memberId === null ? undefined : people.get(item.duty.memberId);
    const turn = { db, clock, today, personId: person.id, said, duty: item.duty, answer };
    const outcome = await answerFor(turn, member);
    sentences.push(outcome.sentence);
    if (outcome.recorded) recorded.push(outcome.recorded);
  }
  return { sentences, recorded };
}

function pairs(answers: readonly PromptAnswer[], items: readonly PromptedItem[]) {
  return answers.flatMap(answer =>
    answer.number === 'all'
      ? items.map(item => ({ answer, item }))
      : [{ answer, item: items.find(({ number }) => number === answer.number) }],
  );
}

interface Turn {
  readonly db: Db;
  readonly clock: Clock;
  readonly today: IsoDate;
  readonly personId: string;
  readonly said: string | undefined;
  readonly duty: Duty;
  readonly answer: PromptAnswer;
}

interface Outcome {
  readonly sentence: string;
  readonly recorded?: RecordedVisit;
}

/** Until when there is time, in words. */
const inTime = ({ duty, today }: Turn): string =>
  duty.dueOn < today ? '已经过了日子，请尽快' : `${dateText(duty.dueOn)}前都可以`;

const dropped = (duty: Duty): boolean => duty.state === 'cancelled';

/** A visit to the member, a look at their file, or a report. */
function answerFor(turn: Turn, member: Person | undefined): Promise<Outcome> {
  if (!member) return answerForReport(turn);
  return isVisit(turn.duty) ? answerForMember({ ...turn, member }) : answerForFile({ ...turn, member });
}

/** R9: whoever says that it is done has looked at the file and found it right. */
async function answerForFile(turn: Turn & { readonly member: Person }): Promise<Outcome> {
  const { db, clock, today, personId, duty, answer, member } = turn;
  const address = addressOf(member, today);
  if (dropped(duty)) return { sentence: `${address}的${duty.title}已经不用办了。` };
  if (!answer.done) return { sentence: `好的，${address}的${duty.title}${inTime(turn)}。` };
  if (duty.rule === referral.code) return answerForReferral(turn, address);
  const doneBy = ruleOf(duty.rule)?.doneBy;
  if (doneBy !== undefined) return { sentence: `${address}的${duty.title}，${doneBy}` };
  if (!reviewRules.includes(duty.rule))
    return { sentence: `${address}现在怎么样？请回复“复核”，说“仍困难”“转长期”还是“脱困”。` };
  const reviewed = await reviewCareFile(db, member.id, { actorId: personId, clock });
  return {
    sentence: reviewed
      ? `已记下：${address}的档案复核过了，没有变化。`
      : `${address}的档案今天已经复核过了。`,
  };
}

/** What the other office said is kept with the request, in the writer's own words. */
async function answerForReferral(turn: Turn, address: string): Promise<Outcome> {
  const { db, clock, personId: actorId, said, duty, answer } = turn;
  const request = await findRequestByNumber(db, requestNumberIn(duty.occurrence));
  if (!request || duty.state === 'done') return { sentence: `${address}的${duty.title}已经记过了。` };
  await addNote(db, { requestId: request.id, actorId, text: answer.note ?? said ?? '有了答复' }, clock);
  await answerCame(db, clock, request, actorId);
  return {
    sentence: `已记下：${address}的${duty.title}。事情办完了，回复“${requestNumber(request)}办好了”。`,
  };
}

async function answerForReport(turn: Turn): Promise<Outcome> {
  const { db, clock, personId, duty, answer } = turn;
  if (!answer.done) return { sentence: `好的，${duty.title}${inTime(turn)}。` };
  // A correction ends with its answer to whoever asked, not with a number (PIPL 46).
  if (duty.rule === 'correction' && duty.state !== 'done')
    return {
      sentence: `${duty.title}改好了，请回复“${duty.title} 已更正”；不改的，回复“${duty.title} 不更正”。`,
    };
  const closing = { obligationId: duty.id, actorId: personId, reason: 'reported' };
  const closed = await closeObligation(db, clock, closing);
  const deed = ruleOf(duty.rule)?.recipients === undefined ? '做好了' : '已经报出';
  const what = `${await unitWords(turn)}${duty.title}`;
  return { sentence: closed ? `已记下：${what}${deed}。` : `${what}已经记过了。` };
}

/** 云溪机械厂离退休党总支的, where a report is not that of the writer's own unit. */
async function unitWords({ db, personId, duty }: Turn): Promise<string> {
  if (duty.memberId !== null) return '';
  const unit = await db.organisation.findFirst({
    where: { id: duty.organisationId, people: { none: { id: personId } } },
    select: { name: true },
  });
  return unit ? `${unit.name}的` : '';
}

async function answerForMember(turn: Turn & { readonly member: Person }): Promise<Outcome> {
  const { db, clock, today, personId, said, duty, answer, member } = turn;
  const address = addressOf(member, today);
  const letGo = dropped(duty);
  // Whoever still has something to do for the member was there all the same: a call is not lost because its line is.
  if (letGo && !(answer.done && (await stillOwes(db, personId, member.id))))
    return { sentence: `${address}的${duty.title}已经不用办了。` };
  if (!answer.done) return { sentence: `好的，${address}的${duty.title}${inTime(turn)}。` };
  const way = wayOf(turn);
  const visitedOn = addDays(today, -(answer.daysAgo ?? 0));
  if (await isKnown(db, { memberId: member.id, visitorId: personId, visitedOn, way }))
    return { sentence: `${dateText(visitedOn)}${address}那里已经记过了。` };
  const recorded = await recordVisit(db, clock, {
    memberId: member.id,
    visitorId: personId,
    visitedOn,
    way,
    occasion: ruleOf(duty.rule)?.occasion ?? 'routine',
    met: answer.metNobody ? 'nobody' : null,
    condition: answer.note ?? null,
    moneyFen: answer.moneyFen ?? null,
    said: said ?? null,
  });
  return { recorded, sentence: sentenceFor(turn, recorded, address) };
}

const stillOwes = async (db: Db, ownerId: string, memberId: string): Promise<boolean> =>
  (await db.obligation.count({ where: { ownerId, memberId, state: { in: ['open', 'overdue'] } } })) > 0;

function wayOf({ answer, duty }: Turn): VisitWay {
  const usual = ruleOf(duty.rule)?.usualWay ?? 'home';
  return answer.way ?? (answer.there && usual === 'phone' ? 'home' : usual);
}

const isKnown = async (
  db: Db,
  visit: { memberId: string; visitorId: string; visitedOn: string; way: string },
): Promise<boolean> => (await db.visit.count({ where: { ...visit, undoneAt: null } })) > 0;

const deeds: Readonly<Record<VisitWay, (address: string) => string>> = {
  home: address => `上门看望${address}`,
  hospital: address => `到医院看望${address}`,
  phone: address => `给${address}打电话`,
  video: address => `和${address}视频（微信）联系`,
  meeting: address => `座谈时见到${address}`,
  other: address => `看望${address}`,
};

function sentenceFor(turn: Turn, { visit, closed }: RecordedVisit, address: string): string {
  const { duty, answer } = turn;
  const money = visit.moneyFen === null ? '' : `，慰问金${visit.moneyFen / 100}元`;
  const late = isLateEntry(visit) ? '（补录）' : '';
  const deed = `已记下${late}：${dateText(visit.visitedOn)}${deeds[visit.way](address)}${money}`;
  if (answer.metNobody) return `${deed}，这次没见到人。${duty.title}先留着，${inTime(turn)}。`;
  if (closed.length > 0) return `${deed}。已办结：${closed.map(({ title }) => title).join('、')}，谢谢您。`;
  const open = duty.state === 'open' || duty.state === 'overdue';
  return open ? `${deed}，谢谢您。${duty.title}还请您到身边看一看，${inTime(turn)}。` : `${deed}，谢谢您。`;
}
