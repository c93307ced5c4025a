import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { CreateInvitation, StaffInvitationWithLink } from "../protocol/administration.ts";
import { Quota } from "../protocol/quota.ts";
import { deriveInvitationToken, hashToken } from "../invitations/invitation-token.ts";
import { withLink } from "./staff-invitation.ts";

const DEFAULT_DAYS = 14;
const unknown = (field: string, detail: string) =>
  new Problem("invalid", detail, { errors: [{ pointer: `/${field}`, detail }] });

/**
 * One invitation.
 * @param staffId whose it is
 * @param actorId who the audit says made it; null: the command line
 * @throws Problem invalid (an unknown scenario, preset or site)
 */
export const createInvitation = async (
  world: AppContext,
  staffId: string,
  request: CreateInvitation,
  actorId: string | null = staffId,
): Promise<StaffInvitationWithLink> => {
  const [scenario, presets, sites] = await Promise.all([
    request.scenarioSlug === undefined ? null : world.scenarioStore.scenarioBySlug(request.scenarioSlug),
    world.presetStore.presets(),
    world.siteStore.sites(),
  ]);
  if (request.scenarioSlug !== undefined && !scenario?.isActive)
    throw unknown("scenarioSlug", `There is no active scenario ${request.scenarioSlug}.`);
  const preset = request.quota
    ? null
    : presets.find((candidate) =>
        request.preset === undefined ? candidate.isDefault : candidate.name === request.preset,
      );
  if (!request.quota && !preset)
    throw unknown(
      "preset",
      request.preset === undefined
        ? "No quota preset is the default one: give a preset or a quota."
        : `There is no quota preset ${request.preset}.`,
    );
  const active = sites.filter((site) => site.isActive);
  const site =
    request.site === undefined
      ? active.length === 1
        ? active[0]
        : undefined
      : active.find((candidate) => candidate.key === request.site);
  if (request.site !== undefined && !site)
    throw unknown("site", `There is no active site with the key ${request.site}.`);
  const id = randomUUID();
  await world.staffInvitationStore.createInvitation({
    id,
    tokenHash: hashToken(deriveInvitationToken(world.keys.invitation, id, 1)),
    label: request.label ?? null,
    scenarioId: scenario?.id ?? null,
    quota: request.quota ?? Quota.parse(preset?.quota),
    presetName: preset?.name ?? null,
    expiresInDays: request.expiresInDays ?? DEFAULT_DAYS,
    claimMode: request.claimMode ?? "SINGLE",
    maxClaims: request.maxClaims ?? null,
    siteId: site?.id ?? null,
    externalRef: request.externalRef ?? null,
    createdById: staffId,
    actorId,
  });
  const row = await world.staffInvitationStore.invitation(id);
  if (!row) throw new Error("the invitation was not stored");
  return withLink(world, row);
};
