import { signal } from "@preact/signals";
import { afterEach, vi } from "vitest";
import type { Accepted, InviteeApi } from "../src/api/api-client.ts";
import { ApiProblem } from "../src/api/api-problem.ts";
import type { InvitationView, StreamEvent } from "../src/api/protocol.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import { createBrowserStore } from "../src/state/browser-store.ts";
import { createConversation, type Conversation } from "../src/state/conversation.ts";
import { memoryStorage, session } from "./samples.ts";

export const ACCEPTED: Accepted = { exchangeId: "e1", number: 1, attempt: 1, branchId: null };
export const UUID = /^[\da-f-]{36}$/;
const opened: Conversation[] = [];
afterEach(() => {
  for (const conversation of opened.splice(0)) conversation.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Mock<Name extends keyof InviteeApi> = ReturnType<typeof vi.fn<InviteeApi[Name]>>;
type FakeApi = InviteeApi & {
  [Name in "sendMessage" | "startBranch" | "askAside" | "stopAside" | "tellUse"]: Mock<Name>;
};

/** A real conversation over an API and a log that the test plays. */
export const open = (
  changes: Partial<InviteeApi> = {},
  storage = memoryStorage(),
  invitation = signal<InvitationView | null>(null),
) => {
  const api = {
    sendMessage: vi.fn<InviteeApi["sendMessage"]>(async () => ACCEPTED),
    retryExchange: vi.fn<InviteeApi["retryExchange"]>(async () => {}),
    stopExchange: vi.fn<InviteeApi["stopExchange"]>(async () => {}),
    changeSession: vi.fn<InviteeApi["changeSession"]>(async (_, status) => session({ status })),
    startBranch: vi.fn<InviteeApi["startBranch"]>(async () => ({ ...ACCEPTED, exchangeId: "b1-e1", branchId: "b1" })),
    askAside: vi.fn<InviteeApi["askAside"]>(async () => ({ asideId: "a1", number: 1 })),
    stopAside: vi.fn<InviteeApi["stopAside"]>(async () => {}),
    markSeen: vi.fn<InviteeApi["markSeen"]>(async () => {}),
    tellUse: vi.fn<InviteeApi["tellUse"]>(async () => {}),
    ...changes,
  } as unknown as FakeApi;
  let tell = (_events: StreamEvent[]): void => {};
  let connect = (_connection: "live" | "broken"): void => {};
  const onLoginLost = vi.fn();
  const conversation = createConversation({
    api,
    store: createBrowserStore("lab", storage),
    sessionId: 7,
    invitation,
    onLoginLost,
    follow: ({ apply, onConnection }) => {
      tell = (events) => apply((state) => events.reduce(applyStreamEvent, state));
      connect = onConnection;
      return () => {};
    },
    schedule: (work) => work(),
  });
  opened.push(conversation);
  const hear = (...events: StreamEvent[]): void => events.forEach((event) => tell([event]));
  return { api, conversation, hear, connect: (now: "live" | "broken") => connect(now), onLoginLost, storage };
};
export const say = (conversation: Conversation, text: string) => {
  conversation.write(text);
  return conversation.send();
};
export const refuse = (status: number, code: string) => () => Promise.reject(new ApiProblem(status, code, ""));
