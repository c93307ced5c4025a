import { now } from "../state/clock.ts";
import type { Chosen } from "../state/chosen.ts";
import type { InvitationGroup } from "../state/group-invitations.ts";
import { hrefOf } from "../state/route.ts";
import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";
import { InvitationScenario } from "./invitation-scenario.tsx";
import { InvitationState } from "./invitation-state.tsx";
import { Moment } from "./moment.tsx";
import { UsageMeter } from "./usage-meter.tsx";

type Choosing = Pick<Chosen, "ids" | "toggle" | "toggleAll">;
const Row = ({ invitation, chosen }: { invitation: StaffInvitation; chosen: Choosing }) => {
  const past = Date.parse(invitation.expiresAt) <= now.value;
  const isChosen = chosen.ids.value.has(invitation.id);
  const label = invitation.label ?? text.list.unlabelled;
  return (
    <tr role="row" class="list-row" data-chosen={isChosen ? "" : undefined}>
      <td role="cell" class="cell-choose">
        <input
          type="checkbox"
          aria-label={text.chosen.choose(
            invitation.externalRef === null ? label : `${label}, ${invitation.externalRef}`,
          )}
          checked={isChosen}
          onChange={() => chosen.toggle(invitation.id)}
        />
      </td>
      <th role="rowheader" scope="row" class="cell-label">
        <a href={hrefOf({ name: "invitation", id: invitation.id })}>{label}</a>
        {invitation.claimMode === "SHARED" && <span class="tag">{text.list.group}</span>}
        {invitation.cohort !== null && <span class="tag">{invitation.cohort}</span>}
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
export const InvitationTable = ({ groups, chosen }: { groups: InvitationGroup[]; chosen: Choosing }) => {
  const shown = groups.flatMap(({ items }) => items.map(({ id }) => id));
  const count = shown.filter((id) => chosen.ids.value.has(id)).length;
  return (
    <table role="table" class="list" aria-label={text.list.title}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="cell-choose">
            <span class="unseen">{text.chosen.column}</span>
            <input
              type="checkbox"
              aria-label={text.chosen.chooseAll}
              checked={count === shown.length}
              ref={(box) => void (box !== null && (box.indeterminate = count > 0 && count < shown.length))}
              onChange={() => chosen.toggleAll(shown)}
            />
          </th>
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
            <th role="rowheader" scope="rowgroup" colSpan={HEADS.length + 1}>
              {text.list.groups[group.key]} <span class="soft">{group.items.length}</span>
            </th>
          </tr>
          {group.items.map((invitation) => (
            <Row key={invitation.id} invitation={invitation} chosen={chosen} />
          ))}
        </tbody>
      ))}
    </table>
  );
};
