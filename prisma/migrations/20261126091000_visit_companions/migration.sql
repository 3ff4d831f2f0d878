-- AlterTable
ALTER TABLE "visit" ADD COLUMN     "companionIds" UUID[] DEFAULT ARRAY[]::UUID[];
