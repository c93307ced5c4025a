import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import type { VersionRow } from "../conversations/conversation-store.ts";
import { contextsFor, forecastExchange } from "../conversations/forecast.ts";
import { imaginedExchange } from "../conversations/planned-session.ts";
import { EMPTY_SESSION } from "../conversations/transcript.ts";
import { worldOf } from "../conversations/world-of.ts";
import { invitationQuota } from "../invitations/invitation-view.ts";
import { deriveInvitationToken, hashToken } from "../invitations/invitation-token.ts";
import { tokensForExchanges } from "../quotas/predict-exchanges.ts";
import type { NewTrial } from "./trial-store.ts";

/** A trial is for an afternoon. */
const HOURS = 2;

/** `exchanges`: about how many fit, as the widget says it before anything is said */
export type MadeTrial = { invitationId: string; token: string; expiresAt: Date; exchanges: number };

/**
 * An invitation for staff alone: its own small quota, good for two hours, in no list, figure or export.
 * @param exchanges ordinary ones that its quota is enough for, reckoned as an invitee is told of what is left
 */
export const makeTrial = async (
  world: AppContext,
  {
    version,
    exchanges,
    ...trial
  }: Pick<NewTrial, "siteId" | "simulated" | "createdById" | "act"> & { version: VersionRow; exchanges: number },
): Promise<MadeTrial> => {
  const first = await forecastExchange(
    worldOf(world, trial),
    version,
    contextsFor(version, EMPTY_SESSION, imaginedExchange(1)),
    [],
    "",
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
  const made = await world.invitationStore.byId(id);
  const told = made && (await invitationQuota(worldOf(world, trial), made));
  return { invitationId: id, token, expiresAt, exchanges: told?.aboutExchanges ?? exchanges };
};
