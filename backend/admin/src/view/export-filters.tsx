import type { ExportFilter } from "../state/route.ts";
import type { Facets } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole } from "./console-context.ts";
import { choicesOf } from "./usage-filters.tsx";

const words = text.exportPage;

/** What an export is narrowed to: all of it stands in the address. */
export const ExportFilters = ({ filter, facets }: { filter: ExportFilter; facets: Facets | null }) => {
  const { router } = useConsole();
  const go = (change: ExportFilter): void => {
    const entries = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== "");
    router.go({ name: "export", filter: Object.fromEntries(entries) }, "replace");
  };
  const choices = choicesOf(facets);
  return (
    <div class="tools wrap" role="group" aria-label={words.filters}>
      {(["site", "scenario", "cohort"] as const).map((name) => (
        <select
          key={name}
          class="field-input"
          aria-label={text.usagePage[name]}
          value={filter[name] ?? ""}
          onChange={({ currentTarget: { value } }) => go({ [name]: value })}
        >
          <option value="">{text.usagePage.every[name]}</option>
          {choices[name].map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ))}
      {(["from", "to"] as const).map((end) => (
        <label key={end} class="small soft">
          {words[end]}{" "}
          <input
            type="date"
            class="field-input"
            value={filter[end] ?? ""}
            onChange={({ currentTarget: { value } }) => go({ [end]: value })}
          />
        </label>
      ))}
      {Object.keys(filter).length > 0 && (
        <button type="button" class="button" onClick={() => router.go({ name: "export", filter: {} }, "replace")}>
          {words.everything}
        </button>
      )}
    </div>
  );
};
