import type { AppContext } from "./app-context.ts";

const WARNING_SHARE = 0.8;

/**
 * Watches the daily ceilings: the metric is kept, and a line is logged once a day and ceiling at 80 % and once at the
 * ceiling itself. A server that starts in the middle of such a day says it once more.
 */
export const createSpendWatch = (world: Pick<AppContext, "config" | "quotaStore" | "metrics" | "logger">) => {
  const said = new Set<string>();
  return async (now = Date.now()): Promise<void> => {
    const day = new Date(now).toISOString().slice(0, 10);
    for (const { scope, name, ceiling, spent } of await world.quotaStore.spend.levels(world.config.dailyTokens)) {
      const share = ceiling > 0 ? spent / ceiling : 1;
      world.metrics.dailySpend.set({ scope: name }, share);
      const level = share >= 1 ? "reached" : share >= WARNING_SHARE ? "near" : null;
      if (!level || said.has(`${day} ${scope} ${level}`)) continue;
      if (![...said].some((line) => line.startsWith(day))) said.clear();
      said.add(`${day} ${scope} ${level}`);
      const facts = { scope: name, spent, ceiling };
      if (level === "reached") world.logger.error(facts, "today's ceiling is reached");
      else world.logger.warn(facts, "80 % of today's ceiling is spent or held");
    }
  };
};
