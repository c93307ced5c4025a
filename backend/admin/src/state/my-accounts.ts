import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { rememberAdding, type AddingAccount } from "./adding-account.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { SignInProvider, StaffUserDetail } from "./types.ts";

type Loaded = { me: StaffUserDetail; providers: SignInProvider[] };
/** What came of adding or removing an account. */
export type AccountsDone = { what: "added" | "not-added"; provider: string } | { what: "removed" };
export type MyAccounts = {
  loaded: ReadonlySignal<Remote<Loaded>>;
  load: () => Promise<void>;
  add: Action<[provider: SignInProvider]>;
  remove: Action<[id: string]>;
  done: ReadonlySignal<AccountsDone | null>;
};

/**
 * The accounts by which one signs in oneself.
 * @param adding what was begun before the browser came back from a provider
 * @param leave goes to an address of another origin
 */
export const createMyAccounts = (
  api: ConsoleApi,
  userId: string,
  adding: AddingAccount | null,
  leave: (url: string) => void,
): MyAccounts => {
  const remote = createRemote(async (): Promise<Loaded> => {
    const [me, providers] = await Promise.all([api.readUser(userId), api.listProviders()]);
    return { me, providers: providers.items };
  });
  const removed = signal(false);
  const identities = (): string[] => valueOf(remote.state.peek())?.me.identities.map(({ id }) => id) ?? [];
  void remote.load();
  return {
    loaded: remote.state,
    load: remote.load,
    add: createAction(async ({ id, name }: SignInProvider) => {
      const { url } = await api.addIdentity(id);
      rememberAdding({ provider: name, had: identities() });
      leave(url);
    }),
    remove: createAction(async (id: string) => {
      await api.removeIdentity(id);
      await remote.refresh();
      removed.value = true;
    }),
    // Nothing in the address of the way back is believed: an account that was not there before says it.
    done: computed(() => {
      const now = valueOf(remote.state.value);
      if (removed.value) return { what: "removed" };
      if (adding === null || now === null) return null;
      const isNew = now.me.identities.some(({ id }) => !adding.had.includes(id));
      return { what: isNew ? "added" : "not-added", provider: adding.provider };
    }),
  };
};
