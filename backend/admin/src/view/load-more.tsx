import type { Action } from "../state/action.ts";
import { text } from "../text/en.ts";
import { ProblemNotice } from "./problem-notice.tsx";

/** The foot of a keyset-paged list. */
export const LoadMore = ({ cursor, action, end }: { cursor: string | null; action: Action<[]>; end: string }) => (
  <div class="list-foot">
    <ProblemNotice title={text.list.moreFailed} problem={action.problem.value} />
    {cursor === null ? (
      <p class="small soft">{end}</p>
    ) : (
      <button type="button" class="button" disabled={action.running.value} onClick={() => void action.run()}>
        {action.running.value ? text.loadingMore : text.loadMore}
      </button>
    )}
  </div>
);
