import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import type { VersionRow } from "../conversations/conversation-store.ts";
import { forecastFirst } from "../conversations/forecast.ts";
import { readCoachPolicy } from "../conversations/coach-policy.ts";
import { deriveInvitationToken, hashToken } from "../invitations/invitation-token.ts";
import { tokensForExchanges } from "../quotas/predict-exchanges.ts";
import type { NewTrial } from "./trial-store.ts";

type World = Pick<AppContext, "trialStore" | "keys" | "config">;

/** A trial is for an afternoon. */
const HOURS = 2;

export type MadeTrial = { invitationId: string; token: string; expiresAt: Date; exchanges: number };

/**
 * An invitation for staff alone: its own small quota, good for two hours, in no list, figure or export.
 * @param exchanges ordinary ones that its quota is enough for
 */
export const makeTrial = async (
  world: World,
  {
    version,
    exchanges,
    ...trial
  }: Pick<NewTrial, "siteId" | "simulated" | "createdById" | "act"> & { version: VersionRow; exchanges: number },
): Promise<MadeTrial> => {
  const first = forecastFirst(
    { ...version, coachPolicy: readCoachPolicy(version.coachPolicy) },
    world.config.maxTokens,
  );
  const tokens = tokensForExchanges(exchanges, first.partner, first.coach);
  const id = randomUUID();
  const token = deriveInvitationToken(world.keys.invitation, id, 1);
  const expiresAt = await world.trialStore.createTrial({
    ...trial,
    id,
    tokenHash: hashToken(token),
    label: `Trial of ${version.name}`,
    scenarioId: version.scenarioId,
    versionId: version.id,
    quota: { tokens, label: "Trial" },
    hours: HOURS,
  });
  return { invitationId: id, token, expiresAt, exchanges };
};
