-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "helpful" BOOLEAN,
ADD COLUMN     "helpfulAt" TIMESTAMP(3);
