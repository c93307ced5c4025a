import type { AppContext } from "../app-context.ts";
import { quotaOf, type QuotaWorld } from "./forecast.ts";

/**
 * Works the quota out anew, keeps the invitation's exhaustion mark and the telemetry true to it, and tells the session's readers. A notice
 * and no more: where the database is away it is left out, and the exchange goes on.
 */
export const tellQuota = async (
  world: QuotaWorld & Pick<AppContext, "log" | "logger">,
  session: { id: number; invitationId: string; scenarioVersionId: string; userId: string | null },
): Promise<void> => {
  try {
    await tell(world, session);
  } catch (error) {
    world.logger.warn({ err: error, sessionId: session.id }, "the quota could not be told");
  }
};

const tell = async (
  world: Parameters<typeof tellQuota>[0],
  session: Parameters<typeof tellQuota>[1],
): Promise<void> => {
  const [version, transcript] = await Promise.all([
    world.conversationStore.version(session.scenarioVersionId),
    world.conversationStore.transcript(session.id),
  ]);
  const quota = await quotaOf(world, session.invitationId, { version, transcript, sessionId: session.id });
  await world.quotaStore.noteLevel(session.invitationId, { sessionId: session.id, userId: session.userId }, quota);
  await world.log.append(session.id, { type: "quota", ...quota });
};
