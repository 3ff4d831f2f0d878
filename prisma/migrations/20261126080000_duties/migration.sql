-- AlterTable
ALTER TABLE "inbound_message" ADD COLUMN     "outcome" TEXT;

-- AlterTable
ALTER TABLE "obligation" ADD COLUMN     "nextManner" TEXT,
ADD COLUMN     "nextTarget" TEXT,
ADD COLUMN     "settingsVersion" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "rule_version" (
    "id" SERIAL NOT NULL,
    "organisationId" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "changedById" UUID,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local_festival" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organisationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "local_festival_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "festival_date" (
    "festivalId" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "changedById" UUID,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "festival_date_pkey" PRIMARY KEY ("festivalId","year")
);

-- CreateTable
CREATE TABLE "workday_change" (
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "changedById" UUID,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workday_change_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "absence" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "personId" UUID NOT NULL,
    "startsOn" TEXT NOT NULL,
    "endsOn" TEXT,
    "standInId" UUID,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hand_back" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "obligationId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "reason" BYTEA,
    "offeredToId" UUID,
    "answer" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "hand_back_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rule_version_rule_organisationId_id_idx" ON "rule_version"("rule", "organisationId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "local_festival_organisationId_name_key" ON "local_festival"("organisationId", "name");

-- CreateIndex
CREATE INDEX "absence_personId_startsOn_idx" ON "absence"("personId", "startsOn");

-- CreateIndex
CREATE INDEX "absence_standInId_idx" ON "absence"("standInId");

-- CreateIndex
CREATE INDEX "hand_back_obligationId_idx" ON "hand_back"("obligationId");

-- CreateIndex
CREATE INDEX "hand_back_offeredToId_answer_idx" ON "hand_back"("offeredToId", "answer");

-- CreateIndex
CREATE INDEX "inbound_message_outcome_sentAt_idx" ON "inbound_message"("outcome", "sentAt");

-- AddForeignKey
ALTER TABLE "festival_date" ADD CONSTRAINT "festival_date_festivalId_fkey" FOREIGN KEY ("festivalId") REFERENCES "local_festival"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hand_back" ADD CONSTRAINT "hand_back_obligationId_fkey" FOREIGN KEY ("obligationId") REFERENCES "obligation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

