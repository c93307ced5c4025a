import type { AppContext } from "../app-context.ts";
import { linksOf } from "../invitations/invitation-link.ts";

type Mail = { invitationId: string | null; subject: string; body: string };
const MARK = "{link}";

/** Mails with the links of their invitations in them, as they are at this moment: after a re-issue it is the new one that goes out. */
export const fillLinks = async <T extends Mail>(
  world: Pick<AppContext, "keys" | "siteStore" | "publicUrl" | "staffInvitationStore">,
  mails: readonly T[],
): Promise<T[]> => {
  const ids = mails.flatMap(({ invitationId }) => invitationId ?? []);
  if (ids.length === 0) return [...mails];
  const rows = await world.staffInvitationStore.linkedOf([...new Set(ids)]);
  const links = new Map((await linksOf(world, rows)).map(({ row, link }) => [row.id, link]));
  return mails.map((mail) => {
    const link = links.get(mail.invitationId ?? "");
    // A function, so that nothing in a link is taken for a pattern.
    return link === undefined ? mail : { ...mail, body: mail.body.replaceAll(MARK, () => link) };
  });
};
