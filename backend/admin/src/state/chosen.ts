import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, type RemoteValue } from "./remote.ts";
import type {
  ActAnswer,
  InvitationAct,
  InvitationLinkRow,
  StaffInvitationWithLink,
  StaffQuotaPreset,
} from "./types.ts";

/** What is done to all that are chosen, without its ids. */
export type ActKind = InvitationAct["act"];
type ActBody<K extends ActKind = ActKind> = K extends ActKind ? Omit<Extract<InvitationAct, { act: K }>, "ids"> : never;
/** What the last act came to, to be said aloud and shown. */
export type ChosenDone = { act: ActKind; done: number; skipped: ActAnswer["skipped"] };

/** Which invitations of the list are chosen, and what is done to them. */
export type Chosen = {
  ids: ReadonlySignal<ReadonlySet<string>>;
  count: ReadonlySignal<number>;
  toggle: (id: string) => void;
  /** all of these, or none of them where all are chosen */
  toggleAll: (ids: readonly string[]) => void;
  clear: () => void;
  act: Action<[body: ActBody]>;
  done: ReadonlySignal<ChosenDone | null>;
  /** a new link, for the one that is chosen */
  reissue: Action<[]>;
  reissued: ReadonlySignal<StaffInvitationWithLink | null>;
  links: Action<[]>;
  presets: RemoteValue<StaffQuotaPreset[]>;
  /** whatever was said last is put away */
  settle: () => void;
};

const MOST = 1_000;

/** @param onChanged what is shown is to be read again */
export const createChosen = (
  api: ConsoleApi,
  onChanged: () => Promise<void>,
  saveFile: (name: string, text: string) => void,
): Chosen => {
  const ids = signal<ReadonlySet<string>>(new Set());
  const done = signal<ChosenDone | null>(null);
  const reissued = signal<StaffInvitationWithLink | null>(null);
  const chosen = (): string[] => [...ids.peek()].slice(0, MOST);
  return {
    ids,
    count: computed(() => ids.value.size),
    toggle: (id) => {
      const next = new Set(ids.peek());
      if (!next.delete(id)) next.add(id);
      ids.value = next;
    },
    toggleAll: (all) => {
      const before = ids.peek();
      ids.value = all.every((id) => before.has(id)) ? new Set() : new Set([...before, ...all]);
    },
    clear: () => void (ids.value = new Set()),
    act: createAction(async (body: ActBody) => {
      done.value = null;
      const { done: did, skipped } = await api.actOnInvitations({ ...body, ids: chosen() });
      done.value = { act: body.act, done: did.length, skipped };
      await onChanged();
    }),
    done,
    reissue: createAction(async () => {
      const [id] = chosen();
      if (id === undefined) return;
      reissued.value = await api.reissueInvitation(id);
      await onChanged();
    }),
    reissued,
    links: createAction(async () => saveFile("invitations.csv", await api.readLinksFile(chosen()))),
    presets: createRemote(async () =>
      (await api.listQuotaPresets()).items.toSorted((a, b) => a.sortOrder - b.sortOrder),
    ),
    settle: () => {
      done.value = null;
      reissued.value = null;
    },
  };
};

/** Which invitations a sheet of QR codes is for: kept in this tab, so that it can be loaded again. Ids alone, no links. */
const KEY = "sidecoach-qr-sheet";
export const rememberForSheet = (ids: Iterable<string>): void => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...ids]));
  } catch {
    // A full or forbidden storage: the sheet says that nothing is chosen.
  }
};
export const idsForSheet = (): string[] => {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
};

export type QrSheet = RemoteValue<InvitationLinkRow[]>;
export const createQrSheet = (api: ConsoleApi): QrSheet => {
  const remote = createRemote(async () => {
    const ids = idsForSheet();
    return ids.length === 0 ? [] : (await api.readLinks(ids)).items;
  });
  void remote.load();
  return remote;
};
