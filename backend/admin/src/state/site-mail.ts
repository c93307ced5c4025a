import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, type RemoteValue } from "./remote.ts";
import type { MailKind, MailTemplates } from "./types.ts";

type Words = { subject: string; body: string };
/** What a site's mails to its invitees say. */
export type SiteMail = {
  templates: RemoteValue<MailTemplates>;
  /** null: back to the words that come with the product */
  change: Action<[kind: MailKind, words: Words | null]>;
};

export const createSiteMail = (api: ConsoleApi, siteId: string): SiteMail => {
  const templates = createRemote(() => api.readMailTemplates(siteId));
  return {
    templates,
    change: createAction(async (kind: MailKind, template: Words | null) =>
      templates.replace(await api.changeMailTemplate(siteId, kind, { template })),
    ),
  };
};
