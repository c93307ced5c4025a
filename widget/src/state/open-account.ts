import { createPeopleApi } from "../api/people-api.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { createAccount, type Account } from "./account.ts";
import { forgetPerson } from "./forget-person.ts";
import { doorOfLogin, listProviders } from "./sign-in-door.ts";
import { createSigningIn, type SigningIn } from "./signing-in.ts";
import type { Visit } from "./visit-model.ts";

const save = (file: Blob, name: string): void => {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the browser has read it by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

/** The page about oneself over the visit that it belongs to. Throws where nobody is in. */
export const openAccount = (visit: Visit): { account: Account; signing: SigningIn } => {
  const { inside, send, options, store } = visit;
  if (!inside) throw new ApiProblem(401, "no-token", "");
  const api = createPeopleApi(inside.api.call);
  const account = createAccount({
    api,
    listProviders: () => listProviders(send),
    onLost: visit.lose,
    onErased: (status) => {
      const { sessions } = account.facts.peek() ?? { sessions: [] };
      // first what is on the screen goes: it would write its drafts again
      visit.show({ name: "gone", status });
      forgetPerson(store, inside.name, sessions);
    },
    onSignedOut: () => {
      visit.logins.forget(inside.name);
      visit.lose({ code: "session-ended" });
    },
    save,
  });
  const signing = createSigningIn({
    door: doorOfLogin(inside, send),
    adding: () => account.facts.peek()?.user.role === "USER",
    options,
    onLost: visit.lose,
    onSigned: async (signed) => {
      // the same invitation, and the same sessions: what is on the screen goes on with the new sign-in
      visit.invitation.value = signed.invitation;
      await account.signed(signed);
    },
  });
  return { account, signing };
};
