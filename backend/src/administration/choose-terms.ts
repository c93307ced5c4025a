import type { AppContext } from "../app-context.ts";
import type { CreateInvitation } from "../protocol/administration.ts";
import { Quota } from "../protocol/quota.ts";
import { normaliseContact } from "../contact-methods/normalise-contact.ts";
import { Problem } from "../problem.ts";

const DEFAULT_DAYS = 14;

/** What invitations can be made from, read once for one or for thousands. */
export const readOffer = async (world: Pick<AppContext, "scenarioStore" | "presetStore" | "siteStore">) => {
  const [scenarios, presets, sites] = await Promise.all([
    world.scenarioStore.scenarios(),
    world.presetStore.presets(),
    world.siteStore.sites(),
  ]);
  return {
    scenarios: scenarios.filter((scenario) => scenario.isActive && scenario.version !== null),
    presets,
    sites: sites.filter((site) => site.isActive),
  };
};
export type Offer = Awaited<ReturnType<typeof readOffer>>;

export type Terms = {
  label: string | null;
  scenarioId: number | null;
  quota: { tokens: number; label: string };
  presetName: string | null;
  expiresInDays: number;
  claimMode: "SINGLE" | "SHARED";
  maxClaims: number | null;
  siteId: string | null;
  externalRef: string | null;
  cohort: string | null;
  email: string | null;
};
type Field = "scenarioSlug" | "preset" | "site" | "email";
type WrongField = { field: Field; detail: string };

const addressOf = (email: string): string | null => {
  try {
    return normaliseContact("email", email);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
};

/** What an invitation is made with; or every field that names something that is not there. */
export const chooseTerms = (offer: Offer, request: CreateInvitation): { terms: Terms } | { wrong: WrongField[] } => {
  const wrong: WrongField[] = [];
  const scenario = offer.scenarios.find(({ slug }) => slug === request.scenarioSlug);
  if (request.scenarioSlug !== undefined && !scenario)
    wrong.push({
      field: "scenarioSlug",
      detail: `There is no active scenario ${request.scenarioSlug}.`,
    });
  const preset = request.quota
    ? null
    : offer.presets.find((candidate) =>
        request.preset === undefined ? candidate.isDefault : candidate.name === request.preset,
      );
  if (preset === undefined)
    wrong.push({
      field: "preset",
      detail:
        request.preset === undefined
          ? "No quota preset is the default one: give a preset or a quota."
          : `There is no quota preset ${request.preset}.`,
    });
  const site =
    request.site === undefined
      ? offer.sites.length === 1
        ? offer.sites[0]
        : undefined
      : offer.sites.find((candidate) => candidate.key === request.site);
  if (request.site !== undefined && !site)
    wrong.push({
      field: "site",
      detail: `There is no active site with the key ${request.site}.`,
    });
  const email = request.email === undefined ? null : addressOf(request.email);
  if (request.email !== undefined && email === null)
    wrong.push({ field: "email", detail: "must be an e-mail address such as ada@example.org" });
  if (wrong.length > 0) return { wrong };
  return {
    terms: {
      label: request.label ?? null,
      scenarioId: scenario?.id ?? null,
      quota: request.quota ?? Quota.parse(preset?.quota),
      presetName: preset?.name ?? null,
      expiresInDays: request.expiresInDays ?? DEFAULT_DAYS,
      claimMode: request.claimMode ?? "SINGLE",
      maxClaims: request.maxClaims ?? null,
      siteId: site?.id ?? null,
      externalRef: request.externalRef ?? null,
      cohort: request.cohort ?? null,
      email,
    },
  };
};
