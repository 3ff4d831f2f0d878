-- Files both ways (src/chat/outgoing-files.ts, incoming-files.ts, upload-tickets.ts). Their content is sealed, so there is
-- nothing to compress: it is stored as it is.

-- AlterTable
ALTER TABLE "outbound_message" ADD COLUMN     "fileId" UUID;

-- CreateTable
CREATE TABLE "outgoing_file" (
    "id" UUID NOT NULL,
    "name" BYTEA NOT NULL,
    "contentType" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "content" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "forgetAfter" TIMESTAMPTZ(3),
    "mediaId" TEXT,
    "uploadedAt" TIMESTAMPTZ(3),

    CONSTRAINT "outgoing_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload_ticket" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "fileId" UUID,

    CONSTRAINT "upload_ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incoming_file" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "name" BYTEA,
    "bytes" INTEGER NOT NULL,
    "content" BYTEA,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "handledAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "failure" TEXT,
    "forgetAfter" TIMESTAMPTZ(3),

    CONSTRAINT "incoming_file_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "outgoing_file_forgetAfter_idx" ON "outgoing_file"("forgetAfter");

-- CreateIndex
CREATE UNIQUE INDEX "upload_ticket_tokenHash_key" ON "upload_ticket"("tokenHash");

-- CreateIndex
CREATE INDEX "upload_ticket_expiresAt_idx" ON "upload_ticket"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "incoming_file_ticketId_key" ON "incoming_file"("ticketId");

-- CreateIndex
CREATE INDEX "incoming_file_handledAt_receivedAt_idx" ON "incoming_file"("handledAt", "receivedAt");

-- CreateIndex
CREATE INDEX "incoming_file_forgetAfter_idx" ON "incoming_file"("forgetAfter");

-- AlterTable
ALTER TABLE "outgoing_file" ALTER COLUMN "content" SET STORAGE EXTERNAL;
ALTER TABLE "incoming_file" ALTER COLUMN "content" SET STORAGE EXTERNAL;
