import { createSessionList } from "../state/session-list.ts";
import { hrefOf, SESSIONS, type Route } from "../state/route.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Listed } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { SessionTable } from "./session-table.tsx";

type SessionsRoute = Extract<Route, { name: "sessions" }>;

const OfOneInvitation = ({ id }: { id: string }) => (
  <p class="filters">
    <a href={hrefOf({ name: "invitation", id })}>{text.sessions.ofInvitation}</a>
    <a class="button quiet" href={hrefOf(SESSIONS)}>
      {text.sessions.showAll}
    </a>
  </p>
);

/** Every session, the newest first; or those of one invitation. */
export const Sessions = ({ route: { invitationId } }: { route: SessionsRoute }) => {
  const { api } = useConsole();
  const list = useModel(
    () => createSessionList(api, { invitationId: invitationId ?? undefined }),
    `sessions ${invitationId}`,
  );
  return (
    <Page title={text.sessions.title}>
      {invitationId !== null && <OfOneInvitation id={invitationId} />}
      <Listed
        list={list}
        failed={text.sessions.failed}
        end={text.sessions.end}
        nothing={
          <EmptyPanel title={text.sessions.emptyTitle}>
            <p>{text.sessions.empty}</p>
          </EmptyPanel>
        }
      >
        {(sessions) => <SessionTable sessions={sessions} withInvitation />}
      </Listed>
    </Page>
  );
};
