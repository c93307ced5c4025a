import { useId } from "preact/hooks";
import { createNewScenario } from "../state/new-scenario.ts";
import type { StaffScenario } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { LineField } from "./line-field.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { Sheet } from "./sheet.tsx";

const words = text.scenarios.created;
type Props = { from: string; scenarios: StaffScenario[]; onClose: () => void };

/** Begins a draft: an empty one, or a copy. */
export const NewScenarioSheet = ({ from, scenarios, onClose }: Props) => {
  const { api, router } = useConsole();
  const begun = scenarios.some(({ slug }) => slug === from) ? from : "";
  const model = useModel(
    () =>
      createNewScenario(api, begun, ({ id }) =>
        router.go({ name: "scenario", id, part: "draft", compare: null }, "replace"),
      ),
    begun,
  );
  const form = model.form.value;
  const select = useId();
  const { create } = model;
  return (
    <Sheet title={text.scenarios.create} onClose={onClose}>
      <form
        class="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (model.sendable.peek()) void create.run();
        }}
      >
        <div class="sheet-body">
          <LineField
            label={words.name}
            hint={words.nameHint}
            value={form.name}
            most={120}
            onInput={model.setName}
            first
          />
          <LineField
            label={words.slug}
            hint={words.slugHint}
            value={form.slug}
            most={80}
            onInput={model.setSlug}
            mono
          />
          <div class="field">
            <label for={select}>{words.from}</label>
            <select
              id={select}
              class="field-input"
              value={form.from}
              onChange={({ currentTarget }) =>
                void (model.form.value = { ...model.form.peek(), from: currentTarget.value })
              }
            >
              <option value="">{words.empty}</option>
              {scenarios.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {words.copyOf(name)}
                </option>
              ))}
            </select>
          </div>
          <ProblemNotice title={words.failed} problem={create.problem.value} />
        </div>
        <footer>
          <span class="push row">
            <button type="button" class="button quiet" onClick={onClose}>
              {text.cancel}
            </button>
            <button type="submit" class="button primary" disabled={create.running.value || !model.sendable.value}>
              {create.running.value ? words.submitting : words.submit}
            </button>
          </span>
        </footer>
      </form>
    </Sheet>
  );
};
