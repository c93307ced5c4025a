import { readJson } from "../api/api-client.ts";
import { ApiProblem, isLoginLost, isShutOut } from "../api/api-problem.ts";
import { createOpenApi } from "../api/open-api.ts";
import type { IdentifyResponse, MeResponse, Preview } from "../api/protocol.ts";
import { enEntering } from "../text/en-entering.ts";
import { nameOfInvitation } from "./browser-store.ts";
import type { BothAccounts, Screen, Ways } from "./screen.ts";
import { isRefused, refuse } from "./hear-person.ts";
import { takeTrip } from "./sign-in-trip.ts";
import { forgetPerson } from "./forget-person.ts";
import { allowMerge, forgoMerge, keepApart } from "./keep-apart.ts";
import type { Visit } from "./visit-model.ts";

/** Shows what one would enter. Claims nothing. */
export const showPreview = async (visit: Visit, token: string): Promise<void> => {
  const preview = await createOpenApi(visit.send).preview(token);
  visit.inside = null;
  if (visit.disposed) return;
  visit.show(preview.erased ? { name: "gone", status: "before" } : { name: "preview", token, preview });
};

/** The click that claims: consent to the version that was shown. Says whom the host site has signed, where it has. */
export const claim = (
  visit: Visit,
  token: string,
  preview: Preview,
  choice: { scenarioSlug?: string; research: boolean },
): Promise<void> =>
  visit.attempt(async () => {
    const deviceId = visit.logins.deviceId();
    const name = nameOfInvitation(token);
    await visit.hear();
    forgoMerge(visit, name);
    const { person } = visit;
    try {
      const claimed = await createOpenApi(visit.send).claim({
        token,
        deviceId,
        consent: { service: preview.consent.version, ...(choice.research ? { research: true } : {}) },
        ...(person ? { identified: person.token, confirm: person.confirm } : {}),
      });
      visit.person = null;
      visit.emit("claimed", { invitationId: claimed.invitation.id });
      visit.logins.keepDevice(deviceId);
      visit.signIn(name).login.adopt(claimed);
      await visit.enter(claimed, claimed.sessions.length === 0 ? choice.scenarioSlug : undefined);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      // the host page may know whose it is
      if (problem.code === "invitation-used") {
        visit.emit("error", { code: problem.code });
        return visit.show({ name: "returning", token, ways: problem.body["ways"] as Ways });
      }
      // a token is good once, and not for long: the host page is told, and may sign another
      if (problem.code === "known-person-refused") refuse(visit);
      throw problem;
    }
  });

/** Whether the page may use the API; where not, who runs the page is told how to let it in. Null: it may, or nobody knows. */
const refusedPage = async (visit: Visit): Promise<Screen | null> => {
  const { site } = visit.options;
  const check = await createOpenApi(visit.send)
    .checkOrigin(site)
    .catch(() => null);
  if (!check || check.allowed) return null;
  const origin = check.origin ?? location.origin;
  console.error(
    enEntering.refused(origin, check.command ?? `npm run sidecoach -- site allow ${origin} --site ${site}`),
  );
  return { name: "refused", origin };
};

/** Nobody came by an invitation: who tries the page is told now that it is not allowed, and not the first invitee. */
export const checkPage = async (visit: Visit): Promise<void> => {
  const refused = await refusedPage(visit);
  if (refused && !visit.disposed && visit.screen.peek().name === "invite") visit.show(refused);
};

/**
 * The screen that says what went wrong. A page that is not allowed cannot read why: one address may be read from
 * anywhere, and says; the command that allows the page goes to its console.
 */
export const screenOfProblem = async (problem: ApiProblem, visit: Visit): Promise<Screen> => {
  const { code, detail, status } = problem;
  const refused = code === "unreachable" || code === "origin-not-allowed" ? await refusedPage(visit) : null;
  if (refused) return refused;
  if (code === "another-person") return { name: "another" };
  const { person, again } = visit;
  if (code === "identity-taken" && person)
    return {
      name: "both",
      both: problem.body as BothAccounts,
      answer: async (yes) => {
        if (!yes) keepApart(visit, visit.inside?.name ?? nameOfInvitation(visit.token ?? ""), person);
        visit.person = yes ? { ...person, confirm: true } : null;
        again();
      },
    };
  const known = problem.body["replaced"] ? "replaced" : code;
  return { name: status === 404 || status === 409 || status === 422 ? "link" : "trouble", code: known, detail };
};

/** Says to the server whom the host site has signed. What asks for an answer leaves it unsaid; anything else uses it up. */
const say = async (visit: Visit): Promise<IdentifyResponse> => {
  const { person, inside } = visit;
  if (!person || !inside) throw new ApiProblem(401, "no-token", "");
  visit.person = null;
  try {
    return await inside.login.replace((token) =>
      readJson<IdentifyResponse>(visit.send("POST", "/v1/me/identify", { token, body: person })),
    );
  } catch (problem) {
    if (problem instanceof ApiProblem && ["identity-taken", "another-person"].includes(problem.code))
      visit.person ??= person;
    throw problem;
  }
};
const tellHost = (visit: Visit, problem: unknown): void =>
  visit.emit("error", { code: problem instanceof ApiProblem ? problem.code : "internal" });

/** Before anything of the conversation is shown: the browser may have been somebody else's. */
export const sayWho = async (visit: Visit): Promise<MeResponse> => {
  const { inside } = visit;
  if (inside && forgoMerge(visit, inside.name)) return inside.api.me();
  try {
    return await say(visit);
  } catch (problem) {
    if (visit.person || isLoginLost(problem) || !inside) throw problem;
    // it says nothing, so nothing has changed: who may go on without goes on
    const me = await inside.api.me().catch((without: unknown) => {
      throw isShutOut(without) && !isLoginLost(without) ? problem : without;
    });
    // …but for an account: somebody is signed in at the site, and perhaps somebody else
    if (me.user.role === "USER" && isRefused(problem)) {
      refuse(visit);
      throw problem;
    }
    tellHost(visit, problem);
    return me;
  }
};

/** The host page has said who this is: now where there is a sign-in, at the claim where there is none yet. */
export const identify = async (visit: Visit): Promise<void> => {
  const { screen, over } = visit;
  const shown = screen.peek();
  if ("code" in shown && shown.code.startsWith("known-person")) {
    allowMerge(visit);
    return shown.name === "lost" ? visit.open(shown.token) : visit.again();
  }
  if (shown.name === "returning" && !shown.back) return visit.open(shown.token);
  if ((shown.name !== "conversation" && shown.name !== "choose") || !visit.inside) return;
  if (!visit.person || forgoMerge(visit, visit.inside.name)) return;
  const sayNow = async (): Promise<void> => {
    const me = await say(visit);
    visit.invitation.value = me.invitation;
  };
  try {
    await sayNow();
  } catch (problem) {
    const { person } = visit;
    if (isShutOut(problem)) return visit.lose(problem);
    if (!person || !(problem instanceof ApiProblem)) {
      // with a way to ask again it is asked before anything is shown
      if (isRefused(problem) && visit.source) return visit.open(visit.token);
      return tellHost(visit, problem);
    }
    if (problem.code === "another-person") return visit.show({ name: "another" });
    over.value = {
      name: "both",
      both: problem.body as BothAccounts,
      answer: async (yes) => {
        if (!yes && visit.inside) keepApart(visit, visit.inside.name, person);
        visit.person = yes ? { ...person, confirm: true } : null;
        if (yes) await sayNow();
        over.value = null;
      },
    };
  }
};

/** A click says that it need not be known who this is; the page may still say so later. */
export const goOnAsGuest = (visit: Visit): void => {
  visit.person = visit.source = null;
  visit.again();
};

/** With a conversation on the screen, which is hidden until this has ended. */
export const heed = async (visit: Visit): Promise<void> => {
  await visit.hear();
  if (visit.person) await identify(visit);
};

/** All of the person's was deleted, here, elsewhere or by the link: this browser keeps nothing of it either. */
export const comeToNothing = (visit: Visit): void => {
  const shown = visit.screen.peek();
  const { inside } = visit;
  const sessions = shown.name === "conversation" ? [{ id: shown.conversation.sessionId }] : [];
  // first what is on the screen goes: it would write its drafts again
  visit.show({ name: "gone", status: "erased" });
  if (inside) forgetPerson(visit.store, inside.name, sessions);
};

/** The sign-in in this browser is another person's: it ends here, and whoever is there now comes in as themselves. */
export const leaveToAnother = async (visit: Visit): Promise<void> => {
  const { inside, token } = visit;
  // where it does not arrive, what this browser forgets is as good as ended
  await inside?.api.call("POST", "/v1/auth/logout", { body: {} }).catch(() => {});
  if (inside) visit.logins.forget(inside.name);
  return visit.open(token);
};

/** Back from a provider that had the whole page. What this tab did not begin is passed over. */
export const comeBack = async (visit: Visit, fragment: string, token: string | null): Promise<void> => {
  const back = takeTrip(visit.options.site, fragment);
  if (back === null) return visit.open(token);
  const { trip } = back;
  if ("invitationToken" in trip) {
    visit.token = trip.invitationToken;
    return visit.show({ name: "returning", token: trip.invitationToken, back });
  }
  visit.logins.remember(trip.name);
  await visit.open(null);
  if (["conversation", "choose"].includes(visit.screen.peek().name)) visit.over.value = { name: "you", back };
};

export { hear } from "./hear-person.ts";
export { signOut } from "./sign-out.ts";
