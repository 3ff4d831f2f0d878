/** What is to be done for members of one household stands side by side in a list, since they are visited in one go. */
import type { Db } from '../../database.ts';
import { housematesAmong } from '../households.ts';
import { addressOf } from '../people.ts';
import type { Cast } from './people.ts';
import type { Duty } from './steps.ts';

/** Who of the members these duties are about lives with whom; those who live by themselves are left out. */
export function housematesIn(
  db: Db,
  duties: readonly Duty[],
  { people }: Cast,
): Promise<Map<string, readonly string[]>> {
  const ids = [...new Set(duties.flatMap(({ memberId }) => memberId ?? []))];
  return housematesAmong(
    db,
    ids.flatMap(id => people.get(id) ?? []),
  );
}

/** The duties in their order, each followed by those of the same occurrence about the household. */
export function sideBySide<D extends Duty>(
  duties: readonly D[],
  housemates: ReadonlyMap<string, readonly string[]>,
): D[] {
  if (housemates.size === 0) return [...duties];
  const listed: D[] = [];
  for (const duty of duties) {
    if (listed.includes(duty)) continue;
    const household = housemates.get(duty.memberId ?? '') ?? [];
    const beside = duties.filter(
      other =>
        !listed.includes(other) &&
        other.rule === duty.rule &&
        other.occurrence === duty.occurrence &&
        household.includes(other.memberId ?? ''),
    );
    listed.push(duty, ...beside);
  }
  return listed;
}

/** （和张老同住） behind a duty whose neighbour in the list is about the same household; '' otherwise. */
export function togetherText(
  duty: Duty,
  before: Duty | undefined,
  housemates: ReadonlyMap<string, readonly string[]>,
  { people }: Cast,
  today: string,
): string {
  const beside = before?.rule === duty.rule && before.occurrence === duty.occurrence;
  const other = beside ? people.get(before.memberId ?? '') : undefined;
  if (!other || !housemates.get(duty.memberId ?? '')?.includes(other.id)) return '';
  return `（和${addressOf(other, today)}同住）`;
}
