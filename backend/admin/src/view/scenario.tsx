import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  createScenarioEditor,
  hasUnsaved,
  missingIn,
  versionOf,
  type ScenarioEditor,
} from "../state/scenario-editor.ts";
import { hrefOf, SCENARIO_PARTS, SCENARIOS, type ScenarioRoute } from "../state/route.ts";
import type { ScenarioDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { useConsole, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { ScenarioForm } from "./scenario-form.tsx";
import { ScenarioReplay } from "./scenario-replay.tsx";
import { ScenarioTry } from "./scenario-try.tsx";
import { ScenarioVersions } from "./scenario-versions.tsx";
import { TabRow } from "./tab-row.tsx";
import { useActs } from "./use-acts.ts";

const words = text.scenarios;
const crumb = { href: hrefOf(SCENARIOS), label: words.title };
type Part = { editor: ScenarioEditor; scenario: ScenarioDetail; route: ScenarioRoute };

const stateWords = ({ isActive, changed, versions }: ScenarioDetail): string => {
  const version = versions[0]?.number;
  if (!isActive) return words.state.archived;
  if (version === undefined) return words.state.unpublished;
  return changed ? words.state.changed(version) : words.state.same(version);
};

/** The parts as links: each has an address of its own. */
const Tabs = ({ route }: { route: ScenarioRoute }) => (
  <TabRow label={words.tabs.label}>
    {SCENARIO_PARTS.map((part) => (
      <a
        key={part}
        href={hrefOf({ ...route, part, compare: null })}
        aria-current={part === route.part ? "page" : undefined}
      >
        {words.tabs[part]}
      </a>
    ))}
  </TabRow>
);

const Shown = ({ editor, scenario, route }: Part) => {
  const acts = useActs();
  const done = useSignal("");
  const { publish, archive } = editor;
  const next = (versionOf(scenario) ?? 0) + 1;
  const unsaved = editor.changed.value.length > 0;
  const form = editor.form.value;
  const missing = form === null ? [] : missingIn(form);
  // What was said of the last act is not so any more once something else is typed.
  useEffect(() => {
    if (unsaved) done.value = "";
  }, [unsaved]);
  const finish = (said: string): void => {
    done.value = said;
    acts.close();
  };
  const clear = (): void => {
    done.value = "";
    publish.clear();
    archive.clear();
  };
  const { isActive } = scenario;
  return (
    <Page
      title={scenario.draft.name || scenario.slug}
      crumb={crumb}
      beside={!isActive && <span class="tag">{words.archived}</span>}
      sub={stateWords(scenario)}
      actions={
        <div class="head-actions">
          <a class="button" href={hrefOf({ ...SCENARIOS, creating: true, from: scenario.slug })}>
            {words.clone}
          </a>
          <button class="button" {...acts.opens("archive", clear)}>
            {isActive ? words.archive : words.restore}
          </button>
          <button class="button primary" disabled={!scenario.changed && !unsaved} {...acts.opens("publish", clear)}>
            {words.publish}
          </button>
        </div>
      }
    >
      <DoneLine home={acts.home} words={done.value} />
      {acts.open === "publish" && (
        <ActPanel
          title={missing.length > 0 ? words.publishMissingTitle : words.publishTitle(next)}
          onClose={acts.close}
        >
          {missing.length > 0 ? (
            <>
              <p class="act-words">
                {words.publishMissing(missing.map((field) => words.field[field] ?? field).join(", "))}
              </p>
              <div class="row wrap">
                <button type="button" class="button" data-first onClick={acts.close}>
                  {text.cancel}
                </button>
              </div>
            </>
          ) : (
            <Confirm
              words={{
                confirm: unsaved ? words.saveAndPublish : words.publishConfirm,
                running: words.publishing,
                failed: words.publishFailed,
              }}
              action={publish}
              onDone={() => finish(words.published(next))}
              onCancel={acts.close}
            >
              {unsaved && <p class="act-words">{words.publishUnsaved}</p>}
              <p class="act-words">{words.publishDetail}</p>
            </Confirm>
          )}
        </ActPanel>
      )}
      {acts.open === "archive" && (
        <ActPanel title={isActive ? words.archiveTitle : words.restoreTitle} onClose={acts.close}>
          <Confirm
            words={
              isActive
                ? { confirm: words.archive, running: words.archiving, failed: words.archiveFailed }
                : { confirm: words.restore, running: words.restoring, failed: words.restoreFailed }
            }
            action={{ ...archive, run: () => archive.run(isActive) }}
            onDone={() => finish(isActive ? words.archivedDone : words.restoredDone)}
            onCancel={acts.close}
          >
            <p class="act-words">{isActive ? words.archiveDetail : words.restoreDetail}</p>
          </Confirm>
        </ActPanel>
      )}
      <Tabs route={route} />
      {route.part === "draft" && <ScenarioForm editor={editor} scenario={scenario} />}
      {route.part === "versions" && <ScenarioVersions scenario={scenario} route={route} />}
      {route.part === "try" && <ScenarioTry scenario={scenario} unsaved={unsaved} />}
      {route.part === "replay" && <ScenarioReplay scenario={scenario} unsaved={unsaved} />}
    </Page>
  );
};

/** One scenario: its draft, its versions, and what they sound like. */
export const Scenario = ({ route }: { route: ScenarioRoute }) => {
  const { api } = useConsole();
  const editor = useModel(() => createScenarioEditor(api, route.id), `scenario ${route.id}`);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (hasUnsaved()) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, []);
  const loaded = editor.scenario.value;
  if (loaded.at === "ready" && loaded.value !== null)
    return <Shown editor={editor} scenario={loaded.value} route={route} />;
  return (
    <Page title={loaded.at === "ready" ? words.notFound : words.loadingTitle} crumb={crumb}>
      <Loaded remote={loaded} rows={8} failed={words.scenarioFailed} onRetry={() => void editor.load()}>
        {() => (
          <EmptyPanel>
            <p>{words.notFoundDetail}</p>
            <a class="button" href={crumb.href}>
              {words.toList}
            </a>
          </EmptyPanel>
        )}
      </Loaded>
    </Page>
  );
};
