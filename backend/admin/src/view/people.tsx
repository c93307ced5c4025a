import { createPagedList, type PagedList } from "../state/paged-list.ts";
import { hrefOf, PEOPLE, ROLES, type PeopleRoute } from "../state/route.ts";
import type { StaffUser } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { PersonName } from "./person-name.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { SearchBox } from "./search-box.tsx";
import { TabRow } from "./tab-row.tsx";

const { columns } = text.people;

const COLUMNS: Column<StaffUser>[] = [
  { label: columns.name, cell: (person) => <PersonName person={person} /> },
  { label: columns.role, cell: (person) => text.role[person.role] },
  {
    label: columns.accounts,
    cell: ({ providers }) =>
      providers.length === 0 ? (
        <span class="soft">{text.people.noAccount}</span>
      ) : (
        providers.map(text.people.provider).join(", ")
      ),
  },
  {
    label: columns.invitations,
    as: "number",
    named: true,
    cell: ({ invitationCount }) => formatNumber(invitationCount),
  },
  { label: columns.last, as: "last", cell: ({ lastLoginAt }) => <Moment at={lastLoginAt} how="ago" /> },
];

const Tabs = ({ route }: { route: PeopleRoute }) => (
  <TabRow label={text.people.filter}>
    {[null, ...ROLES].map((role) => (
      <a key={role} href={hrefOf({ ...route, role })} aria-current={role === route.role ? "true" : undefined}>
        {role === null ? text.people.all : text.people.roles[role]}
      </a>
    ))}
  </TabRow>
);

const Nothing = ({ route }: { route: PeopleRoute }) => {
  const me = useMe();
  if (route.q === "" && route.role === null)
    return (
      <EmptyPanel title={text.people.emptyTitle}>
        <p>{text.people.empty}</p>
      </EmptyPanel>
    );
  return (
    <EmptyPanel title={text.people.noneTitle(route.q)}>
      <p>{route.q === "" ? text.people.noneOfRole : text.people.noneMatch[me.role]}</p>
      <a class="button" href={hrefOf(PEOPLE)}>
        {text.people.showAll}
      </a>
    </EmptyPanel>
  );
};

/** Everybody who came: guests, those who signed in, staff. Addresses are for admins. */
export const People = ({ route }: { route: PeopleRoute }) => {
  const { api, router } = useConsole();
  const me = useMe();
  const { q, role } = route;
  const list: PagedList<StaffUser> = useModel(
    () => createPagedList((cursor) => api.listUsers({ q, role: role ?? undefined, cursor })),
    `${role} ${q}`,
  );
  return (
    <Page title={text.people.title}>
      <Tabs route={route} />
      <div class="tools">
        <SearchBox
          value={q}
          placeholder={text.people.search[me.role]}
          label={text.people.searchLabel}
          onSearch={(typed) => router.go({ ...route, q: typed }, "replace")}
        />
      </div>
      <Listed list={list} failed={text.people.failed} end={text.people.end} nothing={<Nothing route={route} />}>
        {(people) => <ListTable label={text.people.title} columns={COLUMNS} items={people} linked />}
      </Listed>
    </Page>
  );
};
