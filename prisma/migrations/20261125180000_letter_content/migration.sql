-- AlterTable
ALTER TABLE "letter" ADD COLUMN     "content" BYTEA NOT NULL;
