import { createInviteeApi } from "../api/api-client.ts";
import type { Visit } from "./visit-model.ts";

const PREFIX = "login:";

/** Ends every sign-in that this browser keeps for the site, and forgets who was here. Drafts stay for whoever wrote them. */
export const signOut = async (visit: Visit): Promise<void> => {
  const { store, logins, send } = visit;
  const names = store.names(PREFIX).map((name) => name.slice(PREFIX.length));
  visit.person = visit.token = visit.inside = null;
  // how to ask is as good for whoever comes next; what was said was said of this one
  if (typeof visit.source !== "function") visit.source = null;
  visit.again = () => {};
  // first what is on the screen goes
  visit.show({ name: "lost", code: "", token: null });
  const ended = names.map((name) =>
    createInviteeApi(send, logins.of(name))
      .call("POST", "/v1/auth/logout", { body: {} })
      // where it does not arrive, what this browser forgets is as good as ended
      .catch(() => {}),
  );
  await Promise.all(ended);
  for (const name of names) logins.forget(name);
  for (const kept of ["current", ...store.names("apart:")]) store.forget(kept);
};
