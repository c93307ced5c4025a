import { signal } from "@preact/signals";
import {
  createInviteeApi,
  createOpenApi,
  createSendRequest,
  type InviteeApi,
  type SendRequest,
} from "../api/api-client.ts";
import { ApiProblem, isLoginLost } from "../api/api-problem.ts";
import { createLogin, type Login } from "../api/login.ts";
import type { InvitationView, Preview, ScenarioView, SessionSummary } from "../api/protocol.ts";
import type { Options } from "../options.ts";
import type { PanelHost } from "../panel-handle.ts";
import { en } from "../text/en.ts";
import { createBrowserStore, createUuid, nameOfInvitation, type BrowserStore } from "./browser-store.ts";
import { createConversation, type Conversation } from "./conversation.ts";

export type Screen =
  | { name: "opening" }
  | { name: "invite" }
  | { name: "preview"; token: string; preview: Preview }
  | { name: "choose"; scenarios: ScenarioView[] }
  | { name: "conversation"; conversation: Conversation }
  | { name: "lost" }
  | { name: "refused"; origin: string }
  /** the link itself is wrong */
  | { name: "link"; code: string; detail: string }
  | { name: "trouble"; code: string; detail: string };

type Surroundings = {
  options: Options;
  emit: PanelHost["emit"];
  /** the claim is stored: the invitation may leave the address */
  onStored: () => void;
  store?: BrowserStore;
  send?: SendRequest;
  follow?: Parameters<typeof createConversation>[0]["follow"];
};

const newestFirst = (a: SessionSummary, b: SessionSummary): number => b.lastActivityAt.localeCompare(a.lastActivityAt);

/**
 * An invitee's way in: from an invitation, or a sign-in kept in this browser, to a session. Nothing is stored before
 * the claim, and nothing is claimed before the click.
 */
export const createVisit = ({
  options,
  emit,
  onStored,
  store = createBrowserStore(options.site),
  send = createSendRequest(options.api),
  follow,
}: Surroundings) => {
  const openApi = createOpenApi(send);
  const screen = signal<Screen>({ name: "opening" });
  const invitation = signal<InvitationView | null>(null);
  /** a click is being answered */
  const busy = signal(false);
  let api: InviteeApi | null = null;
  let again: () => void = () => {};
  let disposed = false;

  const show = (next: Screen): void => {
    const { value: before } = screen;
    if (before.name === "conversation" && next !== before) before.conversation.dispose();
    screen.value = next;
  };

  const loginFor = (name: string): Login =>
    createLogin(
      `sidecoach:${options.site}:${name}`,
      {
        read: () => store.read(`login:${name}`),
        write: (token) => store.write(`login:${name}`, token),
        forget: () => store.forget(`login:${name}`),
      },
      openApi.refresh,
    );

  const enterSession = (id: number): void => {
    if (!api) return;
    const conversation = createConversation({
      api,
      store,
      sessionId: id,
      ...(follow ? { follow } : {}),
      onLoginLost: () => show({ name: "lost" }),
      onExchange: (exchangeId) => emit("exchange", { sessionId: id, exchangeId }),
    });
    show({ name: "conversation", conversation });
    emit("start", { sessionId: id });
  };

  const startSession = async (scenarioSlug: string | undefined, fresh = false): Promise<void> => {
    if (!api) return;
    const session = await api.startSession({
      ...(scenarioSlug === undefined ? {} : { scenarioSlug }),
      ...(fresh ? { new: true } : {}),
    });
    enterSession(session.id);
  };

  /** Goes on with the last unfinished session, else shows the last one, else begins. */
  const goOn = async (sessions: SessionSummary[], scenarioSlug?: string): Promise<void> => {
    const known = sessions.toSorted(newestFirst);
    const unfinished = known.find(({ status }) => status !== "COMPLETED");
    if (unfinished) return enterSession(unfinished.id);
    if (scenarioSlug !== undefined) return startSession(scenarioSlug);
    if (known[0]) return enterSession(known[0].id);
    const scenarios = (await api?.scenarios()) ?? [];
    if (scenarios.length > 1) return show({ name: "choose", scenarios });
    return startSession(scenarios[0]?.slug);
  };

  /** A page that is not allowed cannot read why: this one address may be read from anywhere, and says. */
  const explain = async (problem: ApiProblem): Promise<void> => {
    const check =
      problem.code === "unreachable" || problem.code === "origin-not-allowed"
        ? await openApi.checkOrigin().catch(() => null)
        : null;
    if (disposed) return;
    if (check && !check.allowed) {
      const origin = check.origin ?? location.origin;
      console.error(en.refusedConsole(origin, check.command ?? `npm run sidecoach -- site allow ${origin}`));
      return show({ name: "refused", origin });
    }
    const { code, detail, status } = problem;
    show({ name: status === 404 || status === 409 || status === 422 ? "link" : "trouble", code, detail });
  };

  /** Runs a step; what goes wrong becomes a screen that offers the step again. */
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    again = () => void attempt(step);
    busy.value = true;
    try {
      await step();
    } catch (problem) {
      if (disposed) return;
      if (isLoginLost(problem)) return show({ name: "lost" });
      const known = problem instanceof ApiProblem ? problem : new ApiProblem(0, "internal", String(problem));
      emit("problem", { code: known.code });
      await explain(known);
    } finally {
      busy.value = false;
    }
  };

  const showPreview = async (token: string): Promise<void> => {
    const preview = await openApi.preview(token);
    if (!disposed) show({ name: "preview", token, preview });
  };

  const resume = async (name: string, token: string | null): Promise<void> => {
    api = createInviteeApi(send, loginFor(name));
    try {
      const me = await api.me();
      if (disposed) return;
      store.write("current", name);
      invitation.value = me.invitation;
      onStored();
      await goOn(me.sessions);
    } catch (problem) {
      if (token === null || !isLoginLost(problem)) throw problem;
      await showPreview(token);
    }
  };

  const nameFor = (token: string | null): string | null =>
    token === null ? store.read("current") : nameOfInvitation(token);
  const isKnown = (name: string | null): name is string => name !== null && loginFor(name).exists();

  const open = (token: string | null): Promise<void> => {
    const name = nameFor(token);
    const known = isKnown(name);
    if (token === null && !known) {
      // a name without its sign-in: it was here and ended
      show({ name: name === null ? "invite" : "lost" });
      return Promise.resolve();
    }
    show({ name: "opening" });
    return attempt(() => (known ? resume(name, token) : showPreview(token ?? "")));
  };

  return {
    screen,
    invitation,
    busy,
    open,
    /** somebody who was here before, whose way leads straight to the conversation */
    knows: (token: string | null): boolean => isKnown(nameFor(token)),
    again: () => again(),
    /** a page of the panel could not be fetched */
    fail: () => show({ name: "trouble", code: "unreachable", detail: "" }),
    /** the click that claims: consent to the version that was shown */
    claim: (token: string, preview: Preview, choice: { scenarioSlug?: string; research: boolean }): Promise<void> =>
      attempt(async () => {
        const name = nameOfInvitation(token);
        const login = loginFor(name);
        const deviceId = store.read("device") ?? createUuid();
        const claimed = await openApi.claim({
          token,
          deviceId,
          consent: { service: preview.consent.version, ...(choice.research ? { research: true } : {}) },
        });
        store.write("device", deviceId);
        login.adopt(claimed);
        store.write("current", name);
        api = createInviteeApi(send, login);
        invitation.value = claimed.invitation;
        onStored();
        await goOn(claimed.sessions, claimed.sessions.length === 0 ? choice.scenarioSlug : undefined);
      }),
    choose: (scenarioSlug: string) => attempt(() => startSession(scenarioSlug)),
    practiseAgain: (scenarioSlug: string) => attempt(() => startSession(scenarioSlug, true)),
    dispose: (): void => {
      disposed = true;
      const { value: last } = screen;
      if (last.name === "conversation") last.conversation.dispose();
    },
  };
};
export type Visit = ReturnType<typeof createVisit>;
