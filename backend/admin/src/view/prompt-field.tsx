import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { withHeading } from "../state/prompt-headings.ts";
import { text } from "../text/en.ts";

const words = text.scenarios;

type Props = {
  label: string;
  hint: string;
  value: string;
  most: number;
  rows: number;
  onInput: (value: string) => void;
  /** headings that help: each is put in with its first words, or gone to where it stands */
  headings?: readonly string[];
  missing?: boolean;
  children?: ComponentChildren;
};

/** Longer words. What is too long is said, and never cut off. */
export const PromptField = ({
  label,
  hint,
  value,
  most,
  rows,
  onInput,
  headings = [],
  missing = false,
  children,
}: Props) => {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const tooLong = value.length > most;
  const goTo = (heading: string): void => {
    const { content, at } = withHeading(value, heading, words.headings.below[heading] ?? "");
    if (content !== value) onInput(content);
    // After the new words are in it.
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
    });
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
      {headings.length > 0 && (
        <div class="chips" role="group" aria-label={`${label}: ${words.headings.label}`}>
          {headings.map((heading) => {
            const there = value.includes(`## ${heading}`);
            return (
              <button
                key={heading}
                type="button"
                class={`button quiet heading-chip${there ? " there" : ""}`}
                aria-label={there ? words.headings.there(heading) : words.headings.add(heading)}
                onClick={() => goTo(heading)}
              >
                {there ? heading : `+ ${heading}`}
              </button>
            );
          })}
        </div>
      )}
      <textarea
        ref={area}
        id={id}
        class="field-input prompt"
        rows={rows}
        value={value}
        aria-invalid={tooLong}
        aria-describedby={`${id}-hint ${id}-wrong`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id={`${id}-wrong`} class={tooLong ? "hint bad" : "hint"} aria-live="polite">
        {tooLong ? words.tooLong(most, value.length) : missing ? words.needed : ""}
      </p>
      {children}
    </div>
  );
};
