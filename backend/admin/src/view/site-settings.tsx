import { useSignal } from "@preact/signals";
import { text } from "../text/en.ts";
import { DoneLine } from "./done-line.tsx";
import { LineField } from "./line-field.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import type { SitePart } from "./site-people.tsx";

const words = text.sites.settings;

/** undefined: not days */
export const daysIn = (typed: string): number | null | undefined => {
  const plain = typed.trim();
  if (plain === "") return null;
  return /^[1-9]\d{0,4}$/.test(plain) && Number(plain) <= 36_500 ? Number(plain) : undefined;
};

type CheckProps = { label: string; hint: string; checked: boolean; onChange: (checked: boolean) => void };
const Check = ({ label, hint, checked, onChange }: CheckProps) => (
  <div class="field">
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
    <p class="hint">{hint}</p>
  </div>
);

const Said = ({ site }: Pick<SitePart, "site">) => (
  <>
    <dl class="pairs">
      <dt>{words.testMode}</dt>
      <dd>{site.testMode ? words.on : words.off}</dd>
      <dt>{words.kept}</dt>
      <dd>{words.days(site.retentionDays)}</dd>
    </dl>
    <p class="hint">{words.forAdmins}</p>
  </>
);

const Form = ({ page, site }: Omit<SitePart, "admin">) => {
  const name = useSignal(site.name);
  const pageUrl = useSignal(site.pageUrl);
  const days = useSignal(site.retentionDays === null ? "" : String(site.retentionDays));
  const testMode = useSignal(site.testMode);
  const active = useSignal(site.isActive);
  const done = useSignal("");
  const retentionDays = daysIn(days.value);
  const { saveSettings } = page;
  const send = async (): Promise<void> => {
    if (retentionDays === undefined || name.peek().trim() === "") return;
    done.value = "";
    const said = { name: name.peek().trim(), pageUrl: pageUrl.peek().trim() };
    const set = { ...said, retentionDays, testMode: testMode.peek(), isActive: active.peek() };
    if (await saveSettings.run(set)) done.value = words.done;
  };
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="two">
        <LineField
          label={words.name}
          hint={words.nameHint}
          value={name.value}
          most={120}
          onInput={(value) => void (name.value = value)}
        />
        <LineField
          label={words.pageUrl}
          hint={words.pageUrlHint}
          value={pageUrl.value}
          most={2_000}
          mono
          inputMode="url"
          onInput={(value) => void (pageUrl.value = value)}
        />
      </div>
      <LineField
        label={words.retention}
        hint={words.retentionHint}
        value={days.value}
        most={5}
        short
        inputMode="numeric"
        wrong={retentionDays === undefined ? words.retentionWrong : null}
        onInput={(value) => void (days.value = value)}
      />
      <Check
        label={words.testMode}
        hint={words.testModeHint}
        checked={testMode.value}
        onChange={(checked) => void (testMode.value = checked)}
      />
      <Check
        label={words.active}
        hint={words.activeHint}
        checked={active.value}
        onChange={(checked) => void (active.value = checked)}
      />
      <p>
        <button
          type="submit"
          class="button"
          disabled={saveSettings.running.value || retentionDays === undefined || name.value.trim() === ""}
        >
          {saveSettings.running.value ? words.saving : words.save}
        </button>
      </p>
      <DoneLine words={done.value} />
      <ProblemNotice title={words.failed} problem={saveSettings.problem.value} />
    </form>
  );
};

/** What invitees see it called, where its links lead, how long it keeps, and what answers. */
export const SiteSettings = ({ page, site, admin }: SitePart) => (
  <section aria-labelledby="site-settings">
    <h2 id="site-settings">{words.title}</h2>
    {admin ? <Form page={page} site={site} /> : <Said site={site} />}
  </section>
);
