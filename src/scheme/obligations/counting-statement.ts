/**
 * What the planner would do, in numbers, without a row being written or locked: for the preview of a change while somebody
 * waits. Whose a duty is costs most and is asked only of what has no row yet: what stands is with whom the planner left it.
 */
import { Prisma } from '../../database.ts';
import {
  changedWhileOpen,
  comesBack,
  dueRows,
  mayBeLetGo,
  ownedRows,
  sameDuty,
  type Round,
} from './planning-statement.ts';

/**
 * Counts for these organisations (SQL giving their ids): `created`, `changed`, `dropped`. Of what is there only the
 * occurrences that begin with `prefix` are looked at.
 */
export function countingStatement(round: Round, organisations: Prisma.Sql, prefix = ''): Prisma.Sql {
  const { rule } = round;
  const here = Prisma.sql`"organisationId" IN (${organisations})`;
  const ofForm = prefix === '' ? Prisma.sql`true` : Prisma.sql`starts_with(o.occurrence, ${prefix})`;
  return Prisma.sql`
    WITH ${dueRows(round, Prisma.sql`s.${here}`)}, fresh AS MATERIALIZED (
      SELECT w.* FROM due w WHERE NOT EXISTS (
        SELECT 1 FROM obligation o WHERE o.rule = ${rule.code} AND ${sameDuty} AND o.state <> 'cancelled')
    ), ${ownedRows(round, Prisma.sql`fresh`)}, back AS MATERIALIZED (
      SELECT o.id, o."subjectId", o.occurrence FROM obligation o JOIN wanted w ON ${sameDuty} AND o."ownerId" = w."ownerId"
      WHERE o.rule = ${rule.code} AND o."ruleVersion" <= ${rule.version} AND ${comesBack}
    )
    SELECT (SELECT count(*)::int FROM obligation o WHERE ${mayBeLetGo(round, Prisma.sql`o.${here}`)} AND ${ofForm}
        AND NOT EXISTS (SELECT 1 FROM due w WHERE ${sameDuty})) AS dropped,
      (SELECT count(DISTINCT o.id)::int FROM obligation o JOIN due w ON ${sameDuty}
        WHERE o.rule = ${rule.code} AND o."ruleVersion" <= ${rule.version} AND ${changedWhileOpen(rule)})
        + (SELECT count(*)::int FROM back) AS changed,
      (SELECT count(*)::int FROM wanted w WHERE w."ownerId" IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM obligation o WHERE o.rule = ${rule.code} AND ${sameDuty} AND o."ownerId" = w."ownerId")) AS created`;
}
