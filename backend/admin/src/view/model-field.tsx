import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { ModelList } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

const words = text.scenarios;
type Props = {
  label: string;
  value: string;
  /** null: not loaded */
  models: ModelList | null;
  onInput: (model: string) => void;
  children?: ComponentChildren;
};

/** A model by upstream's name. One that it does not list is flagged, and never refused: it may come tomorrow. */
export const ModelField = ({ label, value, models, onInput, children }: Props) => {
  const id = useId();
  const listed = models?.models ?? null;
  const unknown = listed !== null && value !== "" && !listed.some((model) => model.id === value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field-input mono"
        list={`${id}-list`}
        maxLength={120}
        autoComplete="off"
        spellcheck={false}
        value={value}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id={`${id}-list`}>
        {(listed ?? []).map((model) => (
          <option key={model.id} value={model.id}>
            {model.name}
          </option>
        ))}
      </datalist>
      <div id={`${id}-hint`} aria-live="polite">
        {unknown ? (
          <p class="warn row top">
            <Icon name="stuck" />
            {words.model.unknown(models?.fallback ?? "")}
          </p>
        ) : (
          <p class="hint">{models !== null && listed === null ? words.model.unasked : words.hint.model}</p>
        )}
      </div>
      {children}
    </div>
  );
};
