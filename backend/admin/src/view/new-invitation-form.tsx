import { useId } from "preact/hooks";
import { now } from "../state/clock.ts";
import { DAYS, isSendable, type InvitationForm, type NewInvitation } from "../state/new-invitation.ts";
import type { StaffQuotaPreset, StaffScenario, StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { DAY } from "../text/time.ts";
import { FailedPanel, ProblemNotice } from "./problem-notice.tsx";
import { Segments } from "./segments.tsx";
import { SkeletonRows } from "./skeleton.tsx";

type Part = { form: InvitationForm; set: (change: Partial<InvitationForm>) => void };

const TextField = ({ label, hint, value, onInput, autoFocus = false }: { label: string; hint: string; value: string; onInput: (value: string) => void; autoFocus?: boolean }) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        {label} <span class="soft">{text.create.optional}</span>
      </label>
      <input
        id={id}
        class="field-input"
        maxLength={200}
        autoComplete="off"
        autoFocus={autoFocus}
        value={value}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
};

const ScenarioField = ({ form, set, scenarios }: Part & { scenarios: StaffScenario[] }) => {
  const id = useId();
  const chosen = scenarios.find((scenario) => scenario.slug === form.scenarioSlug);
  return (
    <div class="field">
      <label for={id}>{text.create.scenario}</label>
      <select id={id} class="field-input" value={form.scenarioSlug} aria-describedby={`${id}-hint`} onChange={(event) => set({ scenarioSlug: event.currentTarget.value })}>
        <option value="">{text.create.choose}</option>
        {scenarios.map((scenario) => (
          <option key={scenario.slug} value={scenario.slug}>
            {scenario.name}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} class="hint">
        {chosen?.description ?? scenarios.map((scenario) => scenario.name).join(", ")}
      </p>
    </div>
  );
};

const PresetField = ({ form, set, presets }: Part & { presets: StaffQuotaPreset[] }) => (
  <fieldset class="field">
    <legend>{text.create.preset}</legend>
    {presets.length === 0 && <p class="hint">{text.create.noPresets}</p>}
    <div class="options">
      {presets.map((preset) => (
        <label key={preset.id}>
          <input
            type="radio"
            name="preset"
            checked={form.preset === preset.name || (form.preset === "" && preset.isDefault)}
            onChange={() => set({ preset: preset.name })}
          />
          <span>
            <b>{preset.label}</b>
            {preset.isDefault && <span class="tag">{text.create.presetDefault}</span>}
            {preset.description !== null && <span class="hint">{preset.description}</span>}
          </span>
          <span class="hint number">{text.tokens(preset.quota.tokens)}</span>
        </label>
      ))}
    </div>
  </fieldset>
);

const ClaimsField = ({ form, set }: Part) => {
  const id = useId();
  const wrong = !isSendable(form);
  return (
    <div class="field">
      <label for={id}>{text.create.claims}</label>
      <input
        id={id}
        class="field-input short"
        inputMode="numeric"
        autoComplete="off"
        value={form.maxClaims}
        aria-invalid={wrong}
        aria-describedby={`${id}-hint`}
        onInput={(event) => set({ maxClaims: event.currentTarget.value })}
      />
      <p id={`${id}-hint`} class={wrong ? "hint bad" : "hint"}>
        {wrong ? text.create.claimsWrong : text.create.claimsHint}
      </p>
    </div>
  );
};

const SiteField = ({ form, set, sites }: Part & { sites: StaffSite[] }) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{text.create.site}</label>
      <select id={id} class="field-input" value={form.site} aria-describedby={`${id}-hint`} onChange={(event) => set({ site: event.currentTarget.value })}>
        {sites.map((site) => (
          <option key={site.key} value={site.key}>
            {site.name}
          </option>
        ))}
        <option value="">{text.create.siteNone}</option>
      </select>
      <p id={`${id}-hint`} class="hint">
        {text.create.siteHint}
      </p>
    </div>
  );
};

export const NewInvitationForm = ({ model, onCancel }: { model: NewInvitation; onCancel: () => void }) => {
  const choices = model.choices.value;
  const form = model.form.value;
  const set = (change: Partial<InvitationForm>): void => void (model.form.value = { ...model.form.peek(), ...change });
  if (choices.at === "failed")
    return (
      <div class="sheet-body">
        <FailedPanel title={text.create.choicesFailed} problem={choices.problem} onRetry={() => void model.loadChoices()} />
      </div>
    );
  const part = { form, set };
  return (
    <form
      class="sheet-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (model.sendable.value) void model.create.run();
      }}
    >
      <div class="sheet-body">
        <div class="two">
          <TextField label={text.create.label} hint={text.create.labelHint} value={form.label} onInput={(label) => set({ label })} autoFocus />
          <TextField label={text.create.reference} hint={text.create.referenceHint} value={form.externalRef} onInput={(externalRef) => set({ externalRef })} />
        </div>
        {choices.at === "loading" ? (
          <SkeletonRows rows={4} />
        ) : (
          <>
            <ScenarioField {...part} scenarios={choices.value.scenarios} />
            <PresetField {...part} presets={choices.value.presets} />
          </>
        )}
        <div class="two">
          <div class="field">
            <span class="field-name">{text.create.days}</span>
            <Segments name="days" label={text.create.days} options={DAYS.map((days) => ({ value: days, label: text.create.day(days) }))} value={form.days} onChange={(days) => set({ days })} />
            <p class="hint">{text.create.daysHint(new Date(now.value + form.days * DAY).toISOString(), now.value)}</p>
          </div>
          <div class="field">
            <span class="field-name">{text.create.who}</span>
            <Segments
              name="who"
              label={text.create.who}
              options={[
                { value: "one", label: text.create.one },
                { value: "group", label: text.create.group },
              ]}
              value={form.who}
              onChange={(who) => set({ who })}
            />
            <p class="hint">{form.who === "one" ? text.create.oneHint : text.create.groupHint}</p>
          </div>
        </div>
        {form.who === "group" && <ClaimsField {...part} />}
        {choices.at === "ready" && choices.value.sites.length > 1 && <SiteField {...part} sites={choices.value.sites} />}
        <ProblemNotice title={text.create.failed} problem={model.create.problem.value} />
      </div>
      <footer>
        <span class="small soft">{text.create.spends}</span>
        <span class="push row">
          <button type="button" class="button quiet" onClick={onCancel}>
            {text.cancel}
          </button>
          <button type="submit" class="button primary" disabled={model.create.running.value || !model.sendable.value}>
            {model.create.running.value ? text.create.submitting : text.create.submit}
          </button>
        </span>
      </footer>
    </form>
  );
};
