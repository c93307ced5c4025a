import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { ChangeDraft, CreateScenario, ScenarioDetail, ScenarioVersionDetail } from "../protocol/scenarios.ts";
import { ScenarioContent } from "../protocol/scenarios.ts";
import { readCoachPolicy } from "../conversations/coach-policy.ts";
import type { DraftRow } from "./scenario-draft-store.ts";

type World = Pick<AppContext, "scenarioDraftStore" | "models" | "config">;

export const noScenario = (): Problem => new Problem("not-found", "There is no such scenario.");
const wrong = (field: string, detail: string): Problem =>
  new Problem("invalid", detail, { errors: [{ pointer: `/${field}`, detail }] });
const slugTaken = (slug: string): Problem => wrong("slug", `Another scenario has the slug ${slug}.`);

const contentOf = (row: ScenarioContent): ScenarioContent => ({
  name: row.name,
  description: row.description,
  partnerPersona: row.partnerPersona,
  partnerSystemPrompt: row.partnerSystemPrompt,
  coachSystemPrompt: row.coachSystemPrompt,
  partnerModel: row.partnerModel,
  coachModel: row.coachModel,
  goal: row.goal,
  coachPolicy: readCoachPolicy(row.coachPolicy),
  openingLine: row.openingLine,
  languages: row.languages,
});

/** @throws Problem not-found */
export const scenarioDetail = async (world: World, id: number): Promise<ScenarioDetail> => {
  const [row, versions] = await Promise.all([
    world.scenarioDraftStore.draft(id),
    world.scenarioDraftStore.versions(id),
  ]);
  if (!row) throw noScenario();
  return {
    id: row.id,
    slug: row.slug,
    isActive: row.isActive,
    draft: contentOf(row),
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
    changed: row.changed,
    versions: versions.map((version) => ({ ...version, publishedAt: version.publishedAt.toISOString() })),
  };
};

/** @throws Problem not-found */
export const scenarioVersion = async (world: World, id: number, number: number): Promise<ScenarioVersionDetail> => {
  const row = await world.scenarioDraftStore.version(id, number);
  if (!row) throw new Problem("not-found", `This scenario has no version ${number}.`);
  return { number, publishedAt: row.publishedAt.toISOString(), content: contentOf(row) };
};

/** A new draft, empty or a copy. @throws Problem invalid */
export const createScenario = async (
  world: World,
  { slug, name, from }: CreateScenario,
  actorId: string,
): Promise<ScenarioDetail> => {
  const made = { slug, name, from: from ?? null, fallbackModel: world.config.fallbackModel };
  const id = await world.scenarioDraftStore.create(made, actorId);
  if (id === "slug-taken") throw slugTaken(slug);
  if (id === "no-source") throw wrong("from", `There is no scenario ${from}.`);
  return scenarioDetail(world, id);
};

const draftChanged = async (world: World, id: number): Promise<Problem> => {
  const now = await world.scenarioDraftStore.draft(id);
  return new Problem(
    "draft-changed",
    "Somebody else saved this draft meanwhile. Nothing of theirs was touched, and nothing of yours is lost: read theirs, then save again.",
    { extension: { revision: now?.revision } },
  );
};

/** Saves what is given over the revision that it began with. @throws Problem not-found, draft-changed, invalid */
export const changeDraft = async (
  world: World,
  id: number,
  { revision, ...change }: ChangeDraft,
  actorId: string,
): Promise<ScenarioDetail> => {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const outcome = await world.scenarioDraftStore.change(id, revision, given, actorId);
  if (outcome === "gone") throw noScenario();
  if (outcome === "draft-changed") throw await draftChanged(world, id);
  if (outcome === "slug-taken") throw slugTaken(String(change.slug));
  if (outcome === "slug-fixed")
    throw wrong("slug", "A published scenario keeps its slug: host sites and scripts name it by that.");
  return scenarioDetail(world, id);
};

/** What nobody could practise with is not published. */
const NEEDED = ["name", "description", "partnerPersona", "partnerSystemPrompt", "coachSystemPrompt"] as const;
const assertWhole = (draft: DraftRow): void => {
  const errors: { pointer: string; detail: string }[] = NEEDED.filter((name) => draft[name].trim() === "").map(
    (name) => ({ pointer: `/${name}`, detail: "is needed to publish" }),
  );
  const parsed = ScenarioContent.safeParse(contentOf(draft));
  for (const issue of parsed.error?.issues ?? [])
    errors.push({ pointer: `/${issue.path.join("/")}`, detail: issue.message });
  if (errors.length > 0) throw new Problem("invalid", "The draft lacks something that invitees need.", { errors });
};

/**
 * The draft of that revision becomes the newest version, which never changes. Sessions that run keep theirs.
 * @throws Problem not-found, draft-changed, wrong-step (nothing new to publish), invalid
 */
export const publishDraft = async (
  world: World,
  id: number,
  revision: number,
  actorId: string,
): Promise<ScenarioDetail> => {
  const outcome = await world.scenarioDraftStore.publish(id, revision, actorId, assertWhole);
  if (outcome === "gone") throw noScenario();
  if (outcome === "draft-changed") throw await draftChanged(world, id);
  if (outcome === "nothing-new")
    throw new Problem("wrong-step", "The draft says what the newest version says: there is nothing to publish.");
  return scenarioDetail(world, id);
};

/** @throws Problem not-found */
export const archiveScenario = async (
  world: World,
  id: number,
  archived: boolean,
  actorId: string,
): Promise<ScenarioDetail> => {
  if (!(await world.scenarioDraftStore.archive(id, archived, actorId))) throw noScenario();
  return scenarioDetail(world, id);
};
