import type { AppContext } from "../app-context.ts";
import type { ActAnswer, InvitationAct, MailKind } from "../protocol/bulk-invitations.ts";
import { writeMail } from "./preview-mails.ts";
import { tellInviteeExpiry, tellInviteeQuota, tellInviteeRevoked } from "./tell-invitee.ts";

/** Mails by the hour are counted before any is written. @throws Problem too-many */
const mail = async (world: AppContext, staffId: string, kind: MailKind, ids: readonly string[]): Promise<ActAnswer> => {
  await world.limits.mail(staffId, ids.length);
  return world.invitationMailStore.mail(kind, ids, staffId, (row, template) => writeMail(kind, row, template));
};

/** One act for all that were chosen. What is open on somebody's screen is told at once. */
export const actOnInvitations = async (
  world: AppContext,
  staffId: string,
  asked: InvitationAct,
): Promise<ActAnswer> => {
  const { invitationActStore: store } = world;
  switch (asked.act) {
    case "extend": {
      const acted = await store.extend(asked.ids, asked.days, staffId);
      await tellInviteeExpiry(world, ...acted.done);
      return acted;
    }
    case "top-up": {
      const acted = await store.topUp(asked.ids, asked.tokens, staffId);
      await tellInviteeQuota(world, ...acted.done);
      return acted;
    }
    case "revoke": {
      const acted = await store.revoke(asked.ids, staffId);
      await tellInviteeRevoked(world, ...acted.done);
      return acted;
    }
    case "sign-out":
      return store.signOut(asked.ids, staffId);
    case "send":
      return mail(world, staffId, "invitation", asked.ids);
    case "remind":
      return mail(world, staffId, "reminder", asked.ids);
  }
};
