import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

type Props = {
  label: string;
  hint?: string | undefined;
  value: string;
  most: number;
  onInput: (value: string) => void;
  mono?: boolean;
  short?: boolean;
  disabled?: boolean;
  wrong?: string | null;
  inputMode?: "numeric" | "decimal" | "url";
  first?: boolean;
  children?: ComponentChildren;
};

/** One line of text with its name and what belongs into it. */
export const LineField = ({
  label,
  hint,
  value,
  most,
  onInput,
  mono = false,
  short = false,
  disabled = false,
  wrong = null,
  inputMode,
  first = false,
  children,
}: Props) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class={`field-input${mono ? " mono" : ""}${short ? " short" : ""}`}
        maxLength={most}
        autoComplete="off"
        spellcheck={!mono}
        disabled={disabled}
        autoFocus={first}
        aria-invalid={wrong !== null}
        aria-describedby={hint === undefined && wrong === null ? undefined : `${id}-hint`}
        {...(inputMode === undefined ? {} : { inputMode })}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {(hint !== undefined || wrong !== null) && (
        <p id={`${id}-hint`} class={wrong === null ? "hint" : "hint bad"}>
          {wrong ?? hint}
        </p>
      )}
      {children}
    </div>
  );
};
