-- What is personal is kept sealed from here on (src/vault), and every change stands in a chained audit trail.
-- Values that stood in clear text become bytes here and are sealed when the database's first keys are made, at the next
-- start. The old change log held them in clear text and had no chain: it is not carried over.

-- AlterTable
ALTER TABLE "care_file" ADD COLUMN     "addressIndex" TEXT,
ADD COLUMN     "bankAccount" BYTEA,
ADD COLUMN     "bankAccountIndex" TEXT,
ADD COLUMN     "bankName" BYTEA,
ADD COLUMN     "birthSource" TEXT,
ADD COLUMN     "canSelfHelp" BOOLEAN,
ADD COLUMN     "createdById" UUID,
ADD COLUMN     "debtFen" INTEGER,
ADD COLUMN     "disability" BYTEA,
ADD COLUMN     "disease" BYTEA,
ADD COLUMN     "emergencyContact" BYTEA,
ADD COLUMN     "ethnicity" TEXT,
ADD COLUMN     "exceptionReason" TEXT,
ADD COLUMN     "familyBurden" BYTEA,
ADD COLUMN     "fileNumber" TEXT,
ADD COLUMN     "fixedCostsFen" INTEGER,
ADD COLUMN     "formerPost" TEXT,
ADD COLUMN     "hardshipNote" BYTEA,
ADD COLUMN     "honours" TEXT,
ADD COLUMN     "housing" TEXT,
ADD COLUMN     "idNumberIndex" TEXT,
ADD COLUMN     "insurance" TEXT,
ADD COLUMN     "longAbsent" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "lowIncome" TEXT,
ADD COLUMN     "mobility" TEXT,
ADD COLUMN     "noneEmployed" BOOLEAN,
ADD COLUMN     "otherIncomeFen" INTEGER,
ADD COLUMN     "partyRelationsAt" TEXT,
ADD COLUMN     "phoneIndex" TEXT,
ADD COLUMN     "policiesEnjoyed" TEXT,
ADD COLUMN     "reassessOn" TEXT,
ADD COLUMN     "recognisedById" UUID,
ADD COLUMN     "recognisedOn" TEXT,
ADD COLUMN     "residence" TEXT,
ADD COLUMN     "retiredOn" TEXT,
ADD COLUMN     "startedWorkOn" TEXT,
ADD COLUMN     "surveyResult" TEXT,
ADD COLUMN     "surveyedOn" TEXT,
ADD COLUMN     "targetGroup" TEXT NOT NULL DEFAULT 'retired-cadre-member',
ADD COLUMN     "temporary" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "urgentNeedKinds" TEXT[],
ALTER COLUMN "idNumber" TYPE BYTEA USING convert_to("idNumber"::text, 'UTF8'),
ALTER COLUMN "phone" TYPE BYTEA USING convert_to("phone"::text, 'UTF8'),
ALTER COLUMN "address" TYPE BYTEA USING convert_to("address"::text, 'UTF8'),
ALTER COLUMN "children" TYPE BYTEA USING convert_to("children"::text, 'UTF8'),
ALTER COLUMN "health" TYPE BYTEA USING convert_to("health"::text, 'UTF8');

-- AlterTable
ALTER TABLE "chat_session" ALTER COLUMN "state" TYPE BYTEA USING convert_to("state"::text, 'UTF8');

-- AlterTable
ALTER TABLE "happening" ALTER COLUMN "detail" TYPE BYTEA USING convert_to("detail"::text, 'UTF8');

-- AlterTable
ALTER TABLE "inbound_message" ALTER COLUMN "payload" DROP NOT NULL,
ALTER COLUMN "payload" TYPE BYTEA USING convert_to("payload"::text, 'UTF8');

-- AlterTable
ALTER TABLE "outbound_message" ADD COLUMN     "marks" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "sealKey" UUID NOT NULL DEFAULT gen_random_uuid(),
ALTER COLUMN "body" DROP NOT NULL,
ALTER COLUMN "body" TYPE BYTEA USING convert_to("body"::text, 'UTF8');

-- AlterTable
ALTER TABLE "pairing" ADD COLUMN     "conflictNote" TEXT,
ADD COLUMN     "conflictSeenById" UUID,
ADD COLUMN     "createdById" UUID,
ADD COLUMN     "endReason" TEXT,
ADD COLUMN     "endedById" UUID,
ADD COLUMN     "helperKind" TEXT,
ADD COLUMN     "overrideById" UUID,
ADD COLUMN     "overrideReason" TEXT;

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "phoneIndex" TEXT,
ALTER COLUMN "phone" TYPE BYTEA USING convert_to("phone"::text, 'UTF8');

-- AlterTable
ALTER TABLE "request" ALTER COLUMN "detail" TYPE BYTEA USING convert_to("detail"::text, 'UTF8'),
ALTER COLUMN "phone" TYPE BYTEA USING convert_to("phone"::text, 'UTF8'),
ALTER COLUMN "outcomeNote" TYPE BYTEA USING convert_to("outcomeNote"::text, 'UTF8');

-- AlterTable
ALTER TABLE "request_note" ADD COLUMN     "sealKey" UUID NOT NULL DEFAULT gen_random_uuid(),
ALTER COLUMN "text" TYPE BYTEA USING convert_to("text"::text, 'UTF8');

-- AlterTable
ALTER TABLE "visit" ALTER COLUMN "condition" TYPE BYTEA USING convert_to("condition"::text, 'UTF8'),
ALTER COLUMN "findings" TYPE BYTEA USING convert_to("findings"::text, 'UTF8'),
ALTER COLUMN "goods" TYPE BYTEA USING convert_to("goods"::text, 'UTF8'),
ALTER COLUMN "followUp" TYPE BYTEA USING convert_to("followUp"::text, 'UTF8'),
ALTER COLUMN "said" TYPE BYTEA USING convert_to("said"::text, 'UTF8');

-- DropTable
DROP TABLE "change_log";

-- CreateTable
CREATE TABLE "data_key" (
    "id" SERIAL NOT NULL,
    "purpose" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "wrappedBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activeFrom" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "family_member" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "memberId" UUID NOT NULL,
    "name" BYTEA NOT NULL,
    "relation" TEXT NOT NULL,
    "birthYear" INTEGER,
    "health" BYTEA,
    "work" TEXT,
    "jobless" BOOLEAN NOT NULL DEFAULT false,
    "monthlyIncomeFen" INTEGER,
    "insurance" TEXT,
    "note" BYTEA,
    "consentId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "family_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "survivor" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "memberId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "relation" TEXT NOT NULL,
    "phone" BYTEA,
    "phoneIndex" TEXT,
    "keepVisiting" BOOLEAN,
    "note" BYTEA,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "survivor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "memberId" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "familyMemberId" UUID,
    "textVersion" TEXT NOT NULL,
    "textHash" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "givenById" UUID,
    "recordedById" UUID,
    "witnessId" UUID,
    "attachmentIds" UUID[],
    "note" BYTEA,
    "givenOn" TEXT NOT NULL,
    "expiresOn" TEXT,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),
    "withdrawnById" UUID,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "four_nearby" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "memberId" UUID NOT NULL,
    "kinds" TEXT[],
    "community" TEXT NOT NULL,
    "contactName" TEXT,
    "contactPhone" BYTEA,
    "consentId" UUID NOT NULL,
    "startsOn" TEXT NOT NULL,
    "endsOn" TEXT,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "four_nearby_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "correction" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" SERIAL NOT NULL,
    "memberId" UUID NOT NULL,
    "askedById" UUID NOT NULL,
    "wish" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "answer" BYTEA,
    "handledById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organisationId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "changedById" UUID,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "letter" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "pairingId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "text" BYTEA NOT NULL,
    "textHash" TEXT NOT NULL,
    "termFrom" TEXT NOT NULL,
    "termTo" TEXT,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "letter_signature" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "letterId" UUID NOT NULL,
    "party" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "way" TEXT NOT NULL,
    "proxyReason" TEXT,
    "recordedById" UUID,
    "attachmentIds" UUID[],
    "textHash" TEXT NOT NULL,
    "signedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_signature_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "chainId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "ref" TEXT,
    "detail" BYTEA,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "data_key_purpose_idx" ON "data_key"("purpose");

-- CreateIndex
CREATE INDEX "family_member_memberId_idx" ON "family_member"("memberId");

-- CreateIndex
CREATE UNIQUE INDEX "survivor_memberId_name_relation_key" ON "survivor"("memberId", "name", "relation");

-- CreateIndex
CREATE INDEX "consent_memberId_scope_idx" ON "consent"("memberId", "scope");

-- CreateIndex
CREATE INDEX "four_nearby_memberId_idx" ON "four_nearby"("memberId");

-- CreateIndex
CREATE INDEX "correction_memberId_state_idx" ON "correction"("memberId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "setting_organisationId_key_key" ON "setting"("organisationId", "key");

-- CreateIndex
CREATE INDEX "letter_state_idx" ON "letter"("state");

-- CreateIndex
CREATE UNIQUE INDEX "letter_pairingId_version_key" ON "letter"("pairingId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "letter_signature_letterId_party_key" ON "letter_signature"("letterId", "party");

-- CreateIndex
CREATE INDEX "audit_entry_subject_subjectId_idx" ON "audit_entry"("subject", "subjectId");

-- CreateIndex
CREATE INDEX "audit_entry_ref_idx" ON "audit_entry"("ref");

-- CreateIndex
CREATE INDEX "audit_entry_actorId_at_idx" ON "audit_entry"("actorId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_chainId_seq_key" ON "audit_entry"("chainId", "seq");

-- CreateIndex
CREATE INDEX "care_file_idNumberIndex_idx" ON "care_file"("idNumberIndex");

-- CreateIndex
CREATE INDEX "care_file_phoneIndex_idx" ON "care_file"("phoneIndex");

-- CreateIndex
CREATE INDEX "care_file_addressIndex_idx" ON "care_file"("addressIndex");

-- CreateIndex
CREATE INDEX "care_file_bankAccountIndex_idx" ON "care_file"("bankAccountIndex");

-- CreateIndex
CREATE INDEX "care_file_lastReviewedOn_idx" ON "care_file"("lastReviewedOn");

-- CreateIndex
CREATE INDEX "care_file_reassessOn_idx" ON "care_file"("reassessOn");

-- CreateIndex
CREATE INDEX "person_name_id_idx" ON "person"("name", "id");

-- CreateIndex
CREATE INDEX "person_phoneIndex_idx" ON "person"("phoneIndex");

-- AddForeignKey
ALTER TABLE "family_member" ADD CONSTRAINT "family_member_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "survivor" ADD CONSTRAINT "survivor_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "four_nearby" ADD CONSTRAINT "four_nearby_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letter" ADD CONSTRAINT "letter_pairingId_fkey" FOREIGN KEY ("pairingId") REFERENCES "pairing"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letter_signature" ADD CONSTRAINT "letter_signature_letterId_fkey" FOREIGN KEY ("letterId") REFERENCES "letter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An entry of the audit trail is never changed and never removed (network security law art. 21, ASVS 16.4.2).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries of the audit trail are only ever added';
END $$;
CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
