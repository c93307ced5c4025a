import { createPagedList } from "../state/paged-list.ts";
import { hrefOf, SCENARIOS, type ScenariosRoute } from "../state/route.ts";
import type { StaffScenario } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { NewScenarioSheet } from "./new-scenario-sheet.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";

const words = text.scenarios;
const { columns } = words;

const COLUMNS: Column<StaffScenario>[] = [
  {
    label: columns.name,
    cell: ({ id, slug, name, description, isActive }) => (
      <>
        <a href={hrefOf({ name: "scenario", id, part: "draft", compare: null })}>{name}</a>{" "}
        <span class="mono small soft">{slug}</span>
        {!isActive && <span class="tag">{words.archived}</span>}
        <span class="under-name">{description}</span>
      </>
    ),
  },
  { label: columns.persona, cell: ({ partnerPersona }) => partnerPersona },
  {
    label: columns.models,
    cell: ({ partnerModel, coachModel, modelFallback }) => (
      <>
        <dl class="pairs models">
          <dt>{words.partnerModel}</dt>
          <dd class="mono">{partnerModel}</dd>
          <dt>{words.coachModel}</dt>
          <dd class="mono">{coachModel}</dd>
        </dl>
        {modelFallback !== null && (
          <p class="warn row top">
            <Icon name="stuck" />
            {words.fallback(modelFallback)}
          </p>
        )}
      </>
    ),
  },
  {
    label: columns.version,
    as: "last",
    cell: ({ version, changed }) => (
      <>
        {version === null ? words.draft : words.version(version)}
        {version !== null && changed && <span class="under-name">{words.changed}</span>}
      </>
    ),
  },
];

/** What can be practised, on which models, and what is being written. */
export const Scenarios = ({ route }: { route: ScenariosRoute }) => {
  const { api, router } = useConsole();
  const list = useModel(
    () => createPagedList(async () => ({ items: (await api.listScenarios()).items, cursor: null })),
    "scenarios",
  );
  const shown = list.loaded.value;
  return (
    <Page
      title={words.title}
      actions={
        <div class="head-actions">
          <a class="button primary" href={hrefOf({ ...SCENARIOS, creating: true })}>
            <Icon name="plus" />
            {words.create}
          </a>
        </div>
      }
    >
      <Listed
        list={list}
        failed={words.failed}
        end={words.end}
        nothing={
          <EmptyPanel title={words.emptyTitle}>
            <p>{words.empty}</p>
          </EmptyPanel>
        }
      >
        {(scenarios) => <ListTable label={words.title} columns={COLUMNS} items={scenarios} linked />}
      </Listed>
      {route.creating && shown.at === "ready" && (
        <NewScenarioSheet
          from={route.from}
          scenarios={shown.value.items}
          onClose={() => router.go(SCENARIOS, "replace")}
        />
      )}
    </Page>
  );
};
