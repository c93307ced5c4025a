import type { AppContext } from "../app-context.ts";
import type { SessionRow } from "../conversations/conversation-store.ts";
import { asideView, branchView, exchangeViews } from "../conversations/session-parts.ts";
import { sessionSummary } from "../conversations/session-summary.ts";
import { EMPTY_SESSION, inOrder, messagesOf, type SessionTranscript } from "../conversations/transcript.ts";
import { Problem } from "../problem.ts";
import { PRODUCT_NAME } from "../product-name.ts";
import type { TranscriptDocument, TranscriptSession } from "../protocol/rights.ts";
import {
  type Holder,
  invitationsOf,
  noteTranscriptTaken,
  personFacts,
  type UsageFacts,
  usageOf,
} from "./transcript-store.ts";

type World = Pick<AppContext, "database" | "conversationStore" | "invitationStore">;
/** Sessions that are read at once. */
const PAGE = 50;

/**
 * Everything that was said to and by a person in an invitation, and in their others on the same site: every line, comments
 * and asides, with times and what each model call used. Staff's notes are not part of it.
 * @throws Problem not-found
 */
export const transcriptDocument = async (world: World, holder: Holder): Promise<TranscriptDocument> => {
  const { pool } = world.database;
  const invitations = await invitationsOf(pool, holder);
  const facts = await personFacts(
    pool,
    holder.userId,
    invitations.map(({ id }) => id),
  );
  if (!facts.person) throw new Problem("not-found", "There is nothing of yours here any more.");
  const sessions: TranscriptSession[] = [];
  for (const { id } of invitations) sessions.push(...(await sessionsOf(world, holder.userId, id)));
  const site = holder.siteId === null ? null : await world.invitationStore.site(holder.siteId);
  await noteTranscriptTaken(pool, holder);
  const { person } = facts;
  return {
    product: PRODUCT_NAME,
    takenAt: new Date().toISOString(),
    person: { ...person, createdAt: person.createdAt.toISOString() },
    siteName: site?.name ?? null,
    contactMethods: facts.contacts,
    consents: facts.consents.map(({ givenAt, withdrawnAt, ...consent }) => ({
      ...consent,
      givenAt: givenAt.toISOString(),
      withdrawnAt: withdrawnAt?.toISOString() ?? null,
    })),
    invitations: invitations.map(({ expiresAt, ...invitation }) => ({
      ...invitation,
      expiresAt: expiresAt.toISOString(),
    })),
    sessions: sessions.toSorted((a, b) => a.id - b.id),
  };
};

const sessionsOf = async (world: World, userId: string, invitationId: string): Promise<TranscriptSession[]> => {
  const told: TranscriptSession[] = [];
  for (let before: number | null = null; ;) {
    const rows: SessionRow[] = await world.conversationStore.sessionsPage({ userId, invitationId }, before, PAGE);
    const last = rows.at(-1);
    if (!last) return told;
    const ids = rows.map(({ id }) => id);
    const [transcripts, usage] = await Promise.all([
      world.conversationStore.transcripts(ids),
      usageOf(world.database.pool, ids),
    ]);
    for (const row of rows) {
      const version = await world.conversationStore.version(row.scenarioVersionId);
      const summary = { ...sessionSummary(row, version), invitationId };
      const calls = usage.filter(({ sessionId }) => sessionId === row.id);
      told.push({ ...summary, ...saidIn(transcripts.get(row.id) ?? EMPTY_SESSION), usage: calls.map(usageView) });
    }
    before = last.id;
  }
};

const saidIn = (
  transcript: SessionTranscript,
): Pick<TranscriptSession, "messages" | "exchanges" | "branches" | "asides"> => ({
  messages: inOrder(messagesOf(transcript)),
  exchanges: exchangeViews(transcript.exchanges),
  branches: transcript.branches.map(branchView),
  asides: transcript.asides.map(asideView),
});
const usageView = (facts: UsageFacts): TranscriptSession["usage"][number] => {
  const { sessionId: _, timestamp, ...call } = facts;
  return { ...call, timestamp: timestamp.toISOString() };
};
