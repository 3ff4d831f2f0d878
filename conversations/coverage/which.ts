/** Which festival or month is meant by what was said. */
import { dateParts, daysBetween, type IsoDate } from '../../src/calendar/dates.ts';
import { festivalRounds, type Round } from '../../src/scheme/coverage.ts';
import type { BotContext } from '../context.ts';
import { noSuchFestival, ofMonth, ofRound, type Subject } from './text.ts';
import type { Wish } from './wish.ts';

/** What is to be shown, or the sentence that says why nothing is; null where the name is no festival's at all. */
export async function subjectOf(wish: Wish, { db, me, today }: BotContext): Promise<Subject | string | null> {
  if (wish.kind === 'month') return ofMonth(wish.month);
  const rounds = await festivalRounds(db, me.organisation.path);
  if (wish.kind === 'usual') {
    const open = rounds.find(({ opensOn, dueOn }) => opensOn <= today && today <= dueOn);
    return open ? ofRound(open, today) : ofMonth(today.slice(0, 7));
  }
  const named = rounds.filter(({ title }) => title.startsWith(wish.name));
  const meant = named.filter(({ dueOn }) => wish.year === undefined || dateParts(dueOn).year === wish.year);
  const round = nearest(meant, today);
  if (round) return ofRound(round, today);
  return named.length > 0 || knownFestivals.test(wish.name) ? noSuchFestival(wish.name, rounds, today) : null;
}

/** Names that are a festival's whether it is kept here or not. */
const knownFestivals =
  /^(?:元旦|春节|元宵|清明|五一|劳动|端午|七一|建党|八一|建军|中秋|重阳|国庆|腊八|小年|除夕|古尔邦|开斋|肉孜|诺鲁孜|泼水|三月三|那达慕|火把)$/u;

/** The one that is open, else that which is nearest. */
function nearest(rounds: readonly Round[], today: IsoDate): Round | undefined {
  const away = ({ opensOn, dueOn }: Round): number =>
    today < opensOn ? daysBetween(today, opensOn) : today > dueOn ? daysBetween(dueOn, today) : 0;
  return rounds.toSorted((a, b) => away(a) - away(b))[0];
}
