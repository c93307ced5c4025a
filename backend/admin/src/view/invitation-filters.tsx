import { useEffect } from "preact/hooks";
import { createRemote, valueOf } from "../state/remote.ts";
import { hrefOf, type InvitationFilters as Filters, type Route } from "../state/route.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";

const words = text.chosen.filters;
type ListRoute = Extract<Route, { name: "invitations" }>;
type Choice = { value: string; label: string };

/** Cohort, preset, scenario, site: what the list is narrowed to stands in its address. */
export const InvitationFilters = ({ route }: { route: ListRoute }) => {
  const { api, router } = useConsole();
  const choices = useModel(
    () =>
      createRemote(async (): Promise<Record<keyof Filters, Choice[]>> => {
        const [cohorts, presets, scenarios, sites] = await Promise.all([
          api.listCohorts(),
          api.listQuotaPresets(),
          api.listScenarios(),
          api.listSites(),
        ]);
        return {
          cohort: cohorts.items.map(({ name }) => ({ value: name, label: name })),
          preset: presets.items.map(({ name, label }) => ({ value: name, label })),
          scenario: scenarios.items.map(({ slug, name }) => ({ value: slug, label: name })),
          site: sites.items.map(({ key, name }) => ({ value: key, label: name })),
        };
      }),
    "filters",
  );
  useEffect(() => void choices.load(), []);
  const offered = valueOf(choices.state.value);
  const narrowed = (["cohort", "preset", "scenario", "site"] as const).some((name) => route[name] !== "");
  const field = (name: keyof Filters) => {
    const known = offered?.[name] ?? [];
    const here = route[name];
    // One that is not offered any more, or not loaded yet, is still what the list is narrowed to.
    const options =
      here === "" || known.some(({ value }) => value === here) ? known : [...known, { value: here, label: here }];
    // A choice of one is none; of one cohort it is one, since others may have none.
    if (options.length < (name === "cohort" ? 1 : 2) && here === "") return null;
    return (
      <label key={name} class="filter">
        <span>{words[name]}</span>
        <select
          class="field-input"
          value={here}
          onChange={(event) => router.go({ ...route, [name]: event.currentTarget.value }, "replace")}
        >
          <option value="">{words.any}</option>
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
    );
  };
  return (
    <div class="filters" role="group" aria-label={words.label}>
      {field("cohort")}
      {field("preset")}
      {field("scenario")}
      {field("site")}
      {narrowed && (
        <a class="button quiet" href={hrefOf({ ...route, cohort: "", preset: "", scenario: "", site: "" })}>
          {words.clear}
        </a>
      )}
    </div>
  );
};
