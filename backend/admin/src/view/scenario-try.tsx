import { useEffect, useId } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { createRemote, valueOf } from "../state/remote.ts";
import { createTrialRun } from "../state/scenario-trial.ts";
import type { ScenarioDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { ProblemNotice } from "./problem-notice.tsx";
import { TrialFrame } from "./trial-frame.tsx";

const words = text.scenarios.try;

/** The draft as an invitee meets it, without spending anybody's invitation. */
export const ScenarioTry = ({ scenario, unsaved }: { scenario: ScenarioDetail; unsaved: boolean }) => {
  const { api } = useConsole();
  const site = useSignal("");
  const select = useId();
  const sites = useModel(() => createRemote(async () => (await api.listSites()).items), "sites of a trial");
  useEffect(() => void sites.load(), []);
  const { trial, start } = useModel(
    () => createTrialRun((key: string) => api.tryScenario(scenario.id, key === "" ? {} : { site: key })),
    `trial ${scenario.id}`,
  );
  const shown = trial.value;
  const offered = (valueOf(sites.state.value) ?? []).filter(({ isActive }) => isActive);
  return (
    <section class="try" aria-label={text.scenarios.tabs.try}>
      <p class="page-words">{words.detail}</p>
      {unsaved && <p class="warn">{words.unsaved}</p>}
      <div class="row wrap end">
        {offered.length > 0 && (
          <div class="field">
            <label for={select}>{words.site}</label>
            <select
              id={select}
              class="field-input"
              value={site.value}
              onChange={(event) => void (site.value = event.currentTarget.value)}
            >
              <option value="">{words.noSite}</option>
              {offered.map(({ key, name }) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
        <button
          type="button"
          class={`button${shown === null ? " primary" : ""}`}
          disabled={start.running.value}
          onClick={() => void start.run(site.peek())}
        >
          {start.running.value ? words.starting : shown === null ? words.start : words.again}
        </button>
        {shown !== null && <p class="hint">{words.room(shown.exchanges)}</p>}
      </div>
      <ProblemNotice title={words.failed} problem={start.problem.value} />
      {shown !== null && <TrialFrame trial={shown} title={words.frame} />}
    </section>
  );
};
