-- CreateTable
CREATE TABLE "shown_item" (
    "id" BIGSERIAL NOT NULL,
    "personId" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "ref" TEXT NOT NULL,
    "shownAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shown_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "told_otherwise" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "toldById" UUID NOT NULL,
    "way" TEXT NOT NULL,
    "said" BYTEA,
    "toldAt" TIMESTAMPTZ(3) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "told_otherwise_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "shown_item_personId_list_number_key" ON "shown_item"("personId", "list", "number");

-- CreateIndex
CREATE INDEX "told_otherwise_personId_toldAt_idx" ON "told_otherwise"("personId", "toldAt");
