/** Something that happened to a member (情况, S5-4). Never written without a yes (E-14). */
import { clauseAt } from '../clauses.ts';
import { normalizeText } from '../../../calendar/numerals.ts';
import { standard } from '../dialect.ts';
import { findHappening, type HappeningFound } from '../happenings.ts';
import { findPeopleIn, type PersonMention } from '../people-in.ts';
import type { IntentReader, Reading, Speaker } from './reading.ts';

/** Less sure than that it is not offered. */
const sureEnough = 0.55;
const askedFrom = 0.5;
/** The words by which a report of a visit is told from a report of what happened. */
const visiting = /看了|看望|探望|走访|慰问|探视|去看|陪了|送[了去]|我去接|接[^，。]{1,8}出院/u;
const spouse = /老伴|爱人|丈夫|妻子|夫人|老婆|老公/u;

/** How sure it is that this reports a happening; what a member or relative needs is asked for rather than reported. */
function sureness({ kind, confidence, whose }: HappeningFound, said: string, as: Speaker): number {
  if (as === 'helper') return visiting.test(said) ? confidence * 0.5 : confidence;
  if (kind === 'hardship' || (kind === 'disaster' && confidence < 0.7)) return 0;
  if (kind === 'died' && as !== 'family') return 0;
  return whose !== undefined && spouse.test(whose) && as === 'family' ? confidence * 2.5 : confidence;
}

/** Reads what happened, to whom and when. */
export const happeningIntent: IntentReader = (written, reading) => {
  const said = standard(written);
  const happening = findHappening(said, { today: reading.today });
  const [best] = happening.found;
  if (!best || best.kind === 'despair') return null;
  // 走了 may mean many things: what it was is asked (E-14).
  const gone = best.kind === 'died' && best.confidence < 0.9;
  const confidence = sureness(best, said, reading.as);
  // 已经没了 is too grave to be passed over, and is asked in any case.
  if (confidence < (gone ? askedFrom : sureEnough)) return null;
  const members = whom(said, best, reading);
  const somebodyElse =
    best.whose !== undefined && !members.some(({ text }) => text.startsWith(best.whose ?? ''));
  return {
    intent: 'happening',
    confidence: Math.max(confidence, sureEnough),
    facts: {
      ...(members.length > 0 ? { members } : {}),
      ...(gone ? {} : { happening: best.kind }),
      ...(somebodyElse ? { whose: best.whose } : {}),
      ...(best.happenedOn === undefined ? {} : { happenedOn: best.happenedOn }),
    },
    doubts: gone ? [{ about: 'died-or-left', said: best.phrase }] : [],
    happening,
  };
};

/** Those named in the clause that tells of it, else anywhere. */
function whom(said: string, { index }: HappeningFound, { people }: Reading): readonly PersonMention[] {
  const mentions = findPeopleIn(said, people);
  const clause = clauseAt(normalizeText(said), index);
  const near = mentions.filter(one => one.index >= clause.index && one.index < index);
  return oneEach(near.length > 0 ? near : mentions);
}

const oneEach = (mentions: readonly PersonMention[]): PersonMention[] =>
  mentions.filter(({ ids }, place) => mentions.findIndex(other => other.ids.join() === ids.join()) === place);
