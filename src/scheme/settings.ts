/**
 * Numbers that an organisation makes its own (S1-0.2): what is set holds for it and for all below it, until a nearer one is
 * set. Each change keeps who, when, and from what to what. A new setting is one line in `settings`.
 */
import { randomUUID } from 'node:crypto';
import { moneyText } from '../calendar/numerals.ts';
import type { Clock } from '../clock.ts';
import type { Db, Prisma } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import type { Thresholds } from './care-file/eligibility.ts';
import { lineOf } from './organisations.ts';

/** What is known of a setting. */
export interface SettingKind {
  /** What people call it. */
  readonly label: string;
  /** In the law's own words: what it is for. */
  readonly purpose: string;
  /** Set anew for each year, or once and for all. */
  readonly yearly: boolean;
  readonly unit: 'fen' | 'days';
  /** What holds where nobody has set it; absent where nothing may be taken for granted (D6: never hard-coded). */
  readonly otherwise?: number;
  readonly least: number;
  readonly most: number;
}

/** Every setting, by its key. */
export const settings = {
  'low-pension-fen': {
    label: '离退休费偏低标准',
    purpose: '月离退休费低于它，算“离退休费偏低”',
    yearly: true,
    unit: 'fen',
    least: 10_000,
    most: 10_000_000,
  },
  'low-income-fen': {
    label: '低保标准',
    purpose: '当地当年的低保标准，每人每月',
    yearly: true,
    unit: 'fen',
    least: 1_000,
    most: 10_000_000,
  },
  'reassess-days': {
    label: '暂时困难重新评估天数',
    purpose: '因灾、因病的暂时困难，过这么多天再评估一次',
    yearly: false,
    unit: 'days',
    otherwise: 180,
    least: 7,
    most: 730,
  },
} as const satisfies Readonly<Record<string, SettingKind>>;

/** The key of a setting. */
export type SettingKey = keyof typeof settings;

/** A setting as it holds for somebody. */
export interface Held {
  readonly value: number;
  /** The year it was set for, where it is a yearly one: that year, else the latest before it. */
  readonly year?: number;
  /** Whose it is; absent for what holds where nobody has set it. */
  readonly organisationId?: string;
}

/** How a value reads: 3000元, 180天. */
export const settingText = (key: SettingKey, value: number): string =>
  settings[key].unit === 'fen' ? moneyText(value) : `${value}天`;

/**
 * What holds for an organisation: its own value, else that of the nearest one above it; of a yearly one the year's, else the
 * latest earlier year's. Undefined where nobody has set it and nothing may be taken for granted.
 */
export async function getSetting(
  db: Db,
  organisationId: string,
  key: SettingKey,
  year?: number,
): Promise<Held | undefined> {
  const kind: SettingKind = settings[key];
  const rows = await rowsOf(db, organisationId, key);
  const found = kind.yearly ? ofYear(rows, year ?? Infinity) : rows.find(row => row.year === undefined);
  if (found) return found;
  return kind.otherwise === undefined ? undefined : { value: kind.otherwise };
}

interface Stored extends Held {
  readonly organisationId: string;
}

/** The values of a setting along the line, the nearest organisation first. */
async function rowsOf(db: Db, organisationId: string, key: SettingKey): Promise<Stored[]> {
  const organisation = await db.organisation.findUnique({
    where: { id: organisationId },
    select: { path: true },
  });
  const line = lineOf(organisation?.path ?? '');
  const where = { organisationId: { in: line }, OR: [{ key }, { key: { startsWith: `${key}:` } }] };
  const rows = await db.setting.findMany({ where });
  return rows
    .sort((one, other) => line.indexOf(other.organisationId) - line.indexOf(one.organisationId))
    .flatMap(row =>
      typeof row.value === 'number' ? [storedOf(row.organisationId, row.key, row.value)] : [],
    );
}

function storedOf(organisationId: string, key: string, value: number): Stored {
  const year = /:(\d{4})$/.exec(key)?.[1];
  return { organisationId, value, ...(year === undefined ? {} : { year: Number(year) }) };
}

/** The year's own value wherever in the line it is set; otherwise the latest before it. Rows come nearest first. */
function ofYear(rows: readonly Stored[], year: number): Stored | undefined {
  const earlier = rows.filter(row => (row.year ?? 0) <= year);
  const latest = Math.max(...earlier.map(row => row.year ?? 0));
  return earlier.find(row => row.year === latest);
}

/** A new value. `year` is required for yearly settings and ignored for others. */
export interface NewSetting {
  readonly organisationId: string;
  readonly key: SettingKey;
  readonly value: number;
  readonly year?: number;
  readonly actorId: string | null;
}

/**
 * Sets a value for an organisation and all below it, and keeps who did, when, from what to what; false when it was so
 * already. The caller has checked who may. Throws `setting-out-of-range` with a sentence to show.
 */
export async function setSetting(db: Db, clock: Clock, wanted: NewSetting): Promise<boolean> {
  const { organisationId, value, actorId } = wanted;
  const key = storedKey(wanted);
  check(wanted);
  const before = await db.setting.findUnique({ where: { organisationId_key: { organisationId, key } } });
  if (before?.value === value) return false;
  const changed = { value, changedById: actorId, changedAt: clock.now() };
  const { id } = await db.setting.upsert({
    where: { organisationId_key: { organisationId, key } },
    create: { id: randomUUID(), organisationId, key, ...changed },
    update: changed,
  });
  const previous: Prisma.JsonValue = before?.value ?? null;
  const change = { actorId, action: 'set', subject: 'setting', subjectId: id, organisationId } as const;
  await logChange(db, clock, { ...change, before: { key, value: previous }, after: { key, value } });
  return true;
}

function storedKey({ key, year }: NewSetting): string {
  if (!settings[key].yearly) return key;
  if (year === undefined) throw new AppError('setting-without-year', `${key} is set year by year`);
  return `${key}:${year}`;
}

function check({ key, value }: NewSetting): void {
  const { label, least, most } = settings[key];
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new AppError('setting-out-of-range', `${key} must lie between ${least} and ${most}`, {
    expose: `“${label}”应在${settingText(key, least)}到${settingText(key, most)}之间，请再看看。`,
  });
}

/** The lines by which the members of an organisation are looked at on `today` (S1-2.1). */
export async function thresholdsFor(db: Db, organisationId: string, today: string): Promise<Thresholds> {
  const held = await getSetting(db, organisationId, 'low-pension-fen', Number(today.slice(0, 4)));
  if (!held) return {};
  return { lowPensionFen: held.value, ...(held.year === undefined ? {} : { year: held.year }) };
}
