import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { enBeside } from "../text/en-beside.ts";
import { copyWords } from "./copy-words.ts";
import { Icon } from "./icon.tsx";

const SAID_MS = 2_000;
const { copy } = enBeside;
export const copyOf = copy.of;

type Props = {
  text: string;
  /** of which message, for those who cannot see what it stands beside */
  whose: string;
  /** what Tab stops at in this turn; the arrow keys go on from there */
  stop?: boolean;
};

/** Copies one message. */
export const CopyButton = ({ text, whose, stop = false }: Props) => {
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
      tabIndex={stop ? 0 : -1}
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
