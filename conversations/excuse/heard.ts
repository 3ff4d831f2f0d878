/** What a sentence says of a visit that is let go: “免访 张老 春节走访，在外地子女家过年”, “张老今年春节不用去了，他在儿子家”. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import { personChoices, type PersonChoice } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import { findPeopleIn, type KnownPerson } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { choosable, offered } from '../record-visit/people.ts';
import { inFull, itemsOf, letGoItems, namedBy, toChoose, type Item, type Named } from './whom.ts';

const command = /^(?:请)?(?:登记|办理|申请)?免访[\s:：，,]*(.*)$/su;
const takenBack = /^(?:撤销|取消|恢复)免访[\s:：，,]*(.*)$/su;
/** 不用去了, 就别去看了, 不必走访: said of a visit that lies ahead. */
const letGo =
  /(?:不(?:用|必|需要?)|用不着|无需|就别|先别|免)(?:再|特意|专门)?(?:(?:上门|登门)?(?:去|来)?(?:走访|看望|慰问|探望|看)|上门|去)|免了/u;
/** It is said of one time, and not of whatever. */
const thisTime =
  /今年|这次|这回|本次|这个月|本月|这个?季度|本季度|过年|生日|春节|七一|元旦|\p{Script=Han}{2,4}节|中秋|重阳|国庆/u;
/** Asked, supposed, or told of a visit that was made. */
const notMeant = /[？?吗么]|是不是|要不要|如果|要是|的话|(?:看|去|走访|慰问|联系|打)过|已经(?:去|看|走访)/u;

/** What a message says of letting a visit go; null where it is about something else. */
export interface Said {
  /** The part that names the visit. */
  readonly head: string;
  /** Why; empty where it was not said. */
  readonly reason: string;
}

/** Reads the message without knowing anybody. Pure. */
export function excusalSaid(text: string): Said | null {
  const said = normalizeText(text)
    .trim()
    .replace(/[。！!.～~]+$/u, '');
  const asked = command.exec(said)?.[1];
  if (asked === undefined && (!letGo.test(said) || !thisTime.test(said) || notMeant.test(said))) return null;
  const parts = (asked ?? said).split(/[，,；;。（(）)]+/u).map(part => part.trim());
  const first = asked === undefined ? parts.findIndex(part => letGo.test(part)) : 0;
  const head = asked === undefined ? said : (parts[0] ?? '');
  return { head, reason: reasonOf(parts.filter((part, index) => index !== first && part !== '')) };
}

const reasonOf = (parts: readonly string[]): string =>
  parts.join('，').replace(/^(?:因为|由于|原因是?[:：]?|理由是?[:：]?)/u, '');

/** Whose visit is to come back: what stands behind “撤销免访”; null for anything else. Pure. */
export const undoSaid = (text: string): string | null =>
  takenBack.exec(
    normalizeText(text)
      .trim()
      .replace(/[。！!.～~]+$/u, ''),
  )?.[1] ?? null;

/** Those of these people whom the words name. */
export function namedIn<P extends KnownPerson>(words: string, people: readonly P[]): P[] {
  const ids = new Set(findPeopleIn(words, people).flatMap(mention => mention.ids));
  return people.filter(({ id }) => ids.has(id));
}

/** What the message says for the form; null where it is about something else. */
export async function excusalIn(text: string, ctx: BotContext) {
  const said = excusalSaid(text);
  if (!said) return null;
  const named = namedIn(said.head, offered(await choosable(ctx)));
  const [only] = named;
  const isCommand = command.test(normalizeText(text).trim());
  if (!only && !isCommand) return null;
  const reason = said.reason === '' ? undefined : said.reason;
  if (!only || named.length > 1)
    return {
      answers: { reason },
      ask: named.length > 1 && named.length <= 9 ? { member: whichOf(named, said.head) } : {},
      confidence: 0.997,
    };
  const member = { id: only.id, name: only.name };
  const { item, doubt } = await itemMeant(said.head, member, ctx);
  const spoken = reason ?? behind(said.head, only.name, item);
  return {
    answers: { member, item, reason: spoken },
    ask: doubt ? { item: doubt } : {},
    confidence: 0.997,
  };
}

const whichOf = (people: readonly PersonChoice[], said: string): Doubt<Named> => ({
  question: '您说的是哪一位？',
  options: personChoices(people).map(each => ({ ...each, value: { ...each.value, said } })),
});

const occasion = /春节|过年|七一|元旦|中秋|重阳|国庆|生日|住院|出院|\p{Script=Han}{2,4}节/u;

/** The visit that is named; the only one there is is taken by the form itself; a wrong name is asked about. */
async function itemMeant(
  head: string,
  member: Named,
  ctx: BotContext,
): Promise<{ readonly item?: Item; readonly doubt?: Doubt<Item> }> {
  const [item] = namedBy(head, await itemsOf(member.id, ctx, true));
  if (item) return { item };
  const unknown = occasion.exec(head)?.[0];
  const soon = await itemsOf(member.id, ctx);
  if (unknown === undefined || soon.length === 0) return {};
  const [gone] = namedBy(head, await letGoItems(member.id, ctx));
  const question = gone
    ? `${gone.what}已经免过了。是下面别的哪一件？`
    : `${await inFull(member, ctx)}眼下没有“${unknown}”这一项，您说的是下面哪一件？`;
  const none = { cancel: true, label: '都不是，先不办', words: ['都不是', '没有'] } as const;
  return { doubt: { question, options: [...toChoose(soon), none] } };
}

/** 免访 张德厚 春节走访 在儿子家过年: what stands behind the name and the visit, where a blank parts them. */
function behind(head: string, name: string, item: Item | undefined): string | undefined {
  const parts = head.split(/\s+/u).filter(part => !part.includes(name) && part !== '');
  const rest = parts.filter(part => !item || namedBy(part, [item]).length === 0);
  const [reason] = rest.filter(part => !/^\p{Script=Han}老$|^老\p{Script=Han}$/u.test(part)).slice(-1);
  return reason !== undefined && [...reason].length >= 3 && !occasion.test(reason) ? reason : undefined;
}
