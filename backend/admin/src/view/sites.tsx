import { createPagedList } from "../state/paged-list.ts";
import { valueOf } from "../state/remote.ts";
import { hrefOf } from "../state/route.ts";
import type { StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Command } from "./command.tsx";
import { useConsole, useModel } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
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
export const Sites = () => {
  const { api } = useConsole();
  const list = useModel(
    () => createPagedList(async () => ({ items: (await api.listSites()).items, cursor: null })),
    "sites",
  );
  const any = (valueOf(list.loaded.value)?.items.length ?? 0) > 0;
  return (
    <Page title={words.title}>
      <Listed
        list={list}
        failed={words.failed}
        end={words.end}
        nothing={
          <EmptyPanel title={words.emptyTitle}>
            <p>{words.empty}</p>
            <Command value={words.addCommand} />
          </EmptyPanel>
        }
      >
        {(sites) => <ListTable label={words.title} columns={COLUMNS} items={sites} linked />}
      </Listed>
      {any && (
        <section class="after-list">
          <p class="soft">{words.another}</p>
          <Command value={words.addCommand} />
        </section>
      )}
    </Page>
  );
};
