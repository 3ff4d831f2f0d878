/** Whom rules concern, as SQL: "subjectId", "memberId", "organisationId", and "match" to find the occurrence by. */
import { Prisma } from '../../database.ts';

const members = (match: Prisma.Sql, states: readonly string[]): Prisma.Sql => Prisma.sql`
  SELECT cf."memberId" AS "subjectId", cf."memberId", p."organisationId", ${match} AS match
  FROM care_file cf JOIN person p ON p.id = cf."memberId"
  WHERE cf.state = ANY(${[...states]}::text[])`;

/** When the scheme began to answer for a member: the file was made and, where that came later, recognised (组织认定). */
export const enteredOn: Prisma.Sql = Prisma.sql`
  GREATEST(to_char(cf."createdAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), cf."recognisedOn")`;

/** Members 在册: festivals, birthdays and regular duties are for them alone. 待认定 and 暂停 wait until they are (S1-2.1). */
export const enrolledMembers = (match: Prisma.Sql): Prisma.Sql => members(match, ['enrolled']);

/** Members 在册 whose hardship is for a time only (S2-2.1), by the day on which it is looked at again. */
export const temporaryCases: Prisma.Sql = Prisma.sql`
  ${members(Prisma.sql`cf."reassessOn"`, ['enrolled'])} AND cf.temporary AND cf."reassessOn" IS NOT NULL`;

/**
 * Members to whom something happened, by their id: also those 待认定, because an illness does not wait for a decision.
 * 草稿 and 暂停 do not prompt anybody; a visit to them can be recorded all the same.
 */
export const livingMembers: Prisma.Sql = members(Prisma.sql`cf."memberId"::text`, ['enrolled', 'proposed']);

/** Every living member, whatever the file says: for a cry for help. */
export const everyLivingMember: Prisma.Sql = members(Prisma.sql`cf."memberId"::text`, [
  'draft',
  'proposed',
  'enrolled',
  'suspended',
  'recovered',
  'moved-away',
]);

/** The deceased, for the visit to the family. */
export const deceasedMembers: Prisma.Sql = members(Prisma.sql`cf."memberId"::text`, ['deceased']);

/** Organisations that plan for themselves (S4-2a): those with a clerk of their own, and the one at the top. */
export const planningOrganisations = (match: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT o.id AS "subjectId", NULL::uuid AS "memberId", o.id AS "organisationId", ${match} AS match
  FROM organisation o
  WHERE o."parentId" IS NULL
    OR EXISTS (SELECT 1 FROM person p WHERE p."organisationId" = o.id AND 'clerk' = ANY(p.roles))`;

/** Organisations that report on their pairings: bureaus, and general branches that have a superior (S1-3.2c). */
export const reportingOrganisations: Prisma.Sql = Prisma.sql`
  SELECT o.id AS "subjectId", NULL::uuid AS "memberId", o.id AS "organisationId", '' AS match
  FROM organisation o
  WHERE o.kind = 'cadre-bureau' OR (o.kind = 'general-branch' AND o."parentId" IS NOT NULL)`;
