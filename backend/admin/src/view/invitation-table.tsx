import { now } from "../state/clock.ts";
import type { InvitationGroup } from "../state/group-invitations.ts";
import { hrefOf } from "../state/route.ts";
import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";
import { InvitationScenario } from "./invitation-scenario.tsx";
import { InvitationState } from "./invitation-state.tsx";
import { Moment } from "./moment.tsx";
import { UsageMeter } from "./usage-meter.tsx";

const Row = ({ invitation }: { invitation: StaffInvitation }) => {
  const past = Date.parse(invitation.expiresAt) <= now.value;
  return (
    <tr role="row" class="list-row">
      <th role="rowheader" scope="row" class="cell-label">
        <a href={hrefOf({ name: "invitation", id: invitation.id })}>{invitation.label ?? text.list.unlabelled}</a>
        {invitation.claimMode === "SHARED" && <span class="tag">{text.list.group}</span>}
        {invitation.externalRef !== null && <span class="mono soft cell-reference">{invitation.externalRef}</span>}
      </th>
      <td role="cell" class="cell-scenario">
        <InvitationScenario invitation={invitation} />
      </td>
      <td role="cell" class="cell-state">
        <InvitationState invitation={invitation} />
      </td>
      <td role="cell" class="cell-usage">
        <UsageMeter invitation={invitation} />
      </td>
      <td role="cell" class="cell-last number">
        <Moment at={invitation.lastActivityAt} how="ago" />
      </td>
      <td role="cell" class={`cell-expires number ${past ? "bad" : ""}`}>
        <span class="cell-name">{text.list.columns.expires} </span>
        <Moment at={invitation.expiresAt} how="day" />
      </td>
    </tr>
  );
};

const { columns } = text.list;
const HEADS = [
  { label: columns.label, number: false },
  { label: columns.scenario, number: false },
  { label: columns.state, number: false },
  { label: columns.usage, number: false },
  { label: columns.last, number: true },
  { label: columns.expires, number: true },
];

/** The roles are said outright: on a phone the rows are stacked, and a browser may then forget that this is a table. */
export const InvitationTable = ({ groups }: { groups: InvitationGroup[] }) => (
  <table role="table" class="list" aria-label={text.list.title}>
    <thead role="rowgroup">
      <tr role="row">
        {HEADS.map((head) => (
          <th key={head.label} role="columnheader" scope="col" class={head.number ? "number" : ""}>
            {head.label}
          </th>
        ))}
      </tr>
    </thead>
    {groups.map((group) => (
      <tbody key={group.key} role="rowgroup">
        <tr role="row" class="list-group">
          <th role="rowheader" scope="rowgroup" colSpan={HEADS.length}>
            {text.list.groups[group.key]} <span class="soft">{group.items.length}</span>
          </th>
        </tr>
        {group.items.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} />
        ))}
      </tbody>
    ))}
  </table>
);
