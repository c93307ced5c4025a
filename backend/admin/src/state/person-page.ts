import { signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, type Remote } from "./remote.ts";
import type { StaffUser, StaffUserDetail } from "./types.ts";

/** What may be made of somebody: a role is granted, or taken away; what they are then follows from their accounts. */
export type Grant = "STAFF" | "ADMIN" | "none";
export type PersonPage = {
  person: ReadonlySignal<Remote<StaffUserDetail>>;
  load: () => Promise<void>;
  changeRole: Action<[grant: Grant]>;
  /** at their request: for whoever cannot do it themselves */
  erase: Action<[]>;
  /** what came of it, just now */
  erased: ReadonlySignal<"erased" | "erasing" | "nothing" | null>;
  /** the role they have since it was changed here */
  changed: ReadonlySignal<StaffUser["role"] | null>;
};

/** Grants that would change something: nobody is granted what they have, and who was merged or erased is nobody to grant to. */
export const grantsFor = (person: Pick<StaffUser, "id" | "role" | "mergedInto" | "erasedAt">): Grant[] => {
  // What the command line makes is this row's: it is nobody.
  if (person.id === "command-line") return [];
  if (person.mergedInto !== null || person.erasedAt !== null) return [];
  if (person.role === "ADMIN") return ["STAFF", "none"];
  return person.role === "STAFF" ? ["ADMIN", "none"] : ["STAFF", "ADMIN"];
};

/** Staff give their role up first, and who was merged or erased has nothing more of their own. */
export const isErasable = (person: Pick<StaffUser, "role" | "mergedInto" | "erasedAt">): boolean =>
  person.mergedInto === null && person.erasedAt === null && person.role !== "STAFF" && person.role !== "ADMIN";

export const createPersonPage = (api: ConsoleApi, id: string): PersonPage => {
  const remote = createRemote(() => api.readUser(id));
  const changed = signal<StaffUser["role"] | null>(null);
  const erased = signal<"erased" | "erasing" | "nothing" | null>(null);
  void remote.load();
  return {
    person: remote.state,
    load: remote.load,
    changed,
    erased,
    erase: createAction(async () => {
      const { status } = await api.eraseUser(id);
      await remote.refresh();
      erased.value = status;
    }),
    changeRole: createAction(async (grant: Grant) => {
      changed.value = null;
      // GUEST and USER both take a role away: which of them is left, the server knows.
      const person = await api.changeRole(id, grant === "none" ? "USER" : grant);
      remote.replace(person);
      changed.value = person.role;
    }),
  };
};
