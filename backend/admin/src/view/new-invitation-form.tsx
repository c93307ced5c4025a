import { now } from "../state/clock.ts";
import { DAYS, type InvitationForm, type NewInvitation } from "../state/new-invitation.ts";
import { text } from "../text/en.ts";
import { DAY } from "../text/time.ts";
import { ClaimsField, PresetField, ScenarioField, SiteField, TextField } from "./new-invitation-fields.tsx";
import { FailedPanel, ProblemNotice } from "./problem-notice.tsx";
import { Segments } from "./segments.tsx";
import { SkeletonRows } from "./skeleton.tsx";

export const NewInvitationForm = ({ model, onCancel }: { model: NewInvitation; onCancel: () => void }) => {
  const choices = model.choices.value;
  const form = model.form.value;
  const set = (change: Partial<InvitationForm>): void => void (model.form.value = { ...model.form.peek(), ...change });
  if (choices.at === "failed")
    return (
      <div class="sheet-body">
        <FailedPanel
          title={text.create.choicesFailed}
          problem={choices.problem}
          onRetry={() => void model.loadChoices()}
        />
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
          <TextField
            label={text.create.label}
            hint={text.create.labelHint}
            value={form.label}
            onInput={(label) => set({ label })}
            autoFocus
          />
          <TextField
            label={text.create.reference}
            hint={text.create.referenceHint}
            value={form.externalRef}
            onInput={(externalRef) => set({ externalRef })}
          />
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
            <Segments
              name="days"
              label={text.create.days}
              options={DAYS.map((days) => ({ value: days, label: text.create.day(days) }))}
              value={form.days}
              onChange={(days) => set({ days })}
            />
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
        <div class="two">
          <TextField
            label={text.createMail.cohort}
            hint={text.createMail.cohortHint}
            value={form.cohort}
            onInput={(cohort) => set({ cohort })}
          />
          {form.who === "one" && (
            <TextField
              label={text.createMail.email}
              hint={text.createMail.emailHint}
              value={form.email}
              onInput={(email) => set({ email })}
            />
          )}
        </div>
        {choices.at === "ready" && choices.value.sites.length > 1 && (
          <SiteField {...part} sites={choices.value.sites} />
        )}
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
