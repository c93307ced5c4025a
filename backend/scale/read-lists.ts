/** What the console reads of lists and charts, on the database as it was seeded. */
export const READS = [
  "invitations",
  "invitations?state=unopened",
  "invitations?state=active",
  "invitations?state=completed",
  "invitations?q=Participant",
  "invitations/inv-501",
  "sessions",
  "sessions?invitationId=inv-501",
  "sessions/351",
  "users",
  "users?q=Large",
  "users/user-351",
  "audit",
  "audit?action=invitation.create",
  "audit?action=invitation",
  "audit?actor=large-staff",
  "audit?subject=inv-501",
  "audit?from=FROM&to=FROM",
  "usage",
  "usage?from=FROM&to=TO",
  "usage?from=TO&to=TO",
  "usage?from=FROM&to=TO&cohort=Cohort 3&by=model",
  "usage/facets",
  "usage/calls?from=FROM&to=TO",
  "usage/calls?from=FROM&to=TO&model=claude-haiku-5-5&lane=coach",
  "usage/calls?from=FROM&to=TO&problem=any",
  "usage/invitations?from=FROM&to=TO&step=exchanged",
  "usage/comments?from=FROM&to=TO&was=seen",
  "telemetry?from=FROM&to=TO",
  "telemetry?from=FROM&to=TO&name=exchange_ended&detail=failed",
  "export",
  "system",
  "scenarios",
  "quota-presets",
  "sites",
  "api-keys",
] as const;

const DAY_MS = 86_400_000;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const addressOfRead = (read: string, now = Date.now()): string =>
  encodeURI(`/v1/admin/${read.replaceAll("FROM", day(now - 89 * DAY_MS)).replaceAll("TO", day(now))}`);

/** Tables that grow with use: none of them is ever read from end to end for a list. What waits to be counted is read up to a limit. */
export const LARGE_TABLES = [
  "Message",
  "Exchange",
  "UsageLog",
  "ModelCall",
  "TelemetryEvent",
  "Invitation",
  "InvitationStep",
  "ConversationSession",
  "Consent",
  "User",
  "AuditEntry",
];
