import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { CoachPolicy } from "../state/types.ts";
import { text } from "../text/en.ts";
import { LineField } from "./line-field.tsx";
import { Segments } from "./segments.tsx";

const words = text.scenarios;
const WHEN = ["each", "every", "request", "end", "off"] as const;
type Props = { policy: CoachPolicy; onChange: (policy: CoachPolicy) => void; children?: ComponentChildren };

const isEvery = (text: string): boolean => /^\d{1,2}$/.test(text) && Number(text) >= 2 && Number(text) <= 50;

export const PolicyField = ({ policy, onChange, children }: Props) => {
  const every = useSignal(policy.when === "every" ? String(policy.every) : "3");
  const choose = (when: CoachPolicy["when"]): void =>
    onChange(when === "every" ? { when, every: Number(every.peek()) } : { when });
  return (
    <div class="field">
      <span class="field-name">{words.field["coachPolicy"]}</span>
      <Segments
        name="coach-policy"
        label={words.field["coachPolicy"] ?? ""}
        options={WHEN.map((value) => ({ value, label: words.policy[value] ?? value }))}
        value={policy.when}
        onChange={choose}
      />
      {policy.when === "every" && (
        <LineField
          label={words.policy["everyField"] ?? ""}
          hint={words.policy["everyHint"]}
          value={every.value}
          most={2}
          short
          inputMode="numeric"
          wrong={isEvery(every.value) ? null : (words.policy["everyHint"] ?? null)}
          onInput={(typed) => {
            every.value = typed;
            if (isEvery(typed)) onChange({ when: "every", every: Number(typed) });
          }}
        />
      )}
      {children}
    </div>
  );
};
