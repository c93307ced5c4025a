// Asides and branches as a client asks for them, and what the simulator was sent meanwhile.
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type Answer, parseEvents, type SentEvent, type TestInvitee, type TestWorld } from "../test-world.ts";

export const JSON_ONLY = { accept: "application/json" };
const keyed = (key: string) => ({ "idempotency-key": key });

export const askAside = (
  invitee: TestInvitee,
  sessionId: number,
  content: string,
  more: { key?: string; branchId?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  invitee.post(
    `/v1/sessions/${sessionId}/asides`,
    { content, ...(more.branchId ? { branchId: more.branchId } : {}) },
    { ...keyed(more.key ?? randomUUID()), ...more.headers },
  );
/** Asks, and reads the aside's events to their end. */
export const aside = async (
  invitee: TestInvitee,
  sessionId: number,
  content: string,
  more: Parameters<typeof askAside>[3] = {},
): Promise<SentEvent[]> => eventsOf(await askAside(invitee, sessionId, content, more));

export const sendIn = (
  invitee: TestInvitee,
  sessionId: number,
  branchId: string | null,
  content: string,
  more: { key?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  invitee.post(
    `/v1/sessions/${sessionId}/exchanges`,
    { content, branchId },
    { ...keyed(more.key ?? randomUUID()), ...more.headers },
  );

export const branchWith = (
  invitee: TestInvitee,
  exchangeId: string,
  content: string,
  more: { key?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  invitee.post(
    `/v1/exchanges/${exchangeId}/branches`,
    { content },
    { ...keyed(more.key ?? randomUUID()), ...more.headers },
  );

export const eventsOf = (answer: Answer): SentEvent[] => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return parseEvents(answer.body);
};
type Of<T extends SentEvent["type"]> = Extract<SentEvent, { type: T }>;
export const eventOf = <T extends SentEvent["type"]>(events: SentEvent[], type: T): Of<T> => {
  const found = events.find((event): event is Of<T> => event.type === type);
  if (!found) throw new Error(`no ${type} in ${events.map((event) => event.type).join(" ")}`);
  return found;
};
/** The exchange that these events are of, and its branch. */
export const startOf = (events: SentEvent[]) => eventOf(events, "exchange-start");

type Sent = { system: { text: string }[]; messages: { role: string; content: string }[] };
export const isCoach = ({ system }: Sent): boolean => system[0]?.text.startsWith("# You are the coach") ?? false;
/** What both lanes were sent since a place in the journal, in order. */
export const sentSince = (world: TestWorld, place: number): { partner: Sent[]; coach: Sent[] } => {
  const sent = world.simulator.journal
    .slice(place)
    .filter((entry) => entry.path === "/v1/messages")
    .map((entry) => entry.body as Sent);
  return { partner: sent.filter((body) => !isCoach(body)), coach: sent.filter((body) => isCoach(body)) };
};
/** Byte for byte: the same system, and every message again. */
export const expectPrefix = (shorter: Sent, longer: Sent): void => {
  expect(longer.system).toEqual(shorter.system);
  expect(JSON.stringify(longer.messages.slice(0, shorter.messages.length))).toBe(JSON.stringify(shorter.messages));
  expect(longer.messages.length).toBeGreaterThan(shorter.messages.length);
};
export const tokensOf = async (world: TestWorld, invitationId: string) => {
  const invitation = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } });
  return invitation.usage as { tokens: number; reserved: number };
};

/** Every hold was enough for its call, even had nothing of it been in the cache. */
export const expectCovered = async (world: TestWorld): Promise<void> => {
  const { rows } = await world.database.pool.query(
    `SELECT h.id, h.lane, h.amount, u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens" AS input, u."outputTokens" FROM "Hold" h JOIN "UsageLog" u ON u."holdId" = h.id
     WHERE h.amount < ceil(1.25 * (u."inputTokens" + u."cacheWriteTokens" + u."cacheReadTokens")) + u."outputTokens"`,
  );
  expect(rows).toEqual([]);
};
