import { signal } from "@preact/signals";
import { createConsoleApi, type ConsoleApi } from "../src/api/console-api.ts";
import { createOpenStream } from "../src/api/open-stream.ts";
import { createRequest } from "../src/api/request.ts";
import type { Console } from "../src/state/console.ts";
import type {
  AsideView,
  AuditEntry,
  BranchView,
  Invitee,
  Message,
  OutboxMessage,
  StaffApiKey,
  StaffExchange,
  StaffInvitation,
  StaffMe,
  StaffNote,
  StaffSite,
  StaffUser,
  StaffUserDetail,
} from "../src/state/types.ts";

export const NOW = Date.parse("2026-11-23T10:00:00.000Z");
/** ISO 8601, so many minutes before NOW */
export const minutesAgo = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

export const invitation = (id: string, change: Partial<StaffInvitation> = {}): StaffInvitation => ({
  id,
  label: id,
  externalRef: null,
  cohort: null,
  presetName: null,
  email: null,
  mailQueuedAt: null,
  mailedAt: null,
  remindedAt: null,
  reminderCount: 0,
  scenario: null,
  chosenScenario: null,
  site: null,
  claimMode: "SINGLE",
  maxClaims: null,
  claimCount: 0,
  state: "unopened",
  stateSince: minutesAgo(10_000),
  lastProblemCode: null,
  quotaLabel: "Standard",
  quota: {
    tokens: 60_000,
    used: 0,
    reserved: 0,
    remaining: 60_000,
    exchangesLeft: 25,
    aboutExchanges: 25,
    level: "ok",
  },
  exchangesUsed: 0,
  createdAt: minutesAgo(10_000),
  openedAt: null,
  claimedAt: null,
  lastActivityAt: null,
  expiresAt: minutesAgo(-10_000),
  revokedAt: null,
  ...change,
});

export const invitee = (id: string, change: Partial<Invitee> = {}): Invitee => ({
  id,
  name: null,
  role: "GUEST",
  invitationId: "i1",
  claimedAt: minutesAgo(200),
  consent: {
    service: "2026-11-23",
    serviceSince: minutesAgo(200),
    research: true,
    researchSince: minutesAgo(100),
  },
  ...change,
});

export const message = (
  id: number,
  role: Message["role"],
  exchangeId: string | null,
  exchangeNumber: number,
  change: Partial<Message> = {},
): Message => ({
  id,
  role,
  content: `${role} ${id}`,
  exchangeId,
  exchangeNumber,
  attempt: exchangeId === null ? null : 1,
  stopReason: null,
  timestamp: minutesAgo(0),
  deliveredAt: null,
  seenAt: null,
  helpful: null,
  ...change,
});

export const exchange = (id: string, number: number, change: Partial<StaffExchange> = {}): StaffExchange => ({
  id,
  branchId: null,
  number,
  attempt: 1,
  status: "completed",
  coachMissing: null,
  problemCode: null,
  startedAt: minutesAgo(50),
  endedAt: null,
  ...change,
});

/** @param fromNumber the exchange that it tries again; it has none of its own yet */
export const branch = (id: string, fromNumber: number, change: Partial<BranchView> = {}): BranchView => ({
  id,
  parentId: null,
  fromNumber,
  exchangeCount: fromNumber - 1,
  createdAt: minutesAgo(20),
  messages: [],
  exchanges: [],
  ...change,
});

/** Its question has the id `100 × number`, its answer the next one. */
export const aside = (number: number, afterNumber: number, change: Partial<AsideView> = {}): AsideView => ({
  id: `a${number}`,
  number,
  branchId: null,
  afterNumber,
  status: "completed",
  question: message(100 * number, "user", null, 0, { content: `question ${number}` }),
  answer: message(100 * number + 1, "coach", null, 0, { content: `answer ${number}` }),
  problemCode: null,
  ...change,
});

/** path of what was fetched; the console fetches by path alone */
export const pathOf = (input: RequestInfo | URL): string => (typeof input === "string" ? input : "");
/** the JSON body that was sent */
export const bodyOf = (init: RequestInit | undefined): Record<string, unknown> =>
  typeof init?.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {};

export const note = (id: string, messageId: number | null, minutes: number): StaffNote => ({
  id,
  content: id,
  messageId,
  author: "staff-01",
  authorId: "staff-01",
  timestamp: minutesAgo(minutes),
  editedAt: null,
  codes: [],
});

export const apiOn = (fetch: typeof globalThis.fetch): ConsoleApi => {
  const settings = { fetch, onSignedOut: () => undefined };
  return createConsoleApi(createRequest(settings), createOpenStream(settings));
};

const idle = { run: async () => true, running: signal(false), problem: signal(null), clear: () => undefined };
/** what a screen needs to be shown by itself */
export const consoleOn = (
  api: ConsoleApi,
  role: StaffMe["role"] = "STAFF",
  mail: StaffMe["mail"] = "sent",
): Console => ({
  api,
  router: {
    route: signal({ name: "unknown" }),
    moves: signal(0),
    go: () => undefined,
    dispose: () => undefined,
  },
  who: signal({
    at: "signed-in",
    me: { id: "s", name: null, role, model: "m", simulated: false, mail, csrfToken: null },
  }),
  linkToken: signal(null),
  ask: async () => {},
  signIn: idle,
  signOut: idle,
  takeAdding: () => null,
  leave: () => undefined,
  learnNames: async () => {},
  dispose: () => undefined,
});

/** From now on the page is seen, or not. */
export const showPage = (visibilityState: DocumentVisibilityState): void => {
  Object.defineProperty(document, "visibilityState", { configurable: true, value: visibilityState });
  document.dispatchEvent(new Event("visibilitychange"));
};

export const user = (id: string, change: Partial<StaffUser> = {}): StaffUser => ({
  id,
  name: id,
  avatarUrl: null,
  role: "USER",
  createdAt: minutesAgo(9_000),
  lastLoginAt: minutesAgo(90),
  mergedInto: null,
  erasedAt: null,
  providers: ["google"],
  invitationCount: 1,
  labels: [],
  ...change,
});
export const person = (id: string, change: Partial<StaffUserDetail> = {}): StaffUserDetail => ({
  ...user(id),
  identities: [{ id: `identity of ${id}`, provider: "google", createdAt: minutesAgo(8_000) }],
  contactMethods: [],
  invitations: [],
  merges: [],
  consents: [],
  ...change,
});
export const apiKey = (id: string, change: Partial<StaffApiKey> = {}): StaffApiKey => ({
  id,
  name: id,
  role: "STAFF",
  scopes: [],
  owner: { id: "s", name: "staff-01", role: "ADMIN" },
  createdAt: minutesAgo(500),
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
  ...change,
});
export const site = (id: string, change: Partial<StaffSite> = {}): StaffSite => ({
  id,
  key: `key-of-${id}`,
  name: id,
  pageUrl: "https://host.example/room",
  origins: ["https://host.example"],
  helpContacts: [],
  isActive: true,
  requireKnownPeople: false,
  voice: false,
  returnUrls: [],
  theme: {},
  testMode: false,
  retentionDays: null,
  ...change,
});
export const entry = (id: string, action: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  actorId: "s",
  actorName: "staff-01",
  action,
  subject: `subject-of-${id}`,
  subjectLabel: null,
  detail: {},
  createdAt: minutesAgo(5),
  ...change,
});
export const mail = (id: string, change: Partial<OutboxMessage> = {}): OutboxMessage => ({
  id,
  channel: "email",
  recipient: `${id}@example.org`,
  subject: `subject ${id}`,
  body: `Your code is ${id}`,
  createdAt: minutesAgo(3),
  sentAt: null,
  tries: 0,
  problem: null,
  ...change,
});
