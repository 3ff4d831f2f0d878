/**
 * "第3号 已联系，明天上门", "3号办好了，已经修好水管", or without a number "接了，明天带师傅去修": which request is meant, and
 * whether it says what came of it.
 */
import { mayActFor } from '../../src/scheme/access.ts';
import type { Outcome } from '../../src/scheme/labels.ts';
import { findPerson, peopleById, type Person } from '../../src/scheme/people.ts';
import {
  findRequestByNumber,
  openRequestsFor,
  openStates,
  requestNumber,
  type Request,
} from '../../src/scheme/requests.ts';
import type { BotContext } from '../context.ts';
import { memberInFull, quoted } from '../words.ts';

/** A request as it is picked and shown. */
export type Picked = { readonly id: string; readonly label: string };

/** How a request is called in a list. */
export const picked = (request: Request, member: Person, { today }: BotContext): Picked => ({
  id: request.id,
  label: `${requestNumber(request)} ${memberInFull(member, today)} ${quoted(request.detail || '语音', 16)}`,
});

/** What a sentence says of a request. */
export interface AboutRequest {
  /** Absent where no number was said and it may be any of several. */
  readonly request?: Picked;
  /** What was said besides the number. */
  readonly rest: string;
  readonly outcome?: Outcome;
  /** What was said besides number and outcome. */
  readonly note: string;
  readonly confidence: number;
}

const numbered = /^(第)?\s*([\d０-９]{1,7})\s*号(?:求助|申请)?[\s，,：:。、]*(.*)$/su;
/** Without 第 "3号" may be a day of the month: then only words of handling count. */
const handlingWords = /^(?:已经?|刚|还没?)?(?:联系|接单|解决|办|处理|转|修|约|答应|安排|完成|搞定|无法)/;

/** What the writer is to see to, of members who are still theirs. */
export async function requestsToHandle(ctx: BotContext): Promise<{ request: Request; member: Person }[]> {
  const { db, me, clock } = ctx;
  const requests = await openRequestsFor(db, me.id);
  const people = await peopleById(
    db,
    requests.map(({ memberId }) => memberId),
  );
  const allowed = await Promise.all(requests.map(({ memberId }) => mayActFor(db, me, memberId, clock)));
  return requests.flatMap((request, index) => {
    const member = people.get(request.memberId);
    return member && allowed[index] ? [{ request, member }] : [];
  });
}

/** A sentence about a request that the writer may handle, with its number or, if they have any, without; null for all else. */
export const aboutRequest = async (text: string, ctx: BotContext): Promise<AboutRequest | null> =>
  (await withNumber(text, ctx)) ?? withoutNumber(text.trim(), ctx);

/** What somebody says who has just been given a request: taken on, under way, done. */
const answering =
  /^(?:(?:好的?|行|嗯+|收到|知道了)[，,。！!、\s]*)?(?:我(?:来|去|这就|马上)?)?(?:已经?|都|刚)?(?:接了|接单|接下|来办|去办|马上[去办联]|这就[去办联]|联系(?:了|好|上|过)|约(?:好|上|了)|打过电话|安排(?:好|上|了)|正?在办|办(?:好|完|成)|解决|处理(?:好|完)|搞定|修(?:好|完))/u;
/** Whoever is named makes it a sentence about that person: a visit, a call, news. */
const naming = /[\p{Script=Han}]老(?!师|板|家|大)|老[\p{Script=Han}]|看望|走访|慰问|档案|报告|方案|还?没|吗/u;

async function withoutNumber(text: string, ctx: BotContext): Promise<AboutRequest | null> {
  if (!answering.test(text) || naming.test(text)) return null;
  const [first, ...others] = await requestsToHandle(ctx);
  if (!first) return null;
  const request = others.length > 0 ? {} : { request: picked(first.request, first.member, ctx) };
  const plain = text.replace(/^(?:好的?|行|嗯+|收到|知道了)[，,。！!、\s]*/u, '');
  return { ...request, rest: plain, ...outcomeIn(plain), confidence: 0.85 };
}

async function withNumber(text: string, ctx: BotContext): Promise<AboutRequest | null> {
  const match = numbered.exec(text.trim());
  const rest = match?.[3]?.trim() ?? '';
  if (!match || rest === '' || (match[1] === undefined && !handlingWords.test(rest))) return null;
  const request = await findRequestByNumber(ctx.db, Number(match[2]?.normalize('NFKC')));
  if (!request || !openStates.includes(request.state)) return null;
  if (!(await mayActFor(ctx.db, ctx.me, request.memberId, ctx.clock))) return null;
  const member = await findPerson(ctx.db, request.memberId);
  if (!member) return null;
  return {
    request: picked(request, member, ctx),
    rest,
    ...outcomeIn(rest),
    confidence: match[1] ? 0.95 : 0.8,
  };
}

const outcomeWords: readonly (readonly [Outcome, RegExp])[] = [
  ['impossible', /^(?:确实|实在)?(?:无法解决|解决不了|办不了|没法办|办不成)了?/],
  ['partly', /^(?:已经?)?(?:部分解决|解决了?一部分|办了一部分)了?/],
  ['passed-on', /^(?:已经?)?(?:转办|转交|转给别的单位|移交)了?/],
  ['solved', /^(?:已经?|都|全)?(?:办好|办完|办成|办结|解决|处理好|处理完|完成|搞定|修好)(?:了|啦)?/],
];

function outcomeIn(rest: string): { outcome?: Outcome; note: string } {
  for (const [outcome, words] of outcomeWords) {
    const found = words.exec(rest);
    if (!found || /^(?:不了|一半|没有?|吗|不)/.test(rest.slice(found[0].length))) continue;
    // 修好了水管 is itself what was done; 办好了 alone says nothing more.
    const note = found[0].includes('修') ? rest : rest.slice(found[0].length);
    return { outcome, note: note.replace(/^[\s，,。：:、]+/, '') };
  }
  return { note: rest };
}

/** 还没回音, 再等等: a word about the waiting, and not the answer. */
const stillWaiting =
  /(?:没有?|未|没见|不见)[^，。]{0,4}(?:回音|答复|回复|回信|消息|结果|动静|信儿?$)|再等|催了|催一|过几天|正在办|在办/u;

/** Whether a word about a request that was passed on says that there is an answer. */
export const saysAnswer = (text: string): boolean => !stillWaiting.test(text);
