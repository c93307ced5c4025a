import { z } from "zod";
import { CoachPolicy } from "./coach-policy.ts";
import { LanguageTag, safeText, SessionId, Timestamp } from "./ids.ts";

/** As it stands in an API call and in a host's code: letters, digits and hyphens. */
const Slug = safeText
  .min(2)
  .max(80)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: "must be lower-case letters and digits, with single hyphens between" });
/** As upstream names it; whether it knows it is another question. */
const ModelName = safeText
  .min(1)
  .max(120)
  .regex(/^[\w.:@/-]+$/, { error: "must be a model's name, without spaces" });

const CONTENT = {
  name: safeText.trim().min(1).max(120),
  description: safeText.max(1_000),
  partnerPersona: safeText.trim().max(120),
  partnerSystemPrompt: safeText.max(8_000),
  coachSystemPrompt: safeText.max(8_000),
  partnerModel: ModelName,
  coachModel: ModelName,
  goal: safeText.max(1_000),
  coachPolicy: CoachPolicy,
  /** null: the invitee speaks first */
  openingLine: safeText.trim().min(1).max(2_000).nullable(),
  languages: z.array(LanguageTag).min(1).max(20),
};
/** What staff write of a scenario. A draft may still lack words; what is published has them. */
export const ScenarioContent = z.object(CONTENT);
export type ScenarioContent = z.infer<typeof ScenarioContent>;

/** POST /v1/admin/scenarios. `from`: the slug of one to begin with a copy of. */
export const CreateScenario = z.strictObject({ slug: Slug, name: CONTENT.name, from: safeText.max(200).optional() });
export type CreateScenario = z.infer<typeof CreateScenario>;
/**
 * PATCH /v1/admin/scenarios/:id. `revision`: of the draft that the change began with; where another was saved meanwhile, 409
 * `draft-changed`, and nothing of either is lost.
 */
export const ChangeDraft = z
  .strictObject({
    revision: z.int().positive(),
    slug: Slug.optional(),
    ...z.object(CONTENT).partial().shape,
  })
  .refine((body) => Object.entries(body).some(([field, value]) => field !== "revision" && value !== undefined), {
    error: "nothing to change",
  });
export type ChangeDraft = z.infer<typeof ChangeDraft>;
/** POST …/publish: what is published is the draft of that revision, or nothing */
export const PublishDraft = z.strictObject({ revision: z.int().positive() });
/** POST …/archive: an archived scenario is in no choice, and no invitation is made for it; what has begun goes on */
export const ArchiveScenario = z.strictObject({ archived: z.boolean() });

export const ScenarioVersionSummary = z.object({
  number: z.int(),
  name: z.string(),
  publishedAt: Timestamp,
  publishedBy: z.string().nullable(),
  /** sessions that began with it, counted up to `MOST_COUNTED`; trials are none */
  sessions: z.int().nonnegative(),
});
export type ScenarioVersionSummary = z.infer<typeof ScenarioVersionSummary>;
/** More sessions than this are "1,000 or more": nobody waits for a count. */
export const MOST_COUNTED = 1_000;

/** GET /v1/admin/scenarios/:id */
export const ScenarioDetail = z.object({
  id: z.int(),
  slug: z.string(),
  isActive: z.boolean(),
  draft: ScenarioContent.loose(),
  revision: z.int(),
  updatedAt: Timestamp,
  /** the draft says something else than the newest version, or there is none */
  changed: z.boolean(),
  /** newest first, the newest 200 */
  versions: z.array(ScenarioVersionSummary),
});
export type ScenarioDetail = z.infer<typeof ScenarioDetail>;
/** GET …/versions/:number */
export const ScenarioVersionDetail = z.object({
  number: z.int(),
  publishedAt: Timestamp,
  content: ScenarioContent.loose(),
});
export type ScenarioVersionDetail = z.infer<typeof ScenarioVersionDetail>;

/** GET /v1/admin/models */
export const ModelList = z.object({
  /** what upstream has; null: it does not say */
  models: z.array(z.object({ id: z.string(), name: z.string() })).nullable(),
  /** answers in the stead of a model that upstream does not know */
  fallback: z.string(),
});
export type ModelList = z.infer<typeof ModelList>;

/** POST …/trial: the draft as it is now, or a published version. `site`: the key of one whose name, help and looks it has. */
export const TryScenario = z.strictObject({
  version: z.int().positive().max(2_147_483_647).optional(),
  site: safeText.max(100).optional(),
});
export type TryScenario = z.infer<typeof TryScenario>;
/** `page`: path and fragment of the page on this server that has the widget with this trial in it */
export const Trial = z.object({ invitationId: z.string(), page: z.string(), expiresAt: Timestamp, exchanges: z.int() });
export type Trial = z.infer<typeof Trial>;

/** POST …/replays */
export const CreateReplay = z.strictObject({ sessionId: SessionId });
const ReplaySide = z.object({
  /** null: not said yet */
  partner: z.string().nullable(),
  coach: z.string().nullable(),
  coachMissing: z.string().nullable(),
});
export const ReplayTurn = z.object({
  number: z.int(),
  user: z.string(),
  before: ReplaySide,
  now: ReplaySide.extend({
    status: z.enum(["waiting", "running", "completed", "stopped", "failed"]),
    problemCode: z.string().nullable(),
  }),
});
export type ReplayTurn = z.infer<typeof ReplayTurn>;
export const Replay = z.object({
  id: z.string(),
  scenario: z.object({ id: z.int(), slug: z.string(), name: z.string() }),
  source: z.object({ sessionId: z.int(), version: z.int() }),
  /** the trial session that it is said in */
  sessionId: z.int(),
  /** next: asks for its next line; failed: a line was not answered, and nothing was said after it; ended: nothing is left to say */
  state: z.enum(["running", "next", "cancelled", "failed", "ended"]),
  /** number of the line that was not answered, where it may be tried again; the trial of the replay is over otherwise */
  again: z.int().nullable(),
  opening: z.object({ before: z.string().nullable(), now: z.string().nullable() }),
  turns: z.array(ReplayTurn),
  tokens: z.object({ before: z.int(), now: z.int() }),
});
export type Replay = z.infer<typeof Replay>;
