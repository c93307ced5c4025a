import type { PresetPage } from "../state/preset-page.ts";
import { text } from "../text/en.ts";

const words = text.presets.estimate;

/** What so many tokens are good for, and about what they cost. */
export const PresetEstimate = ({ page, tokens }: { page: PresetPage; tokens: number }) => {
  const loaded = page.estimate(tokens).state.value;
  if (loaded.at === "loading") return <p class="hint">…</p>;
  if (loaded.at === "failed") return <p class="hint">{words.failed}</p>;
  const { used, scenarios, cost } = loaded.value;
  const counts = scenarios.map(({ exchanges }) => exchanges);
  return (
    <div class="estimate">
      {used === null ? (
        <p class="hint">{words.unused}</p>
      ) : (
        <p>
          <b>{words.used(used.exchanges)}</b>{" "}
          <span class="hint">{words.usedFrom(used.tokensAnExchange, used.fromExchanges, used.fromSessions)}</span>
        </p>
      )}
      {counts.length > 0 && <p class="hint">{words.byPrompts(Math.min(...counts), Math.max(...counts))}</p>}
      <p class="hint">
        {cost === null ? words.noCost : words.cost(cost.about, cost.currency)}
        {cost !== null && cost.unpriced.length > 0 && `, ${words.unpriced(cost.unpriced)}`}
      </p>
    </div>
  );
};
