/**
 * What a merge does to a column that holds a user's id:
 * `moves`: the source's rows become the target's; whose they were is kept in `originUserId`.
 * `origin`: whose it was before a merge; never rewritten.
 * `relinks`: the source's rows become the target's, and nothing says whose they were (the snapshot does).
 * `contacts`: verified ones move, unverified ones are dropped.
 * `drops`: the source's rows are deleted.
 * `ends`: the source's rows are revoked and stay with it.
 * `follows`: the pointer of earlier tombstones, so that each points at a user who lives.
 * `refuses`: a source has none, or there is no merge.
 * `stays`: who did it; never rewritten, read through `User.mergedIntoId`.
 */
export type MergeRule =
  | "moves"
  | "origin"
  | "relinks"
  | "contacts"
  | "drops"
  | "ends"
  | "follows"
  | "refuses"
  | "stays";

/** Every column that holds a user's id, foreign key or not, and its rule. A test reads the database's catalogue and misses none. */
export const MERGE_COLUMNS: Record<string, MergeRule> = {
  "ConversationSession.userId": "moves",
  "UsageLog.userId": "moves",
  "TelemetryEvent.userId": "moves",
  "ConversationSession.originUserId": "origin",
  "UsageLog.originUserId": "origin",
  "TelemetryEvent.originUserId": "origin",
  "Invitation.linkedUserId": "relinks",
  "Consent.userId": "relinks",
  "ContactMethod.userId": "contacts",
  "ContactCode.userId": "drops",
  "LoginSession.userId": "ends",
  "StaffSession.userId": "drops",
  "SignInLink.userId": "drops",
  "AlertMark.userId": "drops",
  "ApiKey.userId": "ends",
  "User.mergedIntoId": "follows",
  "ExternalIdentity.userId": "refuses",
  // An intent of the source's sign-in, which has ended: nobody can redeem it.
  "SignIn.userId": "stays",
  // Opens the snapshots of guests that were merged into the source.
  "UserSecret.userId": "stays",
  "MergeOperation.sourceId": "stays",
  "MergeOperation.targetId": "stays",
  "MergeOperation.requestedById": "stays",
  "Invitation.createdById": "stays",
  "ScenarioVersion.publishedById": "stays",
  "ObservationNote.researcherId": "stays",
  "Code.createdById": "stays",
  "AuditEntry.actorId": "stays",
  // Ids of all kinds of things, users among them.
  "AuditEntry.subject": "stays",
  "AuditEntry.detail": "stays",
  // An observer's id.
  "TelemetryEvent.properties": "stays",
};

/** Named like a user's id, and none: servers that run something, subjects of mails. */
export const NO_USER_IDS = [
  "Aside.owner",
  "Exchange.owner",
  "Hold.owner",
  "MailTemplate.subject",
  "OutboxMail.subject",
  "ExternalIdentity.externalId",
  "CountPending.source",
];

export const columnsThat = (rule: MergeRule): { table: string; column: string }[] =>
  Object.entries(MERGE_COLUMNS).flatMap(([name, its]) => {
    const [table = "", column = ""] = name.split(".");
    return its === rule ? [{ table, column }] : [];
  });
