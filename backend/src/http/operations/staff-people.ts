import * as P from "../../protocol/index.ts";
import { type Operation } from "./operation.ts";

/** People and API keys. */
export const STAFF_PEOPLE: Operation[] = [
  {
    method: "get",
    path: "/v1/admin/users",
    summary: "People, newest first (q, role, cursor); addresses for an ADMIN only",
    who: "staff",
    status: 200,
    answer: P.StaffUserPage,
  },
  {
    method: "get",
    path: "/v1/admin/users/{id}",
    summary: "One person: identities, contact methods, invitations, merges, consents",
    who: "staff",
    status: 200,
    answer: P.StaffUserDetail,
  },
  {
    method: "patch",
    path: "/v1/admin/users/{id}",
    summary: "Grant a role or take it away (ADMIN)",
    who: "staff",
    body: P.ChangeUser,
    status: 200,
    answer: P.StaffUserDetail,
  },
  {
    method: "post",
    path: "/v1/admin/users/{id}/erasure",
    summary: "Erase a person on their request (ADMIN); of staff: 409",
    who: "staff",
    body: P.Confirmation,
    status: 200,
    answer: P.ErasureAnswer,
  },
  {
    method: "get",
    path: "/v1/admin/api-keys",
    summary: "My API keys, an ADMIN everybody's, newest first (cursor)",
    who: "staff",
    status: 200,
    answer: P.StaffApiKeyPage,
  },
  {
    method: "post",
    path: "/v1/admin/api-keys",
    summary: "Make an API key; shown once",
    who: "staff",
    body: P.CreateApiKey,
    status: 201,
    answer: P.StaffApiKeyWithKey,
  },
  {
    method: "delete",
    path: "/v1/admin/api-keys/{id}",
    summary: "Revoke an API key",
    who: "staff",
    status: 204,
  },
];
