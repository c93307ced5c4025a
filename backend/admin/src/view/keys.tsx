import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { now } from "../state/clock.ts";
import { createKeyList, keyStateOf, type KeyState } from "../state/key-list.ts";
import { hrefOf, type Route } from "../state/route.ts";
import type { StaffApiKey } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { NewKeySheet } from "./new-key-sheet.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { useActs, type Acts } from "./use-acts.ts";

const words = text.keys;
const { columns } = words;
type KeysRoute = Extract<Route, { name: "keys" }>;

const ICON: Record<KeyState, { icon: IconName; tone: string }> = {
  live: { icon: "completed", tone: "good" },
  bound: { icon: "completed", tone: "good" },
  halted: { icon: "revoked", tone: "warn" },
  expired: { icon: "expired", tone: "soft" },
  revoked: { icon: "revoked", tone: "soft" },
};

const State = ({ apiKey }: { apiKey: StaffApiKey }) => {
  const state = keyStateOf(apiKey, now.value);
  const why = (): string => {
    if (state === "halted" || state === "bound") return words[state];
    if (state === "live") return apiKey.expiresAt === null ? words.forever : words.until(apiKey.expiresAt, now.value);
    return text.ago(state === "revoked" ? apiKey.revokedAt : apiKey.expiresAt, now.value);
  };
  return (
    <span class="state">
      <span class={ICON[state].tone}>
        <Icon name={ICON[state].icon} />
      </span>
      <b>{words.state[state]}</b>
      <span class="why">{why()}</span>
    </span>
  );
};

const columnsFor = (acts: Acts, clear: () => void, everybodys: boolean): Column<StaffApiKey>[] => [
  { label: columns.name, cell: ({ name }) => name },
  { label: columns.may, cell: ({ role, scopes }) => words.may(text.role[role], scopes) },
  ...(everybodys
    ? [
        {
          label: columns.owner,
          named: true,
          cell: ({ owner }: StaffApiKey) => (
            <a href={hrefOf({ name: "person", id: owner.id })}>{text.people.name({ ...owner, role: "STAFF" })}</a>
          ),
        },
      ]
    : []),
  { label: columns.state, as: "state", cell: (apiKey) => <State apiKey={apiKey} /> },
  {
    label: columns.used,
    as: "last",
    named: true,
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? <span class="soft">{words.unused}</span> : <Moment at={lastUsedAt} how="ago" />,
  },
  {
    label: words.revoke,
    as: "act",
    cell: ({ id, name, revokedAt }) =>
      revokedAt === null && (
        <button class="button quiet bad" aria-label={words.revokeNamed(name)} {...acts.opens(id, clear)}>
          {words.revoke}
        </button>
      ),
  },
];

/** What scripts sign in with: one's own keys, or everybody's for an admin. */
export const Keys = ({ route }: { route: KeysRoute }) => {
  const { api, router } = useConsole();
  const me = useMe();
  const list = useModel(() => createKeyList(api), "keys");
  const acts = useActs();
  const done = useSignal("");
  const opener = useRef<HTMLAnchorElement>(null);
  const wasCreating = useRef(false);
  useEffect(() => {
    if (wasCreating.current && !route.creating) opener.current?.focus();
    wasCreating.current = route.creating;
  }, [route.creating]);
  const { loaded } = list;
  const asked = loaded.value.at === "ready" ? loaded.value.value.items.find(({ id }) => id === acts.open) : undefined;
  const clear = (): void => {
    list.revoke.clear();
    done.value = "";
  };
  const create = (primary: boolean) => (
    <a {...(primary ? { ref: opener } : {})} class="button primary" href={hrefOf({ name: "keys", creating: true })}>
      <Icon name="plus" />
      {words.create}
    </a>
  );
  return (
    <Page title={words.title} actions={<div class="head-actions">{create(true)}</div>}>
      <DoneLine home={acts.home} words={done.value} />
      {asked !== undefined && (
        <ActPanel key={asked.id} title={words.revokeTitle(asked.name)} onClose={acts.close}>
          <Confirm
            words={{ confirm: words.revokeConfirm, running: words.revoking, failed: words.revokeFailed }}
            action={{ ...list.revoke, run: () => list.revoke.run(asked.id) }}
            bad
            onDone={() => {
              done.value = words.revoked(asked.name);
              acts.close();
            }}
            onCancel={acts.close}
          >
            <p class="act-words">{words.revokeDetail}</p>
          </Confirm>
        </ActPanel>
      )}
      <Listed
        list={list}
        failed={words.failed}
        end={words.end}
        nothing={
          <EmptyPanel title={words.emptyTitle}>
            <p>{words.empty}</p>
          </EmptyPanel>
        }
      >
        {(keys) => (
          <ListTable label={words.title} columns={columnsFor(acts, clear, me.role === "ADMIN")} items={keys} />
        )}
      </Listed>
      {route.creating && (
        <NewKeySheet
          onMade={() => void list.refresh()}
          onClose={() => router.go({ name: "keys", creating: false }, "replace")}
        />
      )}
    </Page>
  );
};
