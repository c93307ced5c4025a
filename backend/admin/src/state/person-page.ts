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
  /** the role they have since it was changed here */
  changed: ReadonlySignal<StaffUser["role"] | null>;
};

/** Grants that would change something: nobody is granted what they have, and who was merged or erased is nobody to grant to. */
export const grantsFor = (person: Pick<StaffUser, "role" | "mergedInto" | "erasedAt">): Grant[] => {
  if (person.mergedInto !== null || person.erasedAt !== null) return [];
  if (person.role === "ADMIN") return ["STAFF", "none"];
  return person.role === "STAFF" ? ["ADMIN", "none"] : ["STAFF", "ADMIN"];
};

export const createPersonPage = (api: ConsoleApi, id: string): PersonPage => {
  const remote = createRemote(() => api.readUser(id));
  const changed = signal<StaffUser["role"] | null>(null);
  void remote.load();
  return {
    person: remote.state,
    load: remote.load,
    changed,
    changeRole: createAction(async (grant: Grant) => {
      changed.value = null;
      // GUEST and USER both take a role away: which of them is left, the server knows.
      const person = await api.changeRole(id, grant === "none" ? "USER" : grant);
      remote.replace(person);
      changed.value = person.role;
    }),
  };
};
