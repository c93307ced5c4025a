import { hrefOf, SESSIONS } from "../state/route.ts";
import type { StaffUserDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Moment } from "./moment.tsx";

type Part = { person: StaffUserDetail };
type Invitation = StaffUserDetail["invitations"][number];
type Consent = StaffUserDetail["consents"][number] & { id: string; label: string | null };

const words = text.people;
const labelOf = (label: string | null): string => label ?? text.list.unlabelled;

const INVITATIONS: Column<Invitation>[] = [
  {
    label: words.invitationColumns.label,
    cell: ({ id, label }) => <a href={hrefOf({ name: "invitation", id })}>{labelOf(label)}</a>,
  },
  { label: words.invitationColumns.state, cell: ({ state }) => text.state[state] },
  {
    label: words.invitationColumns.claimed,
    as: "number",
    named: true,
    cell: ({ claimedAt }) => <Moment at={claimedAt} how="day-and-clock" />,
  },
  {
    label: words.invitationColumns.sessions,
    as: "last",
    cell: ({ id, label }) => (
      <a href={hrefOf({ ...SESSIONS, invitationId: id })} aria-label={words.sessionsOf(labelOf(label))}>
        {words.sessions}
      </a>
    ),
  },
];

/** As many as the API tells of somebody. */
const MOST_INVITATIONS = 200;

export const Invitations = ({ person: { invitations, invitationCount } }: Part) => (
  <section aria-labelledby="their-invitations">
    <h2 id="their-invitations">{words.invitations}</h2>
    {invitations.length === 0 ? (
      <p class="soft nothing">{words.noInvitations}</p>
    ) : (
      <ListTable label={words.invitations} columns={INVITATIONS} items={invitations} />
    )}
    {invitationCount > MOST_INVITATIONS && <p class="hint">{words.atMost}</p>}
  </section>
);

const CONSENTS: Column<Consent>[] = [
  {
    label: words.consentColumns.invitation,
    cell: ({ invitationId, label }) => <a href={hrefOf({ name: "invitation", id: invitationId })}>{labelOf(label)}</a>,
  },
  { label: words.consentColumns.service, named: true, cell: ({ service }) => words.version(service) },
  {
    label: words.consentColumns.research,
    named: true,
    cell: ({ research, withdrawnAt }) => (
      <>
        {research ? words.research.yes : words.research.no}
        {withdrawnAt !== null && (
          <>
            , {words.withdrawn} <Moment at={withdrawnAt} how="day" />
          </>
        )}
      </>
    ),
  },
  {
    label: words.consentColumns.given,
    as: "last",
    cell: ({ createdAt }) => <Moment at={createdAt} how="day-and-clock" />,
  },
];

/** Each word they gave, the newest first: none is overwritten by a later one. */
export const Consents = ({ person: { consents, invitations } }: Part) => {
  const labels = new Map(invitations.map(({ id, label }) => [id, label]));
  const rows = consents
    .map((consent, place) => ({
      ...consent,
      id: `${place} ${consent.invitationId}`,
      label: labels.get(consent.invitationId) ?? null,
    }))
    .toReversed();
  return (
    <section aria-labelledby="their-consents">
      <h2 id="their-consents">{words.consents}</h2>
      {rows.length === 0 ? (
        <p class="soft nothing">{words.noConsents}</p>
      ) : (
        <ListTable label={words.consents} columns={CONSENTS} items={rows} />
      )}
    </section>
  );
};

const Merge = ({ person, merge }: Part & { merge: StaffUserDetail["merges"][number] }) => {
  const into = merge.sourceId === person.id;
  const other = into ? merge.targetId : merge.sourceId;
  return (
    <li class="line">
      <span>
        {into ? words.mergedInto : words.mergedFrom}{" "}
        <a href={hrefOf({ name: "person", id: other })}>
          {into && person.mergedInto?.id === other
            ? (person.mergedInto.name ?? words.mergedNotice.them)
            : words.name({ name: null, role: into ? "USER" : "GUEST", id: other })}
        </a>
      </span>
      <span class="soft">
        <Moment at={merge.createdAt} how="day-and-clock" />
      </span>
    </li>
  );
};

export const Merges = ({ person }: Part) =>
  person.merges.length === 0 ? null : (
    <section aria-labelledby="their-merges">
      <h2 id="their-merges">{words.merges}</h2>
      <ul class="lines">
        {person.merges.map((merge) => (
          <Merge key={merge.id} person={person} merge={merge} />
        ))}
      </ul>
    </section>
  );
