-- AlterTable
ALTER TABLE "Site" ADD COLUMN IF NOT EXISTS "retentionDays" INTEGER;
