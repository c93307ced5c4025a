import type { AppContext } from "../app-context.ts";
import { type DaySpend, NO_CEILINGS } from "../quotas/spend-store.ts";

/**
 * The daily ceilings that a call of this session counts against: those of what is really spent upstream. A session on the simulator
 * beside a real upstream (a site in test mode, a trial of it) counts against none, neither refused by them nor bringing them nearer.
 * Where the simulator answers everybody, ceilings hold for it as they would for the upstream it stands for.
 */
export const spendOf = async (
  { quotaStore, config, simulation }: Pick<AppContext, "quotaStore" | "config" | "simulation">,
  session: { invitationId: string; simulated: boolean },
): Promise<DaySpend> =>
  session.simulated && simulation !== null
    ? NO_CEILINGS
    : quotaStore.spend.open(session.invitationId, config.dailyTokens);
