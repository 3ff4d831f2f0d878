/** An answer to the day's prompt that says more than that something was done. */
import { addDays } from '../../src/calendar/dates.ts';
import { normalizeText } from '../../src/calendar/numerals.ts';
import type { VisitWay } from '../../src/scheme/labels.ts';
import { latestPrompt, type PromptedItem } from '../../src/scheme/obligations/answers.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { ruleOf } from '../../src/scheme/rules/index.ts';
import { understandVisit, type VisitUnderstood } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { askedForEach, moneyDoubt } from './doubts.ts';
import { companionsNamed, ownWords, type Facts, type Heard } from './facts.ts';
import { choosable } from './people.ts';

/**
 * "1 已上门，送了500元慰问金": an answer to a prompt that is more than "done" is shown before it is kept (E-14). Undefined
 * where it is a plain answer, which needs no review, or none at all.
 */
export async function promptAnswered(text: string, ctx: BotContext): Promise<Heard | undefined> {
  const answers = parsePromptAnswer(text).filter(({ done }) => done);
  const [first] = answers;
  if (!first) return undefined;
  const items = await latestPrompt(ctx.db, ctx.clock, ctx.me.id);
  const meant = answers.flatMap(({ number }) =>
    items.filter(item => number === 'all' || item.number === number),
  );
  const people = await choosable(ctx);
  const members = people.filter(({ id }) => meant.some(({ duty }) => duty.memberId === id));
  const [member, ...also] = members;
  if (!member) return undefined;
  const reading = { today: ctx.today, people: members };
  const understood = understandVisit(withoutNumber(text), reading);
  const { condition } = ownWords(understandVisit(first.note ?? '', reading));
  const visitedOn = addDays(ctx.today, -(first.daysAgo ?? 0));
  const said: Heard = {
    confidence: 0.98,
    answers: {
      ...ownWords({ ...understood, condition: condition?.text }),
      member: {
        id: member.id,
        name: member.name,
        said: text.trim(),
        ...(also.length > 0 ? { also: also.map(({ id, name }) => ({ id, name })) } : {}),
      },
      visitedOn: understood.visitedOn ?? visitedOn,
      ...wayAndOccasion(meant, understood, first.way),
      ...(first.metNobody ? { met: 'nobody' as const } : {}),
      ...(await companionsNamed(text, understood, ctx)),
    },
    ask: moneyDoubt(understood.doubts),
  };
  return askedForEach(said, text);
}

const withoutNumber = (text: string): string =>
  normalizeText(text).replace(/^[第\d\s、，,和与.:：)）项条件位-]+/u, '');

/** As it was said, else as such a duty is usually done; where several duties differ, it is asked. */
function wayAndOccasion(
  items: readonly PromptedItem[],
  understood: VisitUnderstood,
  said: VisitWay | undefined,
): Facts {
  const rules = items.map(({ duty }) => ruleOf(duty.rule));
  const usual = [...new Set(rules.map(rule => rule?.usualWay ?? 'home'))];
  const occasions = [...new Set(rules.flatMap(rule => rule?.occasion ?? []))];
  const way = said ?? understood.way ?? (usual.length === 1 ? usual[0] : undefined);
  const occasion = understood.occasion ?? (occasions.length === 1 ? occasions[0] : undefined);
  return { ...(way === undefined ? {} : { way }), ...(occasion === undefined ? {} : { occasion }) };
}
