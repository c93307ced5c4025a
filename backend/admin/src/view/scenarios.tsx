import { createRemote } from "../state/remote.ts";
import type { StaffScenario } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useEffect } from "preact/hooks";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, FailedPanel } from "./problem-notice.tsx";
import { SkeletonRows } from "./skeleton.tsx";

const { columns } = text.scenarios;

const Row = ({ scenario }: { scenario: StaffScenario }) => (
  <tr role="row">
    <th role="rowheader" scope="row" class="cell-scenario-name">
      <p>
        {scenario.name} {!scenario.isActive && <span class="tag">{text.scenarios.inactive}</span>}
      </p>
      <p class="soft plain">{scenario.description}</p>
    </th>
    <td role="cell">{scenario.partnerPersona}</td>
    <td role="cell">
      <dl class="pairs models">
        <dt>{text.scenarios.partnerModel}</dt>
        <dd class="mono">{scenario.partnerModel}</dd>
        <dt>{text.scenarios.coachModel}</dt>
        <dd class="mono">{scenario.coachModel}</dd>
      </dl>
      {scenario.modelFallback !== null && (
        <p class="warn row top">
          <Icon name="stuck" />
          {text.scenarios.fallback(scenario.modelFallback)}
        </p>
      )}
    </td>
    <td role="cell" class="number">
      {scenario.version === null ? text.scenarios.draft : text.scenarios.version(scenario.version)}
    </td>
  </tr>
);

/** What can be practised, on which models, and where another model answers in their stead. */
export const Scenarios = () => {
  const { api } = useConsole();
  const { state, load } = useModel(() => createRemote(async () => (await api.listScenarios()).items), "all");
  useEffect(() => void load(), []);
  const loaded = state.value;
  return (
    <Page title={text.scenarios.title}>
      {loaded.at === "loading" && <SkeletonRows rows={5} />}
      {loaded.at === "failed" && (
        <FailedPanel title={text.scenarios.failed} problem={loaded.problem} onRetry={() => void load()} />
      )}
      {loaded.at === "ready" && loaded.value.length === 0 && (
        <EmptyPanel title={text.scenarios.emptyTitle}>
          <p>{text.scenarios.empty}</p>
        </EmptyPanel>
      )}
      {loaded.at === "ready" && loaded.value.length > 0 && (
        <table role="table" class="list tall" aria-label={text.scenarios.title}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                {columns.name}
              </th>
              <th role="columnheader" scope="col">
                {columns.persona}
              </th>
              <th role="columnheader" scope="col">
                {columns.models}
              </th>
              <th role="columnheader" scope="col" class="number">
                {columns.version}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {loaded.value.map((scenario) => (
              <Row key={scenario.id} scenario={scenario} />
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
};
