/** The members a helper has, in the order in which they want to be seen: what is overdue first, then by what is due next. */
import type { IsoDate } from '../../src/calendar/dates.ts';
import { dateText } from '../../src/calendar/format.ts';
import { closedStates } from '../../src/scheme/access.ts';
import { careFileStates, labelOf, visitWays } from '../../src/scheme/labels.ts';
import type { Duty } from '../../src/scheme/obligations/steps.ts';
import { dutiesAbout, dutiesOfOwner } from '../../src/scheme/obligations/lists.ts';
import { membersOf, type MemberOfHelper } from '../../src/scheme/pairings.ts';
import { lastVisitsOf, type Visit } from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';
import { memberInFull } from '../words.ts';

/** One of the helper's members with what matters now. */
export interface Own extends MemberOfHelper {
  readonly lastVisit: Visit | undefined;
  /** What is to be done now, the most urgent first. */
  readonly duties: readonly Duty[];
}

/** The helper's members of today; those who died or moved away come last. */
export async function ownMembers({ db, me, clock, today }: BotContext): Promise<Own[]> {
  const paired = await membersOf(db, me.id, clock);
  const visits = await lastVisitsOf(
    db,
    paired.map(({ member }) => member.id),
  );
  const own: Own[] = [];
  for (const each of paired) {
    const { rows } = await dutiesAbout(db, today, each.member.id);
    own.push({ ...each, lastVisit: visits.get(each.member.id), duties: rows });
  }
  const { rows } = await dutiesOfOwner(db, today, me.id);
  const place = new Map(
    rows.map(({ memberId }, index): [string | null, number] => [memberId, index]).reverse(),
  );
  return own.sort((a, b) => urgency(a, place) - urgency(b, place));
}

/** The order of 我的待办; then those without a duty, then those who died or moved away. */
function urgency({ member: { id, member } }: Own, place: ReadonlyMap<string | null, number>): number {
  return closedStates.includes(member.state) ? Infinity : (place.get(id) ?? Number.MAX_SAFE_INTEGER);
}

/** One line of the list: 张老（张德厚）：上次1月5日（…）上门；春节走访，…. */
export function lineOf({ member, lastVisit, duties }: Own, today: IsoDate): string {
  const { state } = member.member;
  const closed = state === 'enrolled' ? '' : `［${labelOf(careFileStates, state)}］`;
  const last = lastVisit
    ? `上次${dateText(lastVisit.visitedOn)}${labelOf(visitWays, lastVisit.way)}`
    : '还没有走访记录';
  const [duty] = duties;
  return `${memberInFull(member, today)}${closed}：${last}${duty ? `；${dutyText(duty, today)}` : ''}`;
}

/** A duty in few words: 春节走访，2月5日（…）前；住院看望，已逾期. */
export const dutyText = ({ title, dueOn }: Pick<Duty, 'title' | 'dueOn'>, today: IsoDate): string =>
  dueOn < today ? `${title}，已逾期` : `${title}，${dateText(dueOn)}前`;
