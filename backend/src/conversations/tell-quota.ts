import type { AppContext } from "../app-context.ts";
import { worldOf } from "./world-of.ts";
import { type QuotaBasis, quotaFrom, type QuotaWorld } from "./forecast.ts";

type Told = {
  id: number;
  invitationId: string;
  scenarioVersionId: string;
  locale: string | null;
  simulated: boolean;
  userId: string | null;
};

/**
 * Works the quota out anew, keeps the invitation's exhaustion mark and the telemetry true to it, and tells the session's readers. A notice
 * and no more: where the database is away it is left out, and the exchange goes on.
 * @param basis where the caller has just read or written what it is worked out from
 */
export const tellQuota = async (
  world: QuotaWorld & Pick<AppContext, "log" | "logger">,
  session: Told,
  basis?: QuotaBasis,
): Promise<void> => {
  try {
    await tell(world, session, basis);
  } catch (error) {
    world.logger.warn({ err: error, sessionId: session.id }, "the quota could not be told");
  }
};

const readBasis = async (
  world: Parameters<typeof tellQuota>[0],
  session: Parameters<typeof tellQuota>[1],
): Promise<QuotaBasis> => {
  const [version, { transcript, lastCalls, ledger }] = await Promise.all([
    world.conversationStore.versionOf(session),
    world.conversationStore.standing(session.id),
  ]);
  return { version, session: transcript, ledger, lastCalls };
};

const tell = async (
  world: Parameters<typeof tellQuota>[0],
  session: Parameters<typeof tellQuota>[1],
  basis: QuotaBasis | undefined,
): Promise<void> => {
  const from = basis ?? (await readBasis(world, session));
  const quota = await quotaFrom(worldOf(world, session), from);
  const { marked } = from.ledger;
  await world.quotaStore.noteLevel(
    session.invitationId,
    { sessionId: session.id, userId: session.userId },
    { ...quota, marked },
  );
  await world.log.append(session.id, { type: "quota", ...quota });
};
