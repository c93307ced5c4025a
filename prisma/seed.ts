import type { PrismaClient } from "../backend/src/generated/prisma/client.ts";
import { forecastFirst } from "../backend/src/conversations/forecast.ts";
import { tokensForExchanges } from "../backend/src/quotas/predict-exchanges.ts";
import { scenarios } from "./scenarios.ts";

const PRESETS = [
  { name: "short", label: "Short conversation", exchanges: 8, sortOrder: 1, isDefault: false },
  { name: "standard", label: "Standard conversation", exchanges: 20, sortOrder: 2, isDefault: true },
  { name: "long", label: "Long conversation", exchanges: 40, sortOrder: 3, isDefault: false },
];

type MaxTokens = { partner: number; coach: number };
/** Enough for so many ordinary exchanges in the dearest of the seeded scenarios, commented each. */
export const presetTokens = (exchanges: number, maxTokens: MaxTokens): number =>
  Math.max(
    ...scenarios.map((scenario) => {
      const { partner, coach } = forecastFirst({ ...scenario, coachPolicy: { when: "each" } }, maxTokens);
      return tokensForExchanges(exchanges, partner, coach);
    }),
  );

/**
 * Plants what a fresh installation needs to be of use: scenarios with a first version, presets, each only where it is
 * missing. What staff changed stays. No token and no password is planted.
 */
export const seed = async (prisma: PrismaClient, maxTokens: MaxTokens): Promise<void> => {
  for (const scenario of scenarios) {
    if (await prisma.scenario.findUnique({ where: { slug: scenario.slug } })) continue;
    const { slug, ...version } = scenario;
    await prisma.scenario.create({ data: { slug, ...version, versions: { create: { number: 1, ...version } } } });
  }
  if ((await prisma.quotaPreset.count()) > 0) return;
  for (const { exchanges, ...preset } of PRESETS) {
    const quota = { tokens: presetTokens(exchanges, maxTokens), label: preset.label };
    await prisma.quotaPreset.create({ data: { ...preset, description: `${exchanges} exchanges or more.`, quota } });
  }
};
