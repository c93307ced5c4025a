import { stringify } from "csv-stringify/sync";
import type { AppContext } from "../app-context.ts";
import type { InvitationLinkRow } from "../protocol/bulk-invitations.ts";
import { linksOf } from "../invitations/invitation-link.ts";

/** The links of some invitations, in the order asked for. Who took them is audited: whoever has them comes in. */
export const invitationLinks = async (
  world: AppContext,
  staffId: string,
  ids: readonly string[],
): Promise<InvitationLinkRow[]> => {
  const rows = await world.staffInvitationStore.invitationsOf([...new Set(ids)]);
  await world.auditStore.note({
    actorId: staffId,
    action: "invitation.links",
    subject: "invitations",
    detail: { count: rows.length },
  });
  return (await linksOf(world, rows)).map(({ row, link }) => ({
    id: row.id,
    label: row.label,
    externalRef: row.externalRef,
    cohort: row.cohort,
    email: row.email,
    site: row.siteKey,
    scenario: row.scenarioSlug,
    state: row.state,
    expiresAt: row.expiresAt.toISOString(),
    link,
  }));
};

/**
 * For a spreadsheet: with a byte order mark, so that it is read as UTF-8, and with an apostrophe before what a spreadsheet would take for a
 * formula (=, +, -, @, a tab, a line break: OWASP, "CSV Injection").
 */
export const linksAsCsv = (rows: readonly InvitationLinkRow[]): string =>
  stringify(
    rows.map((row) => ({ ...row, reference: row.externalRef, expires: row.expiresAt })),
    {
      header: true,
      bom: true,
      escape_formulas: true,
      record_delimiter: "\r\n",
      columns: ["label", "reference", "cohort", "email", "scenario", "site", "state", "expires", "link", "id"],
    },
  );
