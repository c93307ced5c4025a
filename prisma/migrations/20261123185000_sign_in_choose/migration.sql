-- AlterTable
ALTER TABLE "SignIn" ADD COLUMN     "choose" BOOLEAN NOT NULL DEFAULT false;
