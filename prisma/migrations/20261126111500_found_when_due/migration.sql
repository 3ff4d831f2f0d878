-- What is looked for again and again costs the same however many duties there are. The indexes are partial, so Prisma leaves
-- them out of its comparison; each is used where a query says its condition word for word.

-- A look for what is due now, every half minute: those that still have a step, in the order of their times.
CREATE INDEX "obligation_due" ON "obligation"("nextStepAt") WHERE "state" IN ('open', 'overdue') AND "nextStepAt" IS NOT NULL;

-- DropIndex
DROP INDEX "obligation_state_nextStepAt_idx";

-- Duties from before steps knew to whom they go, which the planner takes up: none, after its first run.
CREATE INDEX "obligation_untargeted" ON "obligation"("rule") WHERE "nextTarget" IS NULL AND "nextStepAt" IS NOT NULL;

-- The staff of an organisation, without going through all its members.
CREATE INDEX "person_staff" ON "person"("organisationId")
  WHERE "roles" && ARRAY['secretary', 'clerk', 'leader', 'administrator'];
