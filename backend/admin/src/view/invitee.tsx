import { createGroupPeople, type CameIn } from "../state/group-people.ts";
import { hrefOf } from "../state/route.ts";
import type { Invitee } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";

const words = text.invitee;

const InviteeLink = ({ invitee }: { invitee: Invitee }) => (
  <a href={hrefOf({ name: "person", id: invitee.id })}>{text.people.name(invitee)}</a>
);

const Consented = ({ invitee: { consent } }: { invitee: Invitee }) =>
  consent === null ? (
    <span class="soft">{words.noConsent}</span>
  ) : (
    <>
      {words.service} <Moment at={consent.serviceSince} how="day" />
      {", "}
      {consent.research ? words.research.yes : words.research.no} <Moment at={consent.researchSince} how="day" />
    </>
  );

/** A fact among others: who it is, the way to their page, and what they agreed to. */
export const WhoItIs = ({ invitee, nobody }: { invitee: Invitee | null; nobody: string }) => (
  <div class="fact-who">
    <dt>{words.who}</dt>
    <dd>
      {invitee === null ? <span class="soft">{nobody}</span> : <InviteeLink invitee={invitee} />}
      {invitee !== null && (
        <span class="under-name">
          <Consented invitee={invitee} />
        </span>
      )}
    </dd>
  </div>
);

const COLUMNS: Column<CameIn>[] = [
  { label: words.columns.who, cell: ({ person }) => <InviteeLink invitee={person} /> },
  { label: words.columns.agreed, cell: ({ person }) => <Consented invitee={person} /> },
  { label: words.columns.cameIn, as: "last", cell: ({ claimedAt }) => <Moment at={claimedAt} how="day-and-clock" /> },
];
/** Everybody who came in by a group's link, the newest first. */
export const GroupPeople = ({ invitationId }: { invitationId: string }) => {
  const { api } = useConsole();
  const list = useModel(() => createGroupPeople(api, invitationId), invitationId);
  return (
    <section aria-labelledby="who-came-in">
      <h2 id="who-came-in">{words.title}</h2>
      <Listed list={list} failed={words.failed} end={words.end} nothing={<p class="soft nothing">{words.nobodyYet}</p>}>
        {(people) => <ListTable label={words.title} columns={COLUMNS} items={people} linked />}
      </Listed>
    </section>
  );
};
