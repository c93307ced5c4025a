import { signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { refreshWhileVisible } from "./refresh-while-visible.ts";
import { createRemote, valueOf, type Remote, type RemoteValue } from "./remote.ts";
import { createSessionList, type SessionList } from "./session-list.ts";
import { giveWayOn, type Given } from "./way-on.ts";
import type { ActAnswer, StaffInvitation, StaffInvitationWithLink, StaffQuotaPreset } from "./types.ts";

type SkipReason = ActAnswer["skipped"][number]["why"];
/** What was done last, to be said aloud and shown once. */
export type Done =
  | { what: "extended"; until: string }
  | { what: "topped-up"; tokens: number }
  | { what: "reissued" }
  | { what: "revoked" }
  | { what: "edited" }
  | ({ what: "let-on" } & Given)
  | { what: "not-done"; why: SkipReason }
  | { what: "signed-out"; somebody: boolean }
  | { what: "mailed"; kind: "send" | "remind"; why: SkipReason | null };
/** null: it has none */
type Details = Pick<StaffInvitation, "label" | "cohort" | "externalRef" | "email">;
/** Of what was typed only what is new: the audit names what was changed. */
const newIn = (invitation: Details, details: Details): Partial<Details> =>
  Object.fromEntries(
    (["label", "externalRef", "cohort", "email"] as const).flatMap((name) =>
      details[name] === invitation[name] ? [] : [[name, details[name]]],
    ),
  );
export type InvitationPage = {
  invitation: ReadonlySignal<Remote<StaffInvitationWithLink>>;
  presets: RemoteValue<StaffQuotaPreset[]>;
  sessions: SessionList;
  load: () => Promise<void>;
  extend: Action<[days: number]>;
  topUp: Action<[tokens: number]>;
  reissue: Action<[]>;
  revoke: Action<[]>;
  edit: Action<[details: Details]>;
  /** what was missing for them to go on */
  letOn: Action<[given: Given]>;
  signOut: Action<[]>;
  /** its link by e-mail: the first time, or again */
  mail: Action<[kind: "send" | "remind"]>;
  done: ReadonlySignal<Done | null>;
  dispose: () => void;
};

// What is reserved goes back to the quota, or into what is used, within moments.
const RESERVED_MS = 10_000;
const QUIET_MS = 20_000;

const DAY_MS = 86_400_000;
/** Days are added to the expiry, or to today where that is past. ISO 8601. */
export const extendedExpiry = (invitation: Pick<StaffInvitation, "expiresAt">, days: number, now: number): string =>
  new Date(Math.max(Date.parse(invitation.expiresAt), now) + days * DAY_MS).toISOString();

export const createInvitationPage = (api: ConsoleApi, id: string): InvitationPage => {
  const remote = createRemote(() => api.readInvitation(id));
  const presets = createRemote(async () =>
    (await api.listQuotaPresets()).items.toSorted((a, b) => a.sortOrder - b.sortOrder),
  );
  const sessions = createSessionList(api, { invitationId: id });
  const done = signal<Done | null>(null);
  const current = (): StaffInvitationWithLink | null => valueOf(remote.state.peek());

  const refresh = async (): Promise<void> => void (await Promise.all([remote.refresh(), sessions.refresh()]));

  const change = <Args extends unknown[]>(
    act: (invitation: StaffInvitationWithLink, ...args: Args) => Promise<Done>,
  ): Action<Args> =>
    createAction(async (...args: Args) => {
      const invitation = current();
      if (invitation === null) return;
      done.value = null;
      done.value = await act(invitation, ...args);
      await refresh();
    });

  void remote.load();
  const stop = refreshWhileVisible(remote.refresh, () =>
    (current()?.quota.reserved ?? 0) > 0 ? RESERVED_MS : QUIET_MS,
  );
  return {
    invitation: remote.state,
    presets,
    sessions,
    load: async () => void (await Promise.all([remote.load(), sessions.load()])),
    extend: change(async (invitation, days: number) => {
      const until = extendedExpiry(invitation, days, Date.now());
      await api.changeInvitation(id, { expiresAt: until });
      return { what: "extended", until };
    }),
    // Added where the quota is: somebody else may top it up at the same time.
    topUp: change(async (_, tokens: number) => {
      const { skipped } = await api.actOnInvitations({ act: "top-up", ids: [id], tokens });
      return skipped.length === 0
        ? { what: "topped-up", tokens }
        : { what: "not-done", why: skipped[0]?.why ?? "unknown" };
    }),
    edit: change(async (invitation, details: Details) => {
      const news = newIn(invitation, details);
      if (Object.keys(news).length > 0) await api.changeInvitation(id, news);
      return { what: "edited" };
    }),
    letOn: change(async (_, given: Given) => {
      const why = await giveWayOn(api, id, given);
      return why === null ? { what: "let-on", ...given } : { what: "not-done", why };
    }),
    signOut: change(async () => {
      const { done: signedOut } = await api.actOnInvitations({ act: "sign-out", ids: [id] });
      return { what: "signed-out", somebody: signedOut.length > 0 };
    }),
    mail: change(async (_, kind: "send" | "remind") => {
      const { skipped } = await api.actOnInvitations({ act: kind, ids: [id] });
      return { what: "mailed", kind, why: skipped[0]?.why ?? null };
    }),
    reissue: change(async () => {
      remote.replace(await api.reissueInvitation(id));
      return { what: "reissued" };
    }),
    revoke: change(async () => {
      await api.revokeInvitation(id);
      return { what: "revoked" };
    }),
    done,
    dispose: () => {
      stop();
      sessions.dispose();
    },
  };
};
