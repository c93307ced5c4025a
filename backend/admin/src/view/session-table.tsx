import { hrefOf } from "../state/route.ts";
import type { StaffSession } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber, formatRounded, SECOND } from "../text/time.ts";
import { Moment } from "./moment.tsx";
import { SessionState } from "./session-state.tsx";

const { columns } = text.sessions;

const Row = ({ session, withInvitation }: { session: StaffSession; withInvitation: boolean }) => (
  <tr role="row" class="list-row">
    <th role="rowheader" scope="row" class="cell-label">
      <a href={hrefOf({ name: "session", id: session.id, note: null })}>{text.sessions.name(session.id)}</a>
      {session.simulated && <span class="tag">{text.sessions.simulated}</span>}
    </th>
    <td role="cell" class="cell-scenario">
      {session.scenario.name}
      <span class="soft">, {text.session.version(session.scenario.version)}</span>
    </td>
    {withInvitation && (
      <td role="cell" class="cell-invitation">
        {session.invitationId === null ? (
          <span class="soft">{text.list.unlabelled}</span>
        ) : (
          <a class="beside-row" href={hrefOf({ name: "invitation", id: session.invitationId })}>
            {session.invitationLabel ?? text.list.unlabelled}
          </a>
        )}
      </td>
    )}
    <td role="cell" class="cell-state">
      <SessionState status={session.status} />
    </td>
    <td role="cell" class="cell-usage number">
      <span class="cell-name">{columns.exchanges} </span>
      {formatNumber(session.exchangesUsed)}
    </td>
    <td role="cell" class="cell-expires number">
      {formatRounded(session.durationSeconds * SECOND)}
    </td>
    <td role="cell" class="cell-last number">
      <Moment at={session.lastActivityAt} how="ago" />
    </td>
  </tr>
);

export const SessionTable = ({ sessions, withInvitation }: { sessions: StaffSession[]; withInvitation: boolean }) => (
  <table role="table" class="list sessions" aria-label={text.sessions.title}>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">
          {columns.scenario}
        </th>
        <th role="columnheader" scope="col">
          {text.invitation.detail.scenario}
        </th>
        {withInvitation && (
          <th role="columnheader" scope="col">
            {columns.invitation}
          </th>
        )}
        <th role="columnheader" scope="col">
          {columns.status}
        </th>
        <th role="columnheader" scope="col" class="number">
          {columns.exchanges}
        </th>
        <th role="columnheader" scope="col" class="number">
          {columns.duration}
        </th>
        <th role="columnheader" scope="col" class="number">
          {text.list.columns.last}
        </th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      {sessions.map((session) => (
        <Row key={session.id} session={session} withInvitation={withInvitation} />
      ))}
    </tbody>
  </table>
);
