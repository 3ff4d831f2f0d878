/**
 * 四就近 (S3-3.3): where an old comrade studies, meets, is cared for and lends a hand near home. Of their own free will: without
 * a consent that holds it cannot begin. 隶属关系 is never touched.
 */
import { randomUUID } from 'node:crypto';
import { addDays, shanghaiDate } from '../calendar/dates.ts';
import { dateText } from '../calendar/format.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Opened } from '../vault/vault.ts';
import { difference, logChange } from './audit-trail.ts';
import { activeConsent } from './consents.ts';
import { nearbyKinds, type NearbyKind } from './labels/family.ts';
import { labelsOf } from './labels.ts';
import { maskPhone } from './masking.ts';

/** An arrangement nearby. */
export type FourNearby = Omit<Opened<Row, 'four_nearby'>, 'kinds'> & {
  readonly kinds: readonly NearbyKind[];
};
type Row = NonNullable<Awaited<ReturnType<Db['fourNearby']['findUnique']>>>;
const opened = (db: Db, row: Row): FourNearby => db.$vault.openRow('four_nearby', row.id, row) as FourNearby;

/** What was arranged. */
export interface Arrangement {
  readonly memberId: string;
  readonly kinds: readonly NearbyKind[];
  readonly community: string;
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  readonly actorId: string;
}

/** What holds today, or null. */
export async function fourNearbyOf(db: Db, memberId: string, today: string): Promise<FourNearby | null> {
  const row = await db.fourNearby.findFirst({
    where: { memberId, startsOn: { lte: today }, OR: [{ endsOn: null }, { endsOn: { gt: today } }] },
    orderBy: { createdAt: 'desc' },
  });
  return row && opened(db, row);
}

/**
 * Begins an arrangement, or changes the one that holds. Throws `four-nearby-consent-missing` where the member has not
 * consented (their consent is recorded first, consents.ts), and `four-nearby-empty` without a kind or a community.
 */
export async function arrangeNearby(db: Db, clock: Clock, wanted: Arrangement): Promise<FourNearby> {
  const { memberId, kinds, community, contactName, contactPhone, actorId } = wanted;
  await db.$queryRaw`SELECT 1 FROM care_file WHERE "memberId" = ${memberId}::uuid FOR UPDATE`;
  const today = shanghaiDate(clock.now());
  const consent = await activeConsent(db, memberId, 'four-nearby', today);
  if (!consent)
    throw new AppError('four-nearby-consent-missing', 'it begins with the member’s own consent', {
      expose: '四就近要本人自愿。请先问过本人，记下同意再办。',
    });
  if (kinds.length === 0 || community.trim() === '')
    throw new AppError('four-nearby-empty', 'no kind or no community', {
      expose: '请说明就近做什么、在哪个社区。',
    });
  const before = await fourNearbyOf(db, memberId, today);
  const id = before?.id ?? randomUUID();
  const said = { kinds: [...kinds], community, contactName, contactPhone, consentId: consent.id };
  const fields = difference(before ? { ...before } : {}, said);
  if (before && !fields) return before;
  const values = db.$vault.sealRow('four_nearby', id, said);
  const fresh = { ...values, id, memberId, startsOn: today, createdById: actorId, createdAt: clock.now() };
  const row = await db.fourNearby.upsert({ where: { id }, create: fresh, update: values });
  const change = { actorId, subject: 'four_nearby', subjectId: id, ref: memberId } as const;
  await logChange(
    db,
    clock,
    before && fields
      ? { ...change, action: 'update', ...fields }
      : { ...change, action: 'create', after: said },
  );
  return opened(db, row);
}

/** Ends what holds today: yesterday was its last whole day. False when nothing was arranged. */
export async function endNearby(
  db: Db,
  clock: Clock,
  { memberId, actorId }: { readonly memberId: string; readonly actorId: string },
): Promise<boolean> {
  const today = shanghaiDate(clock.now());
  const standing = await fourNearbyOf(db, memberId, today);
  if (!standing) return false;
  await db.fourNearby.update({ where: { id: standing.id }, data: { endsOn: today } });
  const change = { actorId, subject: 'four_nearby', subjectId: standing.id, ref: memberId } as const;
  await logChange(db, clock, {
    ...change,
    action: 'end',
    before: { endsOn: null },
    after: { endsOn: today },
  });
  return true;
}

/** What the file says of it: what holds, and what ended within a year; empty when there never was any. The number is masked. */
export async function fourNearbyLines(db: Db, memberId: string, today: string): Promise<string[]> {
  const rows = await db.fourNearby.findMany({
    where: { memberId, OR: [{ endsOn: null }, { endsOn: { gt: addDays(today, -365) } }] },
    orderBy: [{ startsOn: 'desc' }, { createdAt: 'desc' }],
  });
  return rows.map(row => `四就近：${nearbyText(opened(db, row), today)}`);
}

/** 就近学习、就近活动，在幸福社区，联系人赵大姐 138****1234，11月25日（…）起. */
export function nearbyText(
  { kinds, community, contactName, contactPhone, startsOn, endsOn }: FourNearby,
  today: string,
): string {
  const contact = contactName === null ? '' : `，联系人${`${contactName} ${maskPhone(contactPhone)}`.trim()}`;
  const when = endsOn !== null && endsOn <= today ? `${dateText(endsOn)}已停止` : `${dateText(startsOn)}起`;
  return `${labelsOf(nearbyKinds, kinds)}，在${community}${contact}，${when}`;
}
