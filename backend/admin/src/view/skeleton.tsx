import { text } from "../text/en.ts";

const lines = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Ruled lines where rows will stand. */
export const SkeletonRows = ({ rows }: { rows: number }) => (
  <div class="skeleton" role="status">
    <span class="unseen">{text.loading}</span>
    {lines(rows).map((line) => (
      <div key={line} class="skeleton-row" aria-hidden="true">
        <i /> <i /> <i /> <i />
      </div>
    ))}
  </div>
);

/** A scene of three exchanges that is not there yet. */
export const SkeletonScene = () => (
  <div class="skeleton" role="status">
    <span class="unseen">{text.loading}</span>
    {lines(3).map((line) => (
      <div key={line} class="skeleton-scene" aria-hidden="true">
        <i class="skeleton-mine" /> <i /> <i />
      </div>
    ))}
  </div>
);
