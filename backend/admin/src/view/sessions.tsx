import { useEffect } from "preact/hooks";
import { createRemote, valueOf } from "../state/remote.ts";
import { createSessionList } from "../state/session-list.ts";
import { hrefOf, SESSION_STATES, SESSIONS, type SessionsRoute } from "../state/route.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Listed } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { SearchBox } from "./search-box.tsx";
import { SessionTable } from "./session-table.tsx";

const words = text.sessions;

const Tabs = ({ route }: { route: SessionsRoute }) => (
  <nav class="tabs" aria-label={words.filter}>
    {[null, ...SESSION_STATES].map((state) => (
      <a key={state} href={hrefOf({ ...route, state })} aria-current={state === route.state ? "true" : undefined}>
        {state === null ? words.all : state === "live" ? words.live : text.status[state]}
      </a>
    ))}
  </nav>
);

/** Scenario and cohort: what the list is narrowed to stands in its address. */
const Filters = ({ route }: { route: SessionsRoute }) => {
  const { api, router } = useConsole();
  const choices = useModel(
    () =>
      createRemote(async () => {
        const [cohorts, scenarios] = await Promise.all([api.listCohorts(), api.listScenarios()]);
        return {
          cohort: cohorts.items.map(({ name }) => ({ value: name, label: name })),
          scenario: scenarios.items.map(({ slug, name }) => ({ value: slug, label: name })),
        };
      }),
    "session filters",
  );
  useEffect(() => void choices.load(), []);
  const offered = valueOf(choices.state.value);
  const field = (name: "scenario" | "cohort") => {
    const known = offered?.[name] ?? [];
    const here = route[name];
    // One that is not offered any more, or not loaded yet, is still what the list is narrowed to.
    const options =
      here === "" || known.some(({ value }) => value === here) ? known : [...known, { value: here, label: here }];
    if (options.length === 0) return null;
    return (
      <label class="filter">
        <span>{text.chosen.filters[name]}</span>
        <select
          class="field-input"
          value={here}
          onChange={(event) => router.go({ ...route, [name]: event.currentTarget.value }, "replace")}
        >
          <option value="">{text.chosen.filters.any}</option>
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
    <div class="filters" role="group" aria-label={text.chosen.filters.label}>
      {field("scenario")}
      {field("cohort")}
      {route.invitationId !== null && (
        <a href={hrefOf({ name: "invitation", id: route.invitationId })}>{words.ofInvitation}</a>
      )}
      {isNarrowed(route) && (
        <a class="button quiet" href={hrefOf(SESSIONS)}>
          {words.showAll}
        </a>
      )}
    </div>
  );
};

const isNarrowed = ({ invitationId, state, q, scenario, cohort }: SessionsRoute): boolean =>
  invitationId !== null || state !== null || q !== "" || scenario !== "" || cohort !== "";

/** Every session, the newest first, or those that the address narrows them to. */
export const Sessions = ({ route }: { route: SessionsRoute }) => {
  const { api, router } = useConsole();
  const { invitationId, state, q, scenario, cohort } = route;
  const list = useModel(
    () =>
      createSessionList(api, {
        invitationId: invitationId ?? undefined,
        status: state === null || state === "live" ? undefined : state,
        live: state === "live" ? "true" : undefined,
        scenario: scenario || undefined,
        cohort: cohort || undefined,
        q: q || undefined,
      }),
    hrefOf(route),
  );
  return (
    <Page title={words.title}>
      <Tabs route={route} />
      <div class="tools">
        <SearchBox
          value={q}
          placeholder={words.search}
          label={words.searchLabel}
          onSearch={(typed) => router.go({ ...route, q: typed }, "replace")}
        />
        <Filters route={route} />
      </div>
      <Listed
        list={list}
        failed={words.failed}
        end={words.end}
        nothing={
          <EmptyPanel title={isNarrowed(route) ? words.noneTitle : words.emptyTitle}>
            <p>{isNarrowed(route) ? words.none : words.empty}</p>
          </EmptyPanel>
        }
      >
        {(sessions) => <SessionTable sessions={sessions} withInvitation />}
      </Listed>
    </Page>
  );
};
