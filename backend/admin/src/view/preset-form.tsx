import { useSignal } from "@preact/signals";
import { tokensIn, type PresetPage } from "../state/preset-page.ts";
import { isSlug, slugOf } from "../state/new-scenario.ts";
import type { StaffQuotaPreset } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { LineField } from "./line-field.tsx";
import { PresetEstimate } from "./preset-estimate.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { Sheet } from "./sheet.tsx";

const words = text.presets.form;
type Props = {
  page: PresetPage;
  preset: StaffQuotaPreset | null;
  onDone: (label: string) => void;
  onClose: () => void;
};

/** A new preset, or one that is changed. */
export const PresetForm = ({ page, preset, onDone, onClose }: Props) => {
  const label = useSignal(preset?.label ?? "");
  const name = useSignal(preset?.name ?? "");
  const ownName = useSignal(false);
  const description = useSignal(preset?.description ?? "");
  const typed = useSignal(preset === null ? "" : formatNumber(preset.quota.tokens));
  const tokens = tokensIn(typed.value);
  const action = preset === null ? page.create : page.change;
  const sendable = tokens !== null && label.value.trim() !== "" && isNamed(name.value);
  const send = async (): Promise<void> => {
    if (tokens === null || !sendable) return;
    const body = { label: label.value.trim(), description: description.value.trim(), tokens };
    const done =
      preset === null ? await page.create.run({ ...body, name: name.value }) : await page.change.run(preset.id, body);
    if (done) onDone(body.label);
  };
  return (
    <Sheet title={preset === null ? words.newTitle : words.editTitle(preset.label)} onClose={onClose}>
      <form
        class="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="sheet-body">
          <LineField
            label={words.label}
            hint={words.labelHint}
            value={label.value}
            most={120}
            first
            onInput={(value) => {
              label.value = value;
              if (preset === null && !ownName.peek()) name.value = slugOf(value).slice(0, 60);
            }}
          />
          <LineField
            label={words.name}
            hint={words.nameHint}
            value={name.value}
            most={60}
            mono
            disabled={preset !== null}
            onInput={(value) => {
              ownName.value = value !== "";
              name.value = value;
            }}
          />
          <LineField
            label={words.tokens}
            hint={words.tokensHint}
            value={typed.value}
            most={14}
            short
            inputMode="numeric"
            wrong={typed.value !== "" && tokens === null ? words.tokensHint : null}
            onInput={(value) => void (typed.value = value)}
          />
          {tokens !== null && <PresetEstimate page={page} tokens={tokens} />}
          <LineField
            label={words.description}
            hint={words.descriptionHint}
            value={description.value}
            most={300}
            onInput={(value) => void (description.value = value)}
          />
          <ProblemNotice title={words.failed} problem={action.problem.value} />
        </div>
        <footer>
          <span class="push row">
            <button type="button" class="button quiet" onClick={onClose}>
              {text.cancel}
            </button>
            <button type="submit" class="button primary" disabled={!sendable || action.running.value}>
              {action.running.value ? words.submitting : preset === null ? words.submitNew : words.submitEdit}
            </button>
          </span>
        </footer>
      </form>
    </Sheet>
  );
};

/** One letter is a name too. */
const isNamed = (name: string): boolean => isSlug(name) || /^[a-z0-9]$/.test(name);
