import { z } from "zod";
import { safeText } from "./ids.ts";

const Tokens = z.int().min(1_000).max(1_000_000_000);
const Label = safeText.trim().min(1).max(120);
const Description = safeText.trim().max(300);

/** POST /v1/admin/quota-presets. `name`: what scripts call it; it stays. */
export const CreatePreset = z.strictObject({
  name: safeText
    .min(1)
    .max(60)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, {
      error: "must be lower-case letters and digits, with single hyphens between",
    }),
  label: Label,
  description: Description.optional(),
  tokens: Tokens,
});
export type CreatePreset = z.infer<typeof CreatePreset>;
/** PATCH …/:id. `isDefault: true` makes it the one that is taken where none is named; there is always exactly one. */
export const ChangePreset = z
  .strictObject({
    label: Label.optional(),
    description: Description.optional(),
    tokens: Tokens.optional(),
    isDefault: z.literal(true).optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { error: "nothing to change" });
export type ChangePreset = z.infer<typeof ChangePreset>;
/** POST …/order: the ids of all of them, first to last */
export const OrderPresets = z.strictObject({ ids: z.array(safeText.max(64)).min(1).max(200) });

/** GET …/estimate?tokens= */
export const EstimateQuery = z.object({ tokens: z.coerce.number().pipe(Tokens) });
export const QuotaEstimate = z.object({
  tokens: z.int(),
  /** of each scenario that may be started: ordinary exchanges that fit, from its prompts alone */
  scenarios: z.array(z.object({ slug: z.string(), name: z.string(), exchanges: z.int().nonnegative() })),
  /** as the newest sessions really used them; null: nobody has talked yet */
  used: z
    .object({
      exchanges: z.int().nonnegative(),
      tokensAnExchange: z.int(),
      fromExchanges: z.int(),
      fromSessions: z.int(),
    })
    .nullable(),
  /** in the prices that are set; null: there are none, or nothing to go by */
  cost: z
    .object({
      about: z.number(),
      currency: z.string(),
      /** models of that use without a price, or with one in another currency: what they cost is not in it */
      unpriced: z.array(z.string()),
    })
    .nullable(),
});
export type QuotaEstimate = z.infer<typeof QuotaEstimate>;

const Price = z.number().nonnegative().max(100_000);
/** POST /v1/admin/model-prices: what a million tokens of a model cost, set or changed */
export const SetModelPrice = z.strictObject({
  model: safeText
    .min(1)
    .max(120)
    .regex(/^[\w.:@/-]+$/, { error: "must be a model's name, without spaces" }),
  inputPerMillion: Price,
  outputPerMillion: Price,
  currency: z.string().regex(/^[A-Z]{3}$/, { error: "must be three capitals, such as USD" }),
});
export type SetModelPrice = z.infer<typeof SetModelPrice>;
/** POST /v1/admin/model-prices/remove */
export const RemoveModelPrice = z.strictObject({ model: safeText.min(1).max(120) });
export type ModelPrice = SetModelPrice;
