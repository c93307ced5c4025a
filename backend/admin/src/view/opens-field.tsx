import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { text } from "../text/en.ts";
import { PromptField } from "./prompt-field.tsx";
import { Segments } from "./segments.tsx";

const words = text.scenarios;
type Props = { line: string | null; onChange: (line: string | null) => void; children?: ComponentChildren };

/** Who speaks first, and the partner's first line where it is the partner. */
export const OpensField = ({ line, onChange, children }: Props) => {
  // Going back and forth between the two loses no word.
  const last = useSignal(line ?? "");
  return (
    <>
      <div class="field">
        <span class="field-name">{words.field["openingLine"]}</span>
        <Segments
          name="opens"
          label={words.field["openingLine"] ?? ""}
          options={[
            { value: "partner", label: words.opens.partner },
            { value: "user", label: words.opens.user },
          ]}
          value={line === null ? "user" : "partner"}
          onChange={(who) => onChange(who === "user" ? null : last.peek())}
        />
        {line === null && children}
      </div>
      {line !== null && (
        <PromptField
          label={words.opens.line}
          hint={words.hint.openingLine}
          value={line}
          most={2_000}
          rows={3}
          missing={line.trim() === ""}
          onInput={(typed) => {
            last.value = typed;
            onChange(typed);
          }}
        >
          {children}
        </PromptField>
      )}
    </>
  );
};
