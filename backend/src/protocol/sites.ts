import { z } from "zod";
import { safeText } from "./ids.ts";
import { Theme } from "./theme.ts";

const Name = safeText.trim().min(1).max(120);
const PageUrl = safeText.max(2_000);
/** A link that a person in need presses: a page, a telephone or a mail. */
const HelpHref = safeText
  .max(500)
  .regex(/^(?:https?:\/\/|tel:|mailto:)\S+$/i, { error: "must begin with https://, tel: or mailto:" });
const HelpContactInput = z.strictObject({
  name: safeText.trim().min(1).max(120),
  detail: safeText.trim().max(300),
  href: HelpHref.optional(),
});

/** POST /v1/admin/sites: its page's own origin may embed the widget from the start */
export const CreateSite = z.strictObject({
  key: safeText
    .min(2)
    .max(60)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, {
      error: "must be lower-case letters and digits, with single hyphens between",
    }),
  name: Name,
  pageUrl: PageUrl,
});
export type CreateSite = z.infer<typeof CreateSite>;

/** What an ADMIN may change of a site besides whom it lets in; lists are given whole. */
export const SiteChange = {
  name: Name.optional(),
  /** the page that an invitation's link opens: of one of its origins */
  pageUrl: PageUrl.optional(),
  /** exact ones that may embed the widget */
  origins: z.array(safeText.max(300)).max(50).optional(),
  helpContacts: z.array(HelpContactInput).max(10).optional(),
  theme: Theme.optional(),
  testMode: z.boolean().optional(),
  retentionDays: z.int().min(1).max(36_500).nullable().optional(),
  isActive: z.boolean().optional(),
};
