import { listLines, wordsAt } from "../state/list-lines.ts";
import type { LineId } from "../state/lines.ts";
import type { SessionState } from "../state/session-state.ts";
import { enPages } from "../text/en-pages.ts";
import { en } from "../text/en.ts";

/** In the scene, before the first exchange of another line: which it is, and from which words it went off. */
export const LineBegins = ({ state, line }: { state: SessionState; line: LineId }) => {
  const begun = listLines(state.branches).find(({ id }) => id === line);
  if (!begun) return null;
  return (
    <p class="begins small soft">
      {enPages.lineFrom(en.lines.name(begun.number), wordsAt(state, begun.parentId, begun.fromNumber))}
    </p>
  );
};
