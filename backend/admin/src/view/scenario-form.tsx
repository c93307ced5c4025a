import type { ComponentChildren } from "preact";
import type { DraftField, DraftForm, ScenarioEditor } from "../state/scenario-editor.ts";
import { valueOf } from "../state/remote.ts";
import type { ScenarioDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { LineField } from "./line-field.tsx";
import { ModelField } from "./model-field.tsx";
import { OpensField } from "./opens-field.tsx";
import { PolicyField } from "./policy-field.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { PromptField } from "./prompt-field.tsx";
import { LanguagesField } from "./languages-field.tsx";

const words = text.scenarios;
const { hint, part } = words;
const nameOf = (field: DraftField): string => words.field[field] ?? field;

const shownAs = (value: DraftForm[DraftField] | undefined): string =>
  typeof value === "string" ? value : value === null ? words.opens.user : JSON.stringify(value);

/** What somebody else has saved where I had typed as well. */
const Theirs = ({ editor, field }: { editor: ScenarioEditor; field: DraftField }) => {
  const both = editor.met.value?.both ?? {};
  if (!(field in both)) return null;
  return (
    <div class="theirs" role="group" aria-label={`${words.met.theirs}: ${nameOf(field)}`}>
      <p class="hint">{words.met.theirs}</p>
      <p class="theirs-words">{shownAs(both[field])}</p>
      <button type="button" class="button" onClick={() => editor.takeTheirs(field)}>
        {words.met.take}
      </button>
    </div>
  );
};

const Section = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);

const Met = ({ editor }: { editor: ScenarioEditor }) => {
  const met = editor.met.value;
  if (met === null) return null;
  const both = Object.keys(met.both).length > 0;
  return (
    <div class="notice warn-edge" role="status">
      <div>
        <p class="strong">{words.met.title}</p>
        {met.took.length > 0 && <p>{words.met.took(met.took.map(nameOf).join(", "))}</p>}
        <p>{both ? words.met.both : words.met.only}</p>
      </div>
    </div>
  );
};

/** The draft's words. What is typed is kept while the tab lives; what is saved, on the server. */
export const ScenarioForm = ({ editor, scenario }: { editor: ScenarioEditor; scenario: ScenarioDetail }) => {
  const form = editor.form.value;
  const changed = editor.changed.value;
  const { save } = editor;
  if (form === null) return null;
  const models = valueOf(editor.models.state.value);
  const set =
    <F extends DraftField>(field: F) =>
    (value: DraftForm[F]): void =>
      editor.set({ [field]: value });
  const theirs = (field: DraftField) => <Theirs editor={editor} field={field} />;
  const empty = (value: string): boolean => value.trim() === "";
  return (
    <form
      class="editor"
      onKeyDown={(event) => {
        // What every editor saves with, a browser's own "save page" being of no use here.
        if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
        event.preventDefault();
        void save.run();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <Met editor={editor} />
      {editor.restored.value && changed.length > 0 && <p class="soft">{words.kept}</p>}
      <div class="sections">
        <Section title={part.who}>
          <div class="two">
            <LineField label={nameOf("name")} hint={hint["name"]} value={form.name} most={120} onInput={set("name")}>
              {theirs("name")}
            </LineField>
            <LineField
              label={nameOf("slug")}
              hint={scenario.versions.length > 0 ? hint.slugFixed : hint.slug}
              value={form.slug}
              most={80}
              mono
              disabled={scenario.versions.length > 0}
              onInput={set("slug")}
            >
              {theirs("slug")}
            </LineField>
          </div>
          <PromptField
            label={nameOf("description")}
            hint={hint.description}
            value={form.description}
            most={1_000}
            rows={3}
            missing={empty(form.description)}
            onInput={set("description")}
          >
            {theirs("description")}
          </PromptField>
        </Section>
        <Section title={part.partner}>
          <LineField
            label={nameOf("partnerPersona")}
            hint={hint.partnerPersona}
            value={form.partnerPersona}
            most={120}
            onInput={set("partnerPersona")}
          >
            {theirs("partnerPersona")}
          </LineField>
          <PromptField
            label={nameOf("partnerSystemPrompt")}
            hint={hint.partnerSystemPrompt}
            value={form.partnerSystemPrompt}
            most={8_000}
            rows={18}
            headings={words.headings.partner}
            missing={empty(form.partnerSystemPrompt)}
            onInput={set("partnerSystemPrompt")}
          >
            {theirs("partnerSystemPrompt")}
          </PromptField>
          <OpensField line={form.openingLine} onChange={set("openingLine")}>
            {theirs("openingLine")}
          </OpensField>
        </Section>
        <Section title={part.coach}>
          <PromptField
            label={nameOf("goal")}
            hint={hint.goal}
            value={form.goal}
            most={1_000}
            rows={2}
            onInput={set("goal")}
          >
            {theirs("goal")}
          </PromptField>
          <PromptField
            label={nameOf("coachSystemPrompt")}
            hint={hint.coachSystemPrompt}
            value={form.coachSystemPrompt}
            most={8_000}
            rows={10}
            headings={words.headings.coach}
            missing={empty(form.coachSystemPrompt)}
            onInput={set("coachSystemPrompt")}
          >
            {theirs("coachSystemPrompt")}
          </PromptField>
          <PolicyField policy={form.coachPolicy} onChange={set("coachPolicy")}>
            {theirs("coachPolicy")}
          </PolicyField>
        </Section>
        <Section title={part.models}>
          <div class="two">
            <ModelField
              label={nameOf("partnerModel")}
              value={form.partnerModel}
              models={models}
              onInput={set("partnerModel")}
            >
              {theirs("partnerModel")}
            </ModelField>
            <ModelField
              label={nameOf("coachModel")}
              value={form.coachModel}
              models={models}
              onInput={set("coachModel")}
            >
              {theirs("coachModel")}
            </ModelField>
          </div>
        </Section>
        <Section title={part.language}>
          <LanguagesField languages={form.languages} onChange={set("languages")}>
            {theirs("languages")}
          </LanguagesField>
        </Section>
      </div>
      <div class="save-bar">
        <p role="status" class="soft">
          {changed.length === 0 ? words.allSaved : words.unsaved(changed.length)}
        </p>
        <span class="push row">
          <button type="button" class="button quiet" disabled={changed.length === 0} onClick={editor.undo}>
            {words.discard}
          </button>
          <button type="submit" class="button primary" disabled={changed.length === 0 || save.running.value}>
            {save.running.value ? words.saving : words.save}
          </button>
        </span>
        <ProblemNotice title={words.saveFailed} problem={save.problem.value} />
      </div>
    </form>
  );
};
