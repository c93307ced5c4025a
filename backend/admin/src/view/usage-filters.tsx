import { hrefOf, type UsageFilter, type UsageRoute } from "../state/route.ts";
import type { Facets } from "../state/types.ts";
import { lastDays, spanIn, SPANS } from "../state/usage-page.ts";
import { text } from "../text/en.ts";
import { useConsole } from "./console-context.ts";
import { Segments } from "./segments.tsx";

const words = text.usagePage;
type Narrow = "site" | "scenario" | "preset" | "cohort";
type Choice = { value: string; label: string };

/** What there is to narrow to, by what it is called. */
export const choicesOf = (facets: Facets | null): Record<Narrow, Choice[]> => ({
  site: [
    ...(facets?.sites ?? []).map(({ id, label }) => ({ value: id, label })),
    { value: "none", label: words.none.site },
  ],
  scenario: (facets?.scenarios ?? []).map(({ id, label }) => ({ value: String(id), label })),
  preset: [
    ...(facets?.presets ?? []).map((name) => ({ value: name, label: name })),
    { value: "none", label: words.none.preset },
  ],
  cohort: [
    ...(facets?.cohorts ?? []).map((name) => ({ value: name, label: name })),
    { value: "none", label: words.none.cohort },
  ],
});

/** What figures are narrowed to: all of it stands in the address. */
export const UsageFilters = ({ route, facets }: { route: UsageRoute; facets: Facets | null }) => {
  const { router } = useConsole();
  const { filter } = route;
  const now = Date.now();
  const span = spanIn(filter, now);
  const go = (change: UsageFilter): void => {
    const entries = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== "");
    router.go({ ...route, filter: Object.fromEntries(entries) }, "replace");
  };
  const shown = { ...lastDays(30, now), ...filter };
  const kind = filter.kind ?? "real";
  const choices = choicesOf(facets);
  return (
    <div class="tools wrap" role="group" aria-label={words.filters}>
      <select
        class="field-input"
        aria-label={words.span}
        value={span === null ? "own" : String(span)}
        onChange={({ currentTarget: { value } }) => {
          // A day to begin with: the fields beside it take it from there.
          go(value === "own" ? { from: shown.to, to: shown.to } : lastDays(Number(value), now));
        }}
      >
        {SPANS.map((days) => (
          <option key={days} value={String(days)}>
            {words.days(days)}
          </option>
        ))}
        <option value="own">{words.ownSpan}</option>
      </select>
      {span === null &&
        (["from", "to"] as const).map((end) => (
          <input
            key={end}
            type="date"
            class="field-input"
            aria-label={words[end]}
            value={shown[end]}
            onChange={({ currentTarget: { value } }) => value !== "" && go({ ...shown, [end]: value })}
          />
        ))}
      {(["site", "scenario", "preset", "cohort"] as const).map((name) => (
        <select
          key={name}
          class="field-input"
          aria-label={words[name]}
          value={filter[name] ?? ""}
          onChange={({ currentTarget: { value } }) => go({ [name]: value })}
        >
          <option value="">{words.every[name]}</option>
          {choices[name].map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ))}
      <Segments
        name="usage-kind"
        label={words.kind}
        options={(["real", "simulated", "trial"] as const).map((value) => ({ value, label: words.kinds[value] }))}
        value={kind === "simulated" || kind === "trial" ? kind : "real"}
        onChange={(value) => go({ kind: value === "real" ? "" : value })}
      />
    </div>
  );
};

export const simulatedHref = (route: UsageRoute): string =>
  hrefOf({ ...route, filter: { ...route.filter, kind: "simulated" } });
