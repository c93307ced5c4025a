import type { AppContext } from "../app-context.ts";
import { readCoachPolicy } from "../conversations/coach-policy.ts";
import { forecastFirst } from "../conversations/forecast.ts";
import { predictExchanges } from "../quotas/predict-exchanges.ts";
import type { ModelPrice, QuotaEstimate } from "../protocol/presets.ts";
import type { RecentUse } from "./model-price-store.ts";

/**
 * What so many tokens cost if they are spent as the newest sessions spent theirs: models and the share of input and output alike.
 * The input is weighed as the ledger does, which is how caches are priced. null without use or prices.
 */
export const costOf = (
  tokens: number,
  use: Pick<RecentUse, "models" | "tokens">,
  prices: readonly ModelPrice[],
): QuotaEstimate["cost"] => {
  const currency = prices[0]?.currency;
  if (currency === undefined || use.tokens === 0) return null;
  const priced = new Map(prices.filter((price) => price.currency === currency).map((price) => [price.model, price]));
  const unpriced = use.models.filter(({ model }) => !priced.has(model)).map(({ model }) => model);
  if (unpriced.length === use.models.length) return null;
  const spent = use.models.reduce((sum, { model, input, output }) => {
    const price = priced.get(model);
    return price ? sum + (input * price.inputPerMillion + output * price.outputPerMillion) / 1e6 : sum;
  }, 0);
  return { about: (spent / use.tokens) * tokens, currency, unpriced };
};

/** Nobody counts further. */
const MOST_ESTIMATED = 5_000;

/** What a quota is good for: by each scenario's prompts, by what was really used, and in money where prices are set. */
export const estimateQuota = async (
  world: Pick<AppContext, "conversationStore" | "modelPriceStore" | "config" | "simulated">,
  tokens: number,
): Promise<QuotaEstimate> => {
  const [versions, use, prices] = await Promise.all([
    world.conversationStore.newestVersions(null),
    world.modelPriceStore.recentUse(world.simulated),
    world.modelPriceStore.prices(),
  ]);
  const firsts = versions.map((version) => ({
    version,
    ...forecastFirst({ ...version, coachPolicy: readCoachPolicy(version.coachPolicy) }, world.config.maxTokens),
  }));
  const scenarios = firsts.map(({ version: { slug, name }, partner, coach }) => ({
    slug,
    name,
    exchanges: predictExchanges(tokens, partner, coach),
  }));
  const tokensAnExchange = use.exchanges === 0 ? 0 : Math.ceil(use.tokens / use.exchanges);
  // As an invitation counts: the last one is made only where its worst case fits, so what that holds is never all spent.
  const asUsed = firsts.map(({ partner, coach }) =>
    predictExchanges(tokens, partner, coach, MOST_ESTIMATED, tokensAnExchange),
  );
  return {
    tokens,
    scenarios,
    used:
      tokensAnExchange === 0
        ? null
        : {
            exchanges: Math.min(MOST_ESTIMATED, Math.floor(tokens / tokensAnExchange), ...asUsed),
            tokensAnExchange,
            fromExchanges: use.exchanges,
            fromSessions: use.sessions,
          },
    cost: costOf(tokens, use, prices),
  };
};
