import { readHelpContacts } from "../invitations/invitation-view.ts";
import type { StaffSite } from "../protocol/administration.ts";
import { Theme } from "../protocol/theme.ts";

type SiteRow = Omit<StaffSite, "helpContacts" | "theme"> & { helpContacts: unknown; theme: unknown };

export const staffSite = (row: SiteRow): StaffSite => ({
  id: row.id,
  key: row.key,
  name: row.name,
  pageUrl: row.pageUrl,
  origins: row.origins,
  helpContacts: readHelpContacts(row.helpContacts),
  isActive: row.isActive,
  requireKnownPeople: row.requireKnownPeople,
  voice: row.voice,
  returnUrls: row.returnUrls,
  theme: Theme.safeParse(row.theme).data ?? {},
  testMode: row.testMode,
  retentionDays: row.retentionDays,
});
