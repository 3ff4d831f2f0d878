/** What records nothing: corrections of what was said, things said not to be so, questions. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { isAsked } from '../clauses.ts';
import { findHappening } from '../happenings.ts';
import { findPeopleIn } from '../people-in.ts';
import { anyOf } from '../pattern.ts';
import type { IntentReader } from './reading.ts';

const correcting = anyOf(
  '(?:说|记|写|报|填|打|发|弄|搞|登)(?:记)?错|更正|纠正|改一下|改成|应该是|不对[，,。]|口误|笔误|弄混|搞混|记混|重新记|说反',
  '(?:是|看的是|去的是)[^，。]{1,8}[，,]?(?:不是|而不是)|不是[^，。]{1,10}[，,]?\\s*(?:而)?是',
);
/** 李老不是张老, 不是张老是李老. */
const notThis = /(?<!是)不是(?<not>[^，。,是]{1,8})/u;

/** Reads a correction of what was said before: who it is, and who it is not. */
export const correctionIntent: IntentReader = (said, { people }) => {
  const text = normalizeText(said);
  if (!correcting.test(text) || isAsked(text)) return null;
  const mentions = findPeopleIn(text, people);
  const not = notThis.exec(text);
  const wrong = mentions.filter(
    ({ index }) =>
      not !== null && index >= not.index && index <= not.index + 2 + (not.groups?.['not']?.length ?? 0),
  );
  const members = mentions.filter(one => !wrong.includes(one));
  return {
    intent: 'correction',
    confidence: 0.75,
    facts: {
      ...(members.length > 0 ? { members } : {}),
      ...(wrong.length > 0 ? { notMembers: wrong } : {}),
    },
    doubts: [],
  };
};

const denying = anyOf(
  '没(?:有)?(?:住院|出院|摔|病|去世|走|事(?![情业])|去成|看成|来得及|顾上|去(?!世))|没有的事|不是真的|误传|谣传|搞错了|不用(?:去|来|看|送|麻烦|管|记)|甭(?:去|来|记)|别(?:去|来|记)|不必|还没|没见着|未',
);

/** Reads what is said not to be so: nothing is to be recorded. */
export const negationIntent: IntentReader = said => {
  const text = normalizeText(said);
  if (
    !denying.test(text) ||
    isAsked(text) ||
    findHappening(text).found.some(({ confidence }) => confidence >= 0.55)
  )
    return null;
  return { intent: 'negation', confidence: 0.4, facts: {}, doubts: [] };
};

/** Reads a question. */
export const questionIntent: IntentReader = said =>
  isAsked(normalizeText(said)) ? { intent: 'question', confidence: 0.45, facts: {}, doubts: [] } : null;
