import { createPagedList } from "../state/paged-list.ts";
import { hrefOf, SITES, type Route } from "../state/route.ts";
import type { StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { NewSiteSheet } from "./new-site-sheet.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";

const words = text.sites;
const { columns } = words;

const COLUMNS: Column<StaffSite>[] = [
  {
    label: columns.name,
    cell: ({ id, name, isActive }) => (
      <>
        <a href={hrefOf({ name: "site", id })}>{name}</a>
        {!isActive && <span class="tag">{words.inactive}</span>}
      </>
    ),
  },
  { label: columns.key, cell: ({ key }) => <span class="mono">{key}</span> },
  { label: columns.page, cell: ({ pageUrl }) => <span class="address">{pageUrl}</span> },
  { label: columns.people, cell: ({ requireKnownPeople }) => (requireKnownPeople ? words.known : words.anyone) },
  { label: columns.origins, as: "number", named: true, cell: ({ origins }) => origins.length },
];

/** The places that embed the widget. */
export const Sites = ({ route }: { route: Extract<Route, { name: "sites" }> }) => {
  const { api, router } = useConsole();
  const admin = useMe().role === "ADMIN";
  const list = useModel(
    () => createPagedList(async () => ({ items: (await api.listSites()).items, cursor: null })),
    "sites",
  );
  return (
    <Page
      title={words.title}
      actions={
        admin && (
          <div class="head-actions">
            <a class="button primary" href={hrefOf({ ...SITES, creating: true })}>
              <Icon name="plus" />
              {words.create}
            </a>
          </div>
        )
      }
    >
      <Listed
        list={list}
        failed={words.failed}
        end={words.end}
        nothing={
          <EmptyPanel title={words.emptyTitle}>
            <p>{words.empty}</p>
            {!admin && <p>{words.forAdmins}</p>}
          </EmptyPanel>
        }
      >
        {(sites) => <ListTable label={words.title} columns={COLUMNS} items={sites} linked />}
      </Listed>
      {route.creating && admin && <NewSiteSheet onClose={() => router.go(SITES, "replace")} />}
    </Page>
  );
};
