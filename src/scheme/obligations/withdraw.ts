/**
 * Messages that were written and have not left when what they speak of was done: they are cancelled, and what is left of
 * a list becomes due again, so that the prompter writes it anew (their words are frozen and cannot be changed).
 */
import { Prisma, type Db } from '../../database.ts';
import { heldForAll } from '../rule-settings.ts';
import type { RuleSettings } from '../rules/held.ts';
import { sqlInstant } from './now.ts';
import { dutyColumns, nextStepOf, scheduleFor, type Duty } from './steps.ts';

interface Withdrawn {
  readonly id: bigint;
  /** The message's dedupe key without the number of its part. */
  readonly key: string | null;
  readonly obligationIds: readonly string[] | null;
}

const returning = Prisma.sql`
  RETURNING m.id, split_part(m."dedupeKey", '#', 1) AS key, m.conditions->'obligationIds' AS "obligationIds"`;

/** A message whose time was over before anybody withdrew it came too late: who was to have it stands in 未送达名单. */
const withdrawn = (now: Date): Prisma.Sql => Prisma.sql`
  state = CASE WHEN m."notAfter" < ${sqlInstant(now)} THEN 'expired' ELSE 'cancelled' END::"OutboundState",
  reason = CASE WHEN m."notAfter" < ${sqlInstant(now)} THEN 'window-over' ELSE 'no-longer-true' END,
  "closedAt" = ${sqlInstant(now)}`;

/** Withdraws the waiting messages that speak of any of these duties, which were just closed; returns how many. */
export async function withdrawMessages(db: Db, now: Date, obligationIds: readonly string[]): Promise<number> {
  if (obligationIds.length === 0) return 0;
  const ids = [...obligationIds];
  const found = await db.$queryRaw<Withdrawn[]>`
    WITH closed AS MATERIALIZED (
      SELECT id FROM unnest(${ids}::uuid[]) AS id
    ), reader AS MATERIALIZED (
      SELECT DISTINCT p."userId" FROM person p JOIN (
        SELECT o."ownerId" AS id FROM closed JOIN obligation o ON o.id = closed.id
        UNION SELECT s."personId" FROM closed JOIN prompt_step s ON s."obligationId" = closed.id
      ) told ON told.id = p.id
    ), stale AS MATERIALIZED (
      SELECT DISTINCT m.id FROM reader JOIN outbound_message m ON m.recipient = reader."userId" AND m.state = 'pending'
      CROSS JOIN LATERAL jsonb_array_elements_text(m.conditions->'obligationIds') AS spoken(id)
      JOIN closed ON closed.id::text = spoken.id
      WHERE m."firstAttemptAt" IS NULL AND jsonb_typeof(m.conditions->'obligationIds') = 'array'
    )
    UPDATE outbound_message m SET ${withdrawn(now)}
    FROM stale WHERE m.id = stale.id AND m.state = 'pending'
    ${returning}`;
  await takeStepsBack(db, found);
  return found.length;
}

/**
 * Cancels every waiting message about a member, for whatever reason it was written; returns their ids. What else stood in
 * such a message becomes due again.
 */
export async function withdrawMessagesAbout(
  db: Db,
  now: Date,
  memberId: string,
  reason: string,
): Promise<string[]> {
  const withdrawn = await db.$queryRaw<Withdrawn[]>`
    UPDATE outbound_message m SET state = 'cancelled', reason = ${reason}, "closedAt" = ${sqlInstant(now)}
    WHERE m.state = 'pending'
      AND (m.conditions->>'memberId' = ${memberId} OR jsonb_exists(m.conditions->'memberIds', ${memberId}))
    ${returning}`;
  await takeStepsBack(db, withdrawn);
  return withdrawn.map(({ id }) => String(id));
}

/**
 * Cancels the waiting messages about a member to one person, who is no longer to hear of them; returns their ids. What else
 * stood in such a message becomes due again.
 */
export async function withdrawMessagesTo(
  db: Db,
  now: Date,
  {
    personId,
    memberId,
    reason,
  }: { readonly personId: string; readonly memberId: string; readonly reason: string },
): Promise<string[]> {
  const withdrawn = await db.$queryRaw<Withdrawn[]>`
    UPDATE outbound_message m SET state = 'cancelled', reason = ${reason}, "closedAt" = ${sqlInstant(now)}
    FROM person p WHERE p.id = ${personId}::uuid AND m.recipient = p."userId" AND m.state = 'pending'
      AND m."firstAttemptAt" IS NULL AND m.purpose <> 'answer'
      AND (m.conditions->>'memberId' = ${memberId} OR jsonb_exists(m.conditions->'memberIds', ${memberId}))
    ${returning}`;
  await takeStepsBack(db, withdrawn);
  return withdrawn.map(({ id }) => String(id));
}

/**
 * Cancels the waiting messages whose key begins with one of these (what was to be said of a leave, of a decision); returns the
 * keys, without the number of the part.
 */
export async function withdrawMessagesKeyed(
  db: Db,
  now: Date,
  prefixes: readonly string[],
): Promise<string[]> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    UPDATE outbound_message m SET state = 'cancelled', reason = 'no-longer-true', "closedAt" = ${sqlInstant(now)}
    WHERE m."dedupeKey" LIKE ANY(${prefixes.map(prefix => `${prefix}%`)}::text[]) AND m.state = 'pending'
      AND m."firstAttemptAt" IS NULL
    RETURNING split_part(m."dedupeKey", '#', 1) AS key`;
  return rows.map(({ key }) => key);
}

/**
 * What these messages were to tell was not told after all, unless a part of one has left; a prompt's numbers are free
 * again. That holds for closed duties as well: one that is opened again (a visit or a death taken back) is told then.
 */
async function takeStepsBack(db: Db, withdrawn: readonly Withdrawn[]): Promise<void> {
  const keys = [...new Set(withdrawn.flatMap(({ key }) => key ?? []))];
  const ids = [...new Set(withdrawn.flatMap(({ obligationIds }) => obligationIds ?? []))];
  if (keys.length === 0 || ids.length === 0) return;
  const unsaid = await db.$queryRaw<(Duty & { takenAt: Date })[]>`
    WITH unsaid AS (
      SELECT key FROM unnest(${keys}::text[]) AS key
      WHERE NOT EXISTS (SELECT 1 FROM outbound_message m
        WHERE m."dedupeKey" IN (key || '#0', key || '#1', key || '#2') AND m.state IN ('sending', 'sent', 'unknown'))
    ), step AS (
      DELETE FROM prompt_step s USING unsaid
      WHERE s."obligationId" = ANY(${ids}::uuid[]) AND s."outboundKey" = unsaid.key
      RETURNING s."obligationId", s.step, s."takenAt"
    ), item AS (
      DELETE FROM prompt_item i USING unsaid
      WHERE unsaid.key LIKE 'prompt:%' AND i."personId"::text = split_part(unsaid.key, ':', 2)
        AND i."obligationId" = ANY(${ids}::uuid[]) AND i.day = split_part(unsaid.key, ':', 3)
    ), first AS (
      SELECT DISTINCT ON ("obligationId") * FROM step ORDER BY "obligationId", step.step
    )
    SELECT ${dutyColumns}, first.step AS "nextStep", first."takenAt" FROM first
    JOIN obligation o ON o.id = first."obligationId"`;
  if (unsaid.length > 0) await setNextSteps(db, unsaid, await heldForAll(db));
}

/** Back to the step that was not told after all: due since it was taken. */
async function setNextSteps(
  db: Db,
  duties: readonly (Duty & { readonly takenAt: Date })[],
  settings: RuleSettings,
): Promise<void> {
  const steps = duties.map(duty => ({
    id: duty.id,
    ...nextStepOf(scheduleFor(duty, settings), duty.nextStep),
    at: duty.takenAt,
  }));
  await db.$executeRaw`
    UPDATE obligation o SET "nextStep" = x.step, "nextStepAt" = x.at, "nextTarget" = x."to", "nextManner" = x.manner
    FROM jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) AS x(id uuid, step int, at timestamptz, "to" text, manner text)
    WHERE o.id = ANY(${duties.map(({ id }) => id)}::uuid[]) AND o.id = x.id`;
}
