import { text } from "../text/en.ts";
import { CopyButton } from "./copy-button.tsx";

/** A line, or a few, to be copied into a terminal or a page. */
export const Command = ({ value, label = text.signIn.copy }: { value: string; label?: string }) => (
  <div class="command">
    <code>{value}</code>
    <CopyButton value={value} label={label} quiet />
  </div>
);
