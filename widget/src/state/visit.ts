import { signal } from "@preact/signals";
import { createInviteeApi, createSendRequest, refreshWith, type SendRequest } from "../api/api-client.ts";
import { ApiProblem, isLoginLost, isShutOut, unreachable } from "../api/api-problem.ts";
import type { InvitationView, MeResponse, SessionSummary } from "../api/protocol.ts";
import type { Options } from "../options.ts";
import type { PanelHost } from "../panel-handle.ts";
import { createBrowserStore, type BrowserStore } from "./browser-store.ts";
import { createConversation } from "./conversation.ts";
import { createKeptLogins } from "./kept-logins.ts";
import { locale } from "./locale.ts";
import type { Over, Screen } from "./screen.ts";
import type { Visit } from "./visit-model.ts";

export type { Visit };

type Surroundings = {
  options: Options;
  emit: PanelHost["emit"];
  /** what is known of the session on the screen, each time that changes */
  onState?: PanelHost["onState"];
  /** the claim is stored: the invitation may leave the address */
  onStored: () => void;
  store?: BrowserStore;
  send?: SendRequest;
  follow?: Parameters<typeof createConversation>[0]["follow"];
};

/** What is not needed where one goes straight back to the conversation. */
const later = () =>
  import("./entering.ts").catch((problem: unknown) => {
    throw unreachable(problem);
  });

/** Ends the sign-ins that this browser keeps for the site, and forgets them: the next one here begins anew. */
export const signOutOf = (visit: Visit): void => void later().then(({ signOut }) => signOut(visit), console.error);

const newestFirst = (a: SessionSummary, b: SessionSummary): number => b.lastActivityAt.localeCompare(a.lastActivityAt);

/**
 * An invitee's way in: from an invitation, or a sign-in kept in this browser, to a session. Nothing is stored before
 * the claim, and nothing is claimed before the click.
 */
export const createVisit = ({
  options,
  emit,
  onState = () => {},
  onStored,
  store = createBrowserStore(options.site),
  send = createSendRequest(options.api),
  follow,
}: Surroundings): Visit => {
  const logins = createKeptLogins(options.site, store, refreshWith(send));
  const screen = signal<Screen>({ name: "opening" });
  const over = signal<Over | null>(null);
  const invitation = signal<InvitationView | null>(null);
  const busy = signal(false);
  const asking = signal(false);

  const show = (next: Screen): void => {
    const { value: before } = screen;
    if (before.name === "conversation" && next !== before) before.conversation.dispose();
    over.value = null;
    screen.value = next;
  };

  const enterSession = (id: number): void => {
    const { inside } = visit;
    // nobody would end what begins after the end
    if (!inside || visit.disposed) return;
    let known = "";
    const conversation = createConversation({
      api: inside.api,
      store,
      sessionId: id,
      invitation,
      ...(follow ? { follow } : {}),
      onLoginLost: visit.lose,
      onState: (state) => {
        const status = state?.session.status ?? known;
        // not at every word
        if (status !== known) logins.keepLastIn(inside.name, ["PAUSED", "COMPLETED"].includes(status) ? null : id);
        known = status;
        onState(state);
      },
    });
    show({ name: "conversation", conversation });
    emit("start", { sessionId: id });
  };

  const goOn = async (sessions: SessionSummary[], scenarioSlug?: string): Promise<void> => {
    const known = sessions.toSorted(newestFirst);
    const unfinished = known.find(({ status }) => status !== "COMPLETED");
    if (unfinished) return enterSession(unfinished.id);
    if (scenarioSlug !== undefined) return visit.startSession(scenarioSlug);
    if (known[0]) return enterSession(known[0].id);
    const scenarios = (await visit.inside?.api.scenarios()) ?? [];
    if (scenarios.length > 1) return show({ name: "choose", scenarios });
    return visit.startSession(scenarios[0]?.slug);
  };

  const explain = async (problem: unknown): Promise<void> => {
    if (isShutOut(problem)) return visit.lose(problem);
    const known = problem instanceof ApiProblem ? problem : new ApiProblem(0, "internal", String(problem));
    emit("error", { code: known.code });
    const { code, detail } = known;
    const explained = await later().then(
      ({ screenOfProblem }) => screenOfProblem(known, visit),
      (): Screen => ({ name: "trouble", code, detail }),
    );
    if (!visit.disposed) show(explained);
  };
  const showPreview = async (token: string | null): Promise<void> => (await later()).showPreview(visit, token ?? "");

  const resume = async (name: string, token: string | null): Promise<void> => {
    const inside = visit.signIn(name);
    try {
      let heard: Visit["source"];
      let me: MeResponse;
      do {
        heard = visit.source;
        await visit.hear();
        me = await (visit.person ? (await later()).sayWho(visit) : inside.api.me());
        // announced while that was on its way: nothing is shown before it is answered, too
      } while (visit.person || (visit.source && visit.source !== heard));
      // or signed out meanwhile
      if (!visit.disposed && visit.inside === inside) await visit.enter(me);
    } catch (problem) {
      if (token === null || !isLoginLost(problem)) throw problem;
      await showPreview(token);
    }
  };

  const isInside = (): boolean => ["conversation", "choose"].includes(screen.peek().name);
  // where that file cannot be fetched, whoever it is waits for the next step
  const sayPerson = (): void =>
    void later().then(
      ({ identify }) => identify(visit),
      () => {},
    );

  const visit: Visit = {
    options,
    emit,
    store,
    send,
    logins,
    screen,
    over,
    invitation,
    busy,
    token: null,
    person: null,
    source: null,
    asking,
    inside: null,
    disposed: false,
    show,

    open: (token) => {
      visit.token = token;
      const name = logins.nameFor(token);
      const known = logins.has(name);
      if (token === null && !known) {
        // a name without its sign-in: it was here and ended
        show(name === null ? { name: "invite" } : { name: "lost", code: "", token });
        if (name === null)
          void later().then(
            ({ checkPage }) => checkPage(visit),
            () => {},
          );
        return Promise.resolve();
      }
      show({ name: "opening" });
      return visit.attempt(() => (known ? resume(name, token) : showPreview(token)));
    },
    comeBack: (fragment, token) => visit.attempt(async () => (await later()).comeBack(visit, fragment, token)),
    identify: (source) => {
      const said = typeof source === "string";
      visit.person = said ? { token: source, confirm: false } : null;
      visit.source = said ? null : source;
      if (!said && isInside()) visit.heed();
      else if (!busy.peek()) sayPerson();
    },
    hear: async () => {
      if (!visit.person && visit.source) await (await later()).hear(visit);
    },
    heed: () => {
      if (!visit.source || busy.peek() || !isInside()) return;
      asking.value = true;
      void later()
        .then(({ heed }) => heed(visit))
        .catch(() => visit.open(visit.token))
        .finally(() => (asking.value = false));
    },
    expects: () => {
      const name = logins.nameFor(visit.token);
      // whoever is announced is waited for: nothing that this browser keeps is shown before
      if (visit.person || visit.source || !logins.has(name)) return null;
      const id = logins.lastIn(name);
      // words of another line are not taken for these
      return id === null || store.names(`draft:${id}:`).length > 0 ? null : id;
    },
    knows: (token) => logins.has(logins.nameFor(token)),
    attempt: async (step) => {
      visit.again = () => void visit.attempt(step);
      busy.value = true;
      try {
        await step();
      } catch (problem) {
        if (!visit.disposed) await explain(problem);
      } finally {
        busy.value = false;
      }
      // said while the step was on its way
      if (visit.person) sayPerson();
    },
    again: () => {},
    signIn: (name) => {
      const login = logins.of(name);
      return (visit.inside = { name, login, api: createInviteeApi(send, login) });
    },
    enter: (entered, scenarioSlug) => {
      if (visit.inside) logins.remember(visit.inside.name);
      invitation.value = entered.invitation;
      onStored();
      return goOn(entered.sessions, scenarioSlug);
    },
    lose: ({ code, body }) => {
      emit("error", { code });
      const lost = (): void => show({ name: "lost", code: body?.["replaced"] ? "replaced" : code, token: visit.token });
      if (!body?.["erased"]) return lost();
      void later().then(({ comeToNothing }) => comeToNothing(visit), lost);
    },
    startSession: async (scenarioSlug, fresh = false) => {
      if (!visit.inside) return;
      const session = await visit.inside.api.startSession({
        ...(scenarioSlug === undefined ? {} : { scenarioSlug }),
        ...(fresh ? { new: true } : {}),
        locale: locale.peek(),
      });
      enterSession(session.id);
    },
    dispose: () => {
      visit.disposed = true;
      const { value: last } = screen;
      if (last.name === "conversation") last.conversation.dispose();
    },
  };
  return visit;
};
