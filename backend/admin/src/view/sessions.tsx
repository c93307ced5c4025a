import { createSessionList } from "../state/session-list.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { LoadMore } from "./load-more.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, FailedPanel } from "./problem-notice.tsx";
import { SessionTable } from "./session-table.tsx";
import { SkeletonRows } from "./skeleton.tsx";

/** Every session, the newest first. */
export const Sessions = () => {
  const { api } = useConsole();
  const list = useModel(() => createSessionList(api, {}), "all");
  const loaded = list.loaded.value;
  return (
    <Page title={text.sessions.title}>
      {loaded.at === "loading" && <SkeletonRows rows={8} />}
      {loaded.at === "failed" && (
        <FailedPanel title={text.sessions.failed} problem={loaded.problem} onRetry={() => void list.load()} />
      )}
      {loaded.at === "ready" && loaded.value.items.length === 0 && (
        <EmptyPanel title={text.sessions.emptyTitle}>
          <p>{text.sessions.empty}</p>
        </EmptyPanel>
      )}
      {loaded.at === "ready" && loaded.value.items.length > 0 && (
        <>
          <SessionTable sessions={loaded.value.items} withInvitation />
          <LoadMore
            cursor={loaded.value.cursor}
            action={list.loadMore}
            end={text.sessions.end(loaded.value.items.length)}
          />
        </>
      )}
    </Page>
  );
};
