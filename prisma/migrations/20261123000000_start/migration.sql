-- CreateEnum
CREATE TYPE "OutboundState" AS ENUM ('pending', 'sending', 'sent', 'failed', 'expired', 'unknown', 'cancelled');

-- CreateTable
CREATE TABLE "inbound_message" (
    "id" BIGSERIAL NOT NULL,
    "dedupeKey" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handledAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "inbound_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbound_message" (
    "id" BIGSERIAL NOT NULL,
    "dedupeKey" TEXT,
    "recipient" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "textHash" TEXT NOT NULL,
    "conditions" JSONB NOT NULL DEFAULT '{}',
    "state" "OutboundState" NOT NULL DEFAULT 'pending',
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "notAfter" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attemptToken" UUID,
    "leaseUntil" TIMESTAMPTZ(3),
    "firstAttemptAt" TIMESTAMPTZ(3),
    "nextAttemptAt" TIMESTAMPTZ(3),
    "sentAt" TIMESTAMPTZ(3),
    "platformId" TEXT,
    "errcode" INTEGER,
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "outbound_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chat_session" (
    "sender" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_session_pkey" PRIMARY KEY ("sender")
);

-- CreateTable
CREATE TABLE "attachment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "inboundId" BIGINT NOT NULL,
    "sender" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "fileName" TEXT,
    "contentType" TEXT,
    "bytes" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "fetchBefore" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "storedAt" TIMESTAMPTZ(3),

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "system_state" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "system_state_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "parentId" UUID,
    "organisationDepartment" TEXT,
    "path" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "userId" TEXT,
    "userIdKey" TEXT,
    "organisationId" UUID NOT NULL,
    "roles" TEXT[],
    "phone" TEXT,
    "title" TEXT,
    "unreachableSince" TIMESTAMPTZ(3),
    "unreachableReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "care_file" (
    "memberId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "sex" TEXT,
    "birthDate" TEXT,
    "birthCalendar" TEXT,
    "birthLeapMonth" BOOLEAN NOT NULL DEFAULT false,
    "retirementKind" TEXT,
    "partyMember" BOOLEAN,
    "joinedPartyOn" TEXT,
    "formerUnit" TEXT,
    "formerUnitStatus" TEXT,
    "idNumber" TEXT,
    "phone" TEXT,
    "address" TEXT,
    "marriage" TEXT,
    "living" TEXT,
    "children" TEXT,
    "pensionFen" INTEGER,
    "spouseIncomeFen" INTEGER,
    "householdSize" INTEGER,
    "health" TEXT,
    "selfCare" TEXT,
    "hardshipKinds" TEXT[],
    "hardshipLevel" TEXT,
    "mainCause" TEXT,
    "secondaryCauses" TEXT[],
    "skills" TEXT,
    "urgentNeeds" TEXT,
    "lastReviewedOn" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "care_file_pkey" PRIMARY KEY ("memberId")
);

-- CreateTable
CREATE TABLE "pairing" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "helperId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "primary" BOOLEAN NOT NULL DEFAULT true,
    "startsOn" TEXT NOT NULL,
    "endsOn" TEXT,
    "direction" TEXT,
    "project" TEXT,
    "task" TEXT,
    "goal" TEXT,
    "frequency" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pairing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "family_tie" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "relativeId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "family_tie_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visit" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "memberId" UUID NOT NULL,
    "visitorId" UUID NOT NULL,
    "visitedOn" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "met" TEXT,
    "condition" TEXT,
    "findings" TEXT,
    "moneyFen" INTEGER,
    "goods" TEXT,
    "helpKind" TEXT NOT NULL,
    "followUp" TEXT,
    "attachmentIds" UUID[],
    "said" TEXT,
    "loggedAt" TIMESTAMPTZ(3) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "happening" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "memberId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "happenedOn" TEXT NOT NULL,
    "detail" TEXT,
    "reporterId" UUID NOT NULL,
    "attachmentIds" UUID[],
    "reportedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedOn" TEXT,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "happening_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "memberId" UUID NOT NULL,
    "writerId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "attachmentIds" UUID[],
    "urgency" TEXT NOT NULL,
    "phone" TEXT,
    "state" TEXT NOT NULL DEFAULT 'open',
    "ownerId" UUID,
    "outcome" TEXT,
    "outcomeNote" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "takenAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_note" (
    "id" BIGSERIAL NOT NULL,
    "requestId" UUID NOT NULL,
    "authorId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "request_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "rule" TEXT NOT NULL,
    "ruleVersion" INTEGER NOT NULL DEFAULT 1,
    "subjectId" UUID NOT NULL,
    "occurrence" TEXT NOT NULL,
    "ownerId" UUID NOT NULL,
    "memberId" UUID,
    "organisationId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "opensOn" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "nextStepAt" TIMESTAMPTZ(3),
    "nextStep" INTEGER NOT NULL DEFAULT 0,
    "closedAt" TIMESTAMPTZ(3),
    "closeReason" TEXT,
    "visitId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "obligation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_step" (
    "id" BIGSERIAL NOT NULL,
    "obligationId" UUID NOT NULL,
    "step" INTEGER NOT NULL,
    "personId" UUID NOT NULL,
    "result" TEXT NOT NULL,
    "outboundKey" TEXT,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prompt_item" (
    "id" BIGSERIAL NOT NULL,
    "personId" UUID NOT NULL,
    "day" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "obligationId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prompt_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_log" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "change_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "inbound_message_dedupeKey_key" ON "inbound_message"("dedupeKey");

-- CreateIndex
CREATE INDEX "inbound_message_by_sender" ON "inbound_message"("sender", "sentAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbound_message_dedupeKey_key" ON "outbound_message"("dedupeKey");

-- CreateIndex
CREATE INDEX "outbound_message_recipient_createdAt_idx" ON "outbound_message"("recipient", "createdAt");

-- CreateIndex
CREATE INDEX "outbound_message_recipient_sentAt_idx" ON "outbound_message"("recipient", "sentAt");

-- CreateIndex
CREATE UNIQUE INDEX "attachment_inboundId_key" ON "attachment"("inboundId");

-- CreateIndex
CREATE INDEX "attachment_state_nextAttemptAt_idx" ON "attachment"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_name_key" ON "organisation"("name");

-- CreateIndex
CREATE INDEX "organisation_path_idx" ON "organisation"("path");

-- CreateIndex
CREATE UNIQUE INDEX "person_userIdKey_key" ON "person"("userIdKey");

-- CreateIndex
CREATE INDEX "person_organisationId_idx" ON "person"("organisationId");

-- CreateIndex
CREATE UNIQUE INDEX "person_organisationId_name_userIdKey_key" ON "person"("organisationId", "name", "userIdKey");

-- CreateIndex
CREATE INDEX "care_file_state_idx" ON "care_file"("state");

-- CreateIndex
CREATE INDEX "pairing_memberId_idx" ON "pairing"("memberId");

-- CreateIndex
CREATE INDEX "pairing_helperId_idx" ON "pairing"("helperId");

-- CreateIndex
CREATE UNIQUE INDEX "pairing_helperId_memberId_startsOn_key" ON "pairing"("helperId", "memberId", "startsOn");

-- CreateIndex
CREATE INDEX "family_tie_memberId_idx" ON "family_tie"("memberId");

-- CreateIndex
CREATE UNIQUE INDEX "family_tie_relativeId_memberId_key" ON "family_tie"("relativeId", "memberId");

-- CreateIndex
CREATE INDEX "visit_memberId_visitedOn_idx" ON "visit"("memberId", "visitedOn");

-- CreateIndex
CREATE INDEX "visit_visitorId_visitedOn_idx" ON "visit"("visitorId", "visitedOn");

-- CreateIndex
CREATE INDEX "happening_memberId_kind_happenedOn_idx" ON "happening"("memberId", "kind", "happenedOn");

-- CreateIndex
CREATE INDEX "request_memberId_createdAt_idx" ON "request"("memberId", "createdAt");

-- CreateIndex
CREATE INDEX "request_ownerId_state_idx" ON "request"("ownerId", "state");

-- CreateIndex
CREATE INDEX "request_note_requestId_idx" ON "request_note"("requestId");

-- CreateIndex
CREATE INDEX "obligation_state_nextStepAt_idx" ON "obligation"("state", "nextStepAt");

-- CreateIndex
CREATE INDEX "obligation_state_dueOn_idx" ON "obligation"("state", "dueOn");

-- CreateIndex
CREATE INDEX "obligation_ownerId_state_idx" ON "obligation"("ownerId", "state");

-- CreateIndex
CREATE INDEX "obligation_memberId_state_idx" ON "obligation"("memberId", "state");

-- CreateIndex
CREATE INDEX "obligation_organisationId_state_idx" ON "obligation"("organisationId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "obligation_rule_subjectId_occurrence_ownerId_key" ON "obligation"("rule", "subjectId", "occurrence", "ownerId");

-- CreateIndex
CREATE UNIQUE INDEX "prompt_step_obligationId_step_personId_key" ON "prompt_step"("obligationId", "step", "personId");

-- CreateIndex
CREATE UNIQUE INDEX "prompt_item_personId_day_number_key" ON "prompt_item"("personId", "day", "number");

-- CreateIndex
CREATE INDEX "change_log_subject_subjectId_idx" ON "change_log"("subject", "subjectId");

-- AddForeignKey
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "care_file" ADD CONSTRAINT "care_file_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairing" ADD CONSTRAINT "pairing_helperId_fkey" FOREIGN KEY ("helperId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairing" ADD CONSTRAINT "pairing_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "family_tie" ADD CONSTRAINT "family_tie_relativeId_fkey" FOREIGN KEY ("relativeId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "family_tie" ADD CONSTRAINT "family_tie_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_note" ADD CONSTRAINT "request_note_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What is still to be done stays small however long the history grows.
CREATE INDEX "inbound_message_waiting" ON "inbound_message" ("sender", "sentAt", "id") WHERE "handledAt" IS NULL;
CREATE INDEX "outbound_message_waiting" ON "outbound_message" ("recipient", "id") WHERE "state" IN ('pending', 'sending');
CREATE INDEX "outbound_message_due" ON "outbound_message" ("notBefore") WHERE "state" = 'pending';
CREATE INDEX "outbound_message_sentAt_idx" ON "outbound_message"("sentAt");
