import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

type Outcome = "not-yet" | "copied" | "failed";

/** Copies `value`, and says whether it did: aloud, and on the button for a while. */
export const CopyButton = ({
  value,
  label,
  quiet = false,
  primary = false,
}: {
  value: string;
  label: string;
  quiet?: boolean;
  primary?: boolean;
}) => {
  const outcome = useSignal<Outcome>("not-yet");
  useEffect(() => {
    if (outcome.value === "not-yet") return;
    const timer = setTimeout(() => void (outcome.value = "not-yet"), 4_000);
    return () => clearTimeout(timer);
  }, [outcome.value]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      outcome.value = "copied";
    } catch {
      // Without https or permission there is no clipboard: the text itself stands beside the button.
      outcome.value = "failed";
    }
  };
  const said = outcome.value === "copied" ? text.link.copied : outcome.value === "failed" ? text.link.copyFailed : "";
  return (
    <>
      <button
        type="button"
        class={`button ${quiet ? "quiet" : ""} ${primary ? "primary" : ""}`}
        onClick={() => void copy()}
      >
        <Icon name={outcome.value === "copied" ? "check" : "copy"} />
        <span>{outcome.value === "copied" ? text.link.copied : label}</span>
      </button>
      <span role="status" class={outcome.value === "failed" ? "small soft" : "unseen"}>
        {said}
      </span>
    </>
  );
};
