import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { prepared } from "../database/prepared.ts";

/** Events that the server itself writes, in the transaction of what they tell. docs/telemetry.md says what each means. */
export type TelemetryName =
  | "invitation_opened"
  | "invitation_claimed"
  | "conversation_started"
  | "message_sent"
  | "exchange_ended"
  | "exchange_retried"
  | "lane_stopped"
  | "branch_made"
  | "aside_asked"
  | "aside_ended"
  | "comment_seen"
  | "comment_rated"
  | "conversation_paused"
  | "conversation_resumed"
  | "conversation_completed"
  | "conversation_abandoned"
  | "quota_warned"
  | "quota_last_announced"
  | "quota_exhausted"
  | "quota_topped_up"
  | "invitation_expired"
  | "invitation_revoked"
  | "users_merged"
  | "person_known"
  | "observer_joined"
  | "observer_left"
  | "contact_verified"
  | "contact_removed"
  | "research_agreed"
  | "research_withdrawn"
  | "transcript_taken"
  | "person_erased"
  | "signed_in"
  | "identity_removed"
  | "recording_made";
export type TelemetryFacts = {
  userId: string | null;
  sessionId?: number | null;
  properties?: Record<string, string | number | boolean | null>;
};

/** One row, on the given connection: a transaction's client makes it part of that transaction. */
export const recordEvent = async (
  client: Pool | PoolClient,
  name: TelemetryName,
  facts: TelemetryFacts,
): Promise<void> => {
  const properties = JSON.stringify(facts.properties ?? {});
  await client.query(RECORD_EVENT(randomUUID(), name, properties, facts.userId, facts.sessionId ?? null));
};
const RECORD_EVENT = prepared(
  "record-event",
  `INSERT INTO "TelemetryEvent" (id, name, properties, "userId", "sessionId") VALUES ($1, $2, $3, $4, $5)`,
);

export type TelemetryStore = ReturnType<typeof createTelemetryStore>;
export const createTelemetryStore = ({ prisma, pool }: Database) => ({
  record: (name: TelemetryName, facts: TelemetryFacts) => recordEvent(pool, name, facts),
  /** Events of a widget, under names of its own (`widget_…`), so that none can pass for the server's. */
  addFromWidget: (events: { name: string; properties: object; userId: string; sessionId: number | null }[]) =>
    prisma.telemetryEvent.createMany({ data: events.map((event) => ({ ...event, name: `widget_${event.name}` })) }),
});
