import { useId } from "preact/hooks";
import { isSendable, type InvitationForm } from "../state/new-invitation.ts";
import type { StaffQuotaPreset, StaffScenario, StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";

type Part = { form: InvitationForm; set: (change: Partial<InvitationForm>) => void };

export const TextField = ({
  label,
  hint,
  value,
  onInput,
  autoFocus = false,
}: {
  label: string;
  hint: string;
  value: string;
  onInput: (value: string) => void;
  autoFocus?: boolean;
}) => {
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

export const ScenarioField = ({ form, set, scenarios }: Part & { scenarios: StaffScenario[] }) => {
  const id = useId();
  const chosen = scenarios.find((scenario) => scenario.slug === form.scenarioSlug);
  return (
    <div class="field">
      <label for={id}>{text.create.scenario}</label>
      <select
        id={id}
        class="field-input"
        value={form.scenarioSlug}
        aria-describedby={`${id}-hint`}
        onChange={(event) => set({ scenarioSlug: event.currentTarget.value })}
      >
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

export const PresetField = ({ form, set, presets }: Part & { presets: StaffQuotaPreset[] }) => (
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

export const ClaimsField = ({ form, set }: Part) => {
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

export const SiteField = ({ form, set, sites }: Part & { sites: StaffSite[] }) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{text.create.site}</label>
      <select
        id={id}
        class="field-input"
        value={form.site}
        aria-describedby={`${id}-hint`}
        onChange={(event) => set({ site: event.currentTarget.value })}
      >
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
