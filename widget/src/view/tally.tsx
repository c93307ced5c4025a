import { tallyExchanges } from "../state/tally.ts";
import { useSheets } from "./frame.ts";
import css from "./tally.css?inline";

/** The little row of ticks; beside it the words say the same. */
export const Tally = ({ left, done }: { left: number; done: number }) => {
  useSheets(css);
  const tally = tallyExchanges(left, done);
  return (
    <span class="meter" aria-hidden="true">
      {Array.from({ length: tally.ticks }, (_, at) => (
        <i key={at} class={at < tally.left ? "left" : ""} />
      ))}
    </span>
  );
};
