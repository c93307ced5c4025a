-- AlterTable
ALTER TABLE "ConversationSession" ADD COLUMN     "locale" TEXT;

-- AlterTable
ALTER TABLE "Scenario" ADD COLUMN     "languages" TEXT[] DEFAULT ARRAY['en', 'de', 'fr', 'es', 'nl', 'ar']::TEXT[];

-- AlterTable
ALTER TABLE "ScenarioVersion" ADD COLUMN     "languages" TEXT[] DEFAULT ARRAY['en', 'de', 'fr', 'es', 'nl', 'ar']::TEXT[];
