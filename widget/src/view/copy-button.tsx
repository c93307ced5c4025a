import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { enBeside } from "../text/en-beside.ts";
import { copyWords } from "./copy-words.ts";
import { Icon } from "./icon.tsx";

const SAID_MS = 2_000;
const { copy } = enBeside;
export const copyOf = copy.of;

/** Copies one message. `whose`: of which it says so to those who cannot see what it stands beside. */
export const CopyButton = ({ text, whose }: { text: string; whose: string }) => {
  const outcome = useSignal<"copied" | "failed" | null>(null);
  const said = outcome.value;
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => (outcome.value = null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <button
      type="button"
      class="btn bare copy"
      aria-label={said === null ? whose : copy[said]}
      onClick={async ({ currentTarget }) => {
        outcome.value = (await copyWords(text, currentTarget)) ? "copied" : "failed";
      }}
    >
      <Icon name={said === "copied" ? "check" : "copy"} />
      {said === null ? copy.button : copy[said]}
      <span class="ear" role="status">
        {said !== null && copy[said]}
      </span>
    </button>
  );
};
