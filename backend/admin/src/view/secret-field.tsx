import { useId } from "preact/hooks";
import { CopyButton } from "./copy-button.tsx";

type Props = { label: string; value: string; copy: string; primary?: boolean };

/** What is handed over by copying it: selected whole when it is gone into. */
export const SecretField = ({ label, value, copy, primary = false }: Props) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="row wrap">
        <input
          id={id}
          class="field-input mono secret"
          readOnly
          value={value}
          spellcheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={value} label={copy} primary={primary} />
      </div>
    </div>
  );
};
