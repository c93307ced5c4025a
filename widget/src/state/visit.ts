import { signal } from "@preact/signals";
import {
  createInviteeApi,
  createOpenApi,
  createSendRequest,
  type InviteeApi,
  type SendRequest,
} from "../api/api-client.ts";
import { ApiProblem, isLoginLost } from "../api/api-problem.ts";
import type { InvitationView, Preview, SessionSummary } from "../api/protocol.ts";
import type { Options } from "../options.ts";
import type { PanelHost } from "../panel-handle.ts";
import { createBrowserStore, nameOfInvitation, type BrowserStore } from "./browser-store.ts";
import { createConversation } from "./conversation.ts";
import { createKeptLogins } from "./kept-logins.ts";
import { screenOfProblem, type Screen } from "./screen.ts";

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
  const logins = createKeptLogins(options.site, store, openApi.refresh);
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

  const enterSession = (id: number): void => {
    if (!api) return;
    const conversation = createConversation({
      api,
      store,
      sessionId: id,
      invitation,
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
      const explained = await screenOfProblem(known, openApi.checkOrigin);
      if (!disposed) show(explained);
    } finally {
      busy.value = false;
    }
  };

  const showPreview = async (token: string): Promise<void> => {
    const preview = await openApi.preview(token);
    if (!disposed) show({ name: "preview", token, preview });
  };

  const resume = async (name: string, token: string | null): Promise<void> => {
    api = createInviteeApi(send, logins.of(name));
    try {
      const me = await api.me();
      if (disposed) return;
      logins.remember(name);
      invitation.value = me.invitation;
      onStored();
      await goOn(me.sessions);
    } catch (problem) {
      if (token === null || !isLoginLost(problem)) throw problem;
      await showPreview(token);
    }
  };

  const open = (token: string | null): Promise<void> => {
    const name = logins.nameFor(token);
    const known = logins.has(name);
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
    knows: (token: string | null): boolean => logins.has(logins.nameFor(token)),
    again: () => again(),
    /** the click that claims: consent to the version that was shown */
    claim: (token: string, preview: Preview, choice: { scenarioSlug?: string; research: boolean }): Promise<void> =>
      attempt(async () => {
        const name = nameOfInvitation(token);
        const login = logins.of(name);
        const deviceId = logins.deviceId();
        const claimed = await openApi.claim({
          token,
          deviceId,
          consent: { service: preview.consent.version, ...(choice.research ? { research: true } : {}) },
        });
        logins.keepDevice(deviceId);
        login.adopt(claimed);
        logins.remember(name);
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
