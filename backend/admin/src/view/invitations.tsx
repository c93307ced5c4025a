import { useEffect, useRef } from "preact/hooks";
import { now } from "../state/clock.ts";
import { groupInvitations } from "../state/group-invitations.ts";
import { createInvitationList, type InvitationList } from "../state/invitation-list.ts";
import { createChosen, type Chosen } from "../state/chosen.ts";
import { valueOf } from "../state/remote.ts";
import { saveFile } from "../state/save-file.ts";
import { hrefOf, INVITATION_STATES, LIST, type Route } from "../state/route.ts";
import { text } from "../text/en.ts";
import { ChosenBar } from "./chosen-bar.tsx";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { InvitationFilters } from "./invitation-filters.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { LoadMore } from "./load-more.tsx";
import { NewInvitationSheet } from "./new-invitation-sheet.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, FailedPanel } from "./problem-notice.tsx";
import { SearchBox } from "./search-box.tsx";
import { SkeletonRows } from "./skeleton.tsx";
import { TabRow } from "./tab-row.tsx";
import { UploadLink } from "./upload-link.tsx";
import { useRowKeys } from "./use-row-keys.ts";

type ListRoute = Extract<Route, { name: "invitations" }>;

const Tabs = ({ route }: { route: ListRoute }) => (
  <TabRow label={text.list.label}>
    {[null, ...INVITATION_STATES].map((state) => (
      <a
        key={state}
        href={hrefOf({ ...route, state, creating: false })}
        aria-current={state === route.state ? "true" : undefined}
      >
        {state === null ? text.list.all : text.state[state]}
      </a>
    ))}
  </TabRow>
);

const Search = ({ route }: { route: ListRoute }) => {
  const { router } = useConsole();
  return (
    <SearchBox
      value={route.q}
      placeholder={text.list.search}
      label={text.list.searchLabel}
      onSearch={(q) => router.go({ ...route, q }, "replace")}
    />
  );
};

const Nothing = ({ route }: { route: ListRoute }) => {
  const narrowed = route.cohort + route.preset + route.scenario + route.site !== "";
  if (route.state === null && route.q === "" && !narrowed)
    return (
      <EmptyPanel title={text.list.emptyTitle}>
        <p>{text.list.empty}</p>
        <a class="button primary" href={hrefOf({ ...route, creating: true })}>
          <Icon name="plus" />
          {text.list.create}
        </a>
        <UploadLink />
      </EmptyPanel>
    );
  return (
    <EmptyPanel title={text.list.noneTitle(route.q)}>
      <p>
        {route.q === "" && !narrowed && route.state !== null
          ? text.list.noneOfState(text.state[route.state])
          : text.list.noneMatch}
      </p>
      <a class="button" href={hrefOf(LIST)}>
        {text.list.showAll}
      </a>
    </EmptyPanel>
  );
};

const Listed = ({ route, list, chosen }: { route: ListRoute; list: InvitationList; chosen: Chosen }) => {
  const loaded = list.loaded.value;
  if (loaded.at === "loading") return <SkeletonRows rows={8} />;
  if (loaded.at === "failed")
    return <FailedPanel title={text.list.failed} problem={loaded.problem} onRetry={() => void list.load()} />;
  const { items, cursor } = loaded.value;
  if (items.length === 0) return <Nothing route={route} />;
  return (
    <>
      <InvitationTable groups={groupInvitations(items, now.value)} chosen={chosen} />
      <LoadMore cursor={cursor} action={list.loadMore} end={text.allShown(items.length)} />
    </>
  );
};

/** What the list is narrowed to is what a new one is proposed to be. */
const startOf = ({ cohort, preset, scenario, site }: ListRoute) => ({ cohort, preset, scenarioSlug: scenario, site });

/** The list: who needs staff, who is here, everybody else. The sheet for a new one opens over it. */
export const Invitations = ({ route }: { route: ListRoute }) => {
  const { api, router } = useConsole();
  const asked = [route.state, route.q, route.cohort, route.preset, route.scenario, route.site].join("\n");
  const list = useModel(() => createInvitationList(api, route), asked);
  const chosen = useModel(() => createChosen(api, list.refresh, saveFile), asked);
  useRowKeys();
  const opener = useRef<HTMLAnchorElement>(null);
  const wasCreating = useRef(false);
  // However the sheet was closed, by its buttons or by Back: the focus is where it was opened.
  useEffect(() => {
    if (wasCreating.current && !route.creating) opener.current?.focus();
    wasCreating.current = route.creating;
  }, [route.creating]);
  const close = (): void => router.go({ ...route, creating: false }, "replace");
  return (
    <Page
      title={text.list.title}
      actions={
        <div class="head-actions">
          <UploadLink />
          <a ref={opener} class="button primary" href={hrefOf({ ...route, creating: true })} aria-keyshortcuts="n">
            <Icon name="plus" />
            {text.list.create}
            <kbd aria-hidden="true">N</kbd>
          </a>
        </div>
      }
    >
      <Tabs route={route} />
      <div class="tools">
        <Search route={route} />
        <InvitationFilters route={route} />
      </div>
      <Listed route={route} list={list} chosen={chosen} />
      {(chosen.count.value > 0 || chosen.done.value !== null) && (
        <ChosenBar chosen={chosen} shown={valueOf(list.loaded.value)?.items.map(({ id }) => id) ?? []} />
      )}
      {route.creating && (
        <NewInvitationSheet start={startOf(route)} onMade={() => void list.refresh()} onClose={close} />
      )}
    </Page>
  );
};
