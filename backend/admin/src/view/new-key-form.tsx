import { useId } from "preact/hooks";
import { now } from "../state/clock.ts";
import { isKeySendable, KEY_DAYS, KEY_SCOPES, type KeyForm, type NewKey } from "../state/new-key.ts";
import { text } from "../text/en.ts";
import { DAY } from "../text/time.ts";
import { useMe } from "./console-context.ts";
import { ProblemNotice } from "./problem-notice.tsx";
import { Segments } from "./segments.tsx";

const words = text.keys;
type Part = { form: KeyForm; set: (change: Partial<KeyForm>) => void };

const NameField = ({ form, set }: Part) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.name}</label>
      <input
        id={id}
        class="field-input"
        maxLength={100}
        autoComplete="off"
        autoFocus
        required
        value={form.name}
        aria-describedby={`${id}-hint`}
        onInput={(event) => set({ name: event.currentTarget.value })}
      />
      <p id={`${id}-hint`} class="hint">
        {words.nameHint}
      </p>
    </div>
  );
};

/** An admin's choice: staff make keys of their own role. */
const RoleField = ({ form, set }: Part) => (
  <div class="field">
    <span class="field-name">{words.role}</span>
    <Segments
      name="role"
      label={words.role}
      options={(["STAFF", "ADMIN"] as const).map((role) => ({ value: role, label: text.role[role] }))}
      value={form.role}
      onChange={(role) => set({ role })}
    />
    <p class="hint">{words.roleHint[form.role]}</p>
  </div>
);

const ScopeField = ({ form, set }: Part) => (
  <div class="field">
    <span class="field-name">{words.scope}</span>
    <Segments
      name="scope"
      label={words.scope}
      options={[
        { value: "all", label: words.all },
        { value: "some", label: words.some },
      ]}
      value={form.narrow ? "some" : "all"}
      onChange={(scope) => set({ narrow: scope === "some" })}
    />
    {form.narrow && (
      <div class="options" role="group" aria-label={words.scopesLabel}>
        {KEY_SCOPES.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={form.scopes.includes(scope)}
              onChange={(event) =>
                set({
                  scopes: KEY_SCOPES.filter((one) =>
                    one === scope ? event.currentTarget.checked : form.scopes.includes(one),
                  ),
                })
              }
            />
            <span>{words.scopes[scope]}</span>
          </label>
        ))}
      </div>
    )}
    {form.narrow && form.scopes.length === 0 && <p class="hint">{words.scopesWrong}</p>}
  </div>
);

const ExpiryField = ({ form, set }: Part) => (
  <div class="field">
    <span class="field-name">{words.days}</span>
    <Segments
      name="days"
      label={words.days}
      options={KEY_DAYS.map((days) => ({ value: days, label: words.day(days) }))}
      value={form.days}
      onChange={(days) => set({ days })}
    />
    <p class="hint">
      {words.daysHint(form.days === 0 ? null : new Date(now.value + form.days * DAY).toISOString(), now.value)}
    </p>
  </div>
);

export const NewKeyForm = ({ model, onCancel }: { model: NewKey; onCancel: () => void }) => {
  const me = useMe();
  const form = model.form.value;
  const part: Part = { form, set: (change) => void (model.form.value = { ...model.form.peek(), ...change }) };
  return (
    <form
      class="sheet-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isKeySendable(model.form.peek())) void model.create.run();
      }}
    >
      <div class="sheet-body">
        <NameField {...part} />
        {me.role === "ADMIN" && <RoleField {...part} />}
        <ScopeField {...part} />
        <ExpiryField {...part} />
        <ProblemNotice title={words.createFailed} problem={model.create.problem.value} />
      </div>
      <footer>
        <span class="small soft">{words.foot}</span>
        <span class="push row">
          <button type="button" class="button quiet" onClick={onCancel}>
            {text.cancel}
          </button>
          <button type="submit" class="button primary" disabled={model.create.running.value || !isKeySendable(form)}>
            {model.create.running.value ? words.submitting : words.submit}
          </button>
        </span>
      </footer>
    </form>
  );
};
