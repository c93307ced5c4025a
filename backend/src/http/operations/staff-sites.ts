import * as P from "../../protocol/index.ts";
import { list, type Operation } from "./operation.ts";

/** Sites and their keys. */
export const STAFF_SITES: Operation[] = [
  {
    method: "get",
    path: "/v1/admin/sites/{id}/mail",
    summary: "What a site's mails to invitees say",
    who: "staff",
    status: 200,
    answer: P.MailTemplates,
  },
  {
    method: "patch",
    path: "/v1/admin/sites/{id}/mail/{kind}",
    summary: "Other words for a site's mail (kind: invitation, reminder), or back to the first ones",
    who: "staff",
    body: P.ChangeMailTemplate,
    status: 200,
    answer: P.MailTemplates,
  },
  {
    method: "get",
    path: "/v1/admin/sites",
    summary: "Host sites",
    who: "staff",
    status: 200,
    answer: list(P.StaffSite),
  },
  {
    method: "post",
    path: "/v1/admin/sites",
    summary: "Make a host site (ADMIN)",
    who: "staff",
    body: P.CreateSite,
    status: 201,
    answer: P.StaffSite,
  },
  {
    method: "post",
    path: "/v1/admin/sites/{id}/trial",
    summary: "See its widget: a trial on the simulator, in no list",
    who: "staff",
    status: 201,
    answer: P.Trial,
  },
  {
    method: "patch",
    path: "/v1/admin/sites/{id}",
    summary:
      "Change a site: name, page, origins, help, looks, test mode, retention, whom it lets in, where a redirect may return to (ADMIN)",
    who: "staff",
    body: P.ChangeSite,
    status: 200,
    answer: P.StaffSite,
  },
  {
    method: "get",
    path: "/v1/admin/sites/{id}/keys",
    summary: "The keys a site signs its people with, newest first (ADMIN)",
    who: "staff",
    status: 200,
    answer: P.SiteKeyPage,
  },
  {
    method: "post",
    path: "/v1/admin/sites/{id}/keys",
    summary: "Make a site's key, its secret shown once; others may retire (ADMIN)",
    who: "staff",
    body: P.MakeSiteKey,
    status: 201,
    answer: P.MadeSiteKey,
  },
  {
    method: "delete",
    path: "/v1/admin/sites/{id}/keys/{kid}",
    summary: "End a site's key at once (ADMIN)",
    who: "staff",
    status: 204,
  },
];
