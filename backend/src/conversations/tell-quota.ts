import type { AppContext } from "../app-context.ts";
import { quotaOf, type QuotaWorld } from "./forecast.ts";

/**
 * Works the quota out anew, keeps the invitation's exhaustion mark true to it, and tells the session's readers. A notice
 * and no more: where the database is away it is left out, and the exchange goes on.
 */
export const tellQuota = async (
  world: QuotaWorld & Pick<AppContext, "log" | "logger">,
  session: { id: number; invitationId: string; scenarioVersionId: string },
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
  // While something is reserved the rest may come back: only a quiet ledger is exhausted for good.
  if (quota.reserved === 0) await world.quotaStore.markExhausted(session.invitationId, quota.level === "exhausted");
  await world.log.append(session.id, { type: "quota", ...quota });
};
