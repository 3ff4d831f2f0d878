/** Who looked at what is masked, for the member to know (PIPL 44, 45): by role and purpose, never by name. */
import { addDays, shanghaiDate, shanghaiInstant } from '../calendar/dates.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { readEntry } from './audit-trail.ts';
import { isCode, type Role } from './labels.ts';
import { lookPurposes, type LookPurpose } from './labels/privacy.ts';
import { peopleById } from './people.ts';

/** So often somebody of this role looked for this purpose. */
export interface LookCount {
  readonly role: Role;
  readonly purpose: LookPurpose;
  readonly count: number;
}

const order: readonly Role[] = ['clerk', 'secretary', 'helper', 'leader', 'administrator'];

/** The looks at a member's particulars of the last `days` days, most frequent first. */
export async function looksAt(db: Db, memberId: string, days: number, clock: Clock): Promise<LookCount[]> {
  const since = shanghaiInstant(addDays(shanghaiDate(clock.now()), -days), '00:00');
  const rows = await db.auditEntry.findMany({
    where: { subject: 'care_file', subjectId: memberId, action: 'reveal', at: { gte: since } },
  });
  const entries = rows.map(row => readEntry(db, row));
  const people = await peopleById(
    db,
    entries.flatMap(({ actorId }) => actorId ?? []),
  );
  const counts = new Map<string, LookCount>();
  for (const { actorId, purpose = 'other' } of entries) {
    const roles = people.get(actorId ?? '')?.roles ?? [];
    const role = order.find(each => roles.includes(each)) ?? 'helper';
    const code = purpose.split('：')[0] ?? '';
    const what = isCode(lookPurposes, code) ? code : 'other';
    const key = `${role} ${what}`;
    counts.set(key, { role, purpose: what, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
