import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import type { CreateApiKey } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";
import type { StaffApiKeyWithKey } from "./types.ts";

/** Parts of the console's work that a key can be narrowed to; what there is no page and no route for is not offered. */
export const KEY_SCOPES = [
  "invitations",
  "sessions",
  "scenarios",
  "people",
  "export",
  "settings",
] as const satisfies CreateApiKey["scopes"];
export type KeyScope = (typeof KEY_SCOPES)[number];
/** days; 0: without an end */
export const KEY_DAYS = [30, 90, 365, 0];

export type KeyForm = { name: string; role: "STAFF" | "ADMIN"; narrow: boolean; scopes: KeyScope[]; days: number };
export const EMPTY_KEY: KeyForm = { name: "", role: "STAFF", narrow: false, scopes: [], days: 90 };

export const isKeySendable = ({ name, narrow, scopes }: KeyForm): boolean =>
  name.trim() !== "" && (!narrow || scopes.length > 0);

/** The request body of a form. Without scopes a key may do all that its role may. */
export const keyBodyOf = ({ name, role, narrow, scopes, days }: KeyForm): CreateApiKey => ({
  name: name.trim(),
  role,
  ...(narrow ? { scopes } : {}),
  ...(days === 0 ? {} : { expiresInDays: days }),
});

export type NewKey = {
  form: Signal<KeyForm>;
  create: Action<[]>;
  /** with the key itself, which is never told again */
  made: ReadonlySignal<StaffApiKeyWithKey | null>;
};

export const createNewKey = (api: ConsoleApi): NewKey => {
  const form = signal(EMPTY_KEY);
  const made = signal<StaffApiKeyWithKey | null>(null);
  return {
    form,
    made,
    create: createAction(async () => void (made.value = await api.createApiKey(keyBodyOf(form.peek())))),
  };
};
