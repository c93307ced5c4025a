import type { SessionSummary } from "../protocol/conversation.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";

export const sessionSummary = (session: SessionRow, version: VersionRow): SessionSummary => ({
  id: session.id,
  status: session.status,
  scenario: scenarioView(version),
  startedAt: session.startedAt.toISOString(),
  endedAt: session.endedAt?.toISOString() ?? null,
  lastActivityAt: session.lastActivityAt.toISOString(),
  totalMessages: session.totalMessages,
  durationSeconds: session.seconds,
  simulated: session.simulated,
  locale: session.locale,
});
export const scenarioView = (version: VersionRow): SessionSummary["scenario"] => ({
  slug: version.slug,
  name: version.name,
  description: version.description,
  partnerPersona: version.partnerPersona,
  goal: version.goal,
  opener: version.openingLine === null ? "invitee" : "partner",
});
