-- CreateTable
CREATE TABLE "export_order" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "register" TEXT NOT NULL,
    "masked" BOOLEAN NOT NULL DEFAULT true,
    "purpose" BYTEA NOT NULL,
    "orderedAt" TIMESTAMPTZ(3) NOT NULL,
    "handledAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "export_order_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "export_order_handledAt_orderedAt_idx" ON "export_order"("handledAt", "orderedAt");
