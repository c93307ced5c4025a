import { z } from "zod";
import { InvitationState } from "./identity.ts";
import { page, safeText, Timestamp } from "./ids.ts";

const Role = z.enum(["GUEST", "USER", "STAFF", "ADMIN"]);
const cursor = safeText.max(200).optional();

/** GET /v1/admin/users */
export const UserQuery = z.object({ q: safeText.max(200).optional(), role: Role.optional(), cursor });
export const StaffUser = z.object({
  id: z.string(),
  name: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  role: Role,
  createdAt: Timestamp,
  lastLoginAt: Timestamp.nullable(),
  /** where this person's things are now, if they were merged */
  mergedInto: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  erasedAt: Timestamp.nullable(),
  /** by which they sign in, each once */
  providers: z.array(z.string()),
  invitationCount: z.int().nonnegative(),
  /** what staff call the invitations they came by, the newest three */
  labels: z.array(z.string()),
  /** of contact methods and identities; only an ADMIN is told */
  emails: z.array(z.string()).optional(),
});
export type StaffUser = z.infer<typeof StaffUser>;
export const StaffUserPage = page(StaffUser);

/** GET /v1/admin/users/:id. `email` and `value`: only an ADMIN is told. */
export const StaffUserDetail = StaffUser.extend({
  identities: z.array(
    z.object({ id: z.string(), provider: z.string(), createdAt: Timestamp, email: z.string().nullable().optional() }),
  ),
  contactMethods: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      verified: z.boolean(),
      primary: z.boolean(),
      createdAt: Timestamp,
      value: z.string().optional(),
    }),
  ),
  invitations: z.array(
    z.object({
      id: z.string(),
      label: z.string().nullable(),
      state: InvitationState,
      claimedAt: Timestamp.nullable(),
    }),
  ),
  /** guests who turned out to be this person, and where this one went */
  merges: z.array(z.object({ id: z.string(), sourceId: z.string(), targetId: z.string(), createdAt: Timestamp })),
  consents: z.array(
    z.object({
      invitationId: z.string(),
      service: z.string(),
      research: z.boolean(),
      createdAt: Timestamp,
      withdrawnAt: Timestamp.nullable(),
    }),
  ),
});
export type StaffUserDetail = z.infer<typeof StaffUserDetail>;

/** PATCH /v1/admin/users/:id: STAFF and ADMIN are granted; GUEST and USER both take that away, and which it is follows from identities. */
export const ChangeUser = z.strictObject({ role: Role });

export const KeyScope = z.enum(["invitations", "sessions", "scenarios", "people", "export", "settings"]);
/** POST /v1/admin/api-keys. Without `scopes`: all that the role may. Without `expiresInDays`: until it is revoked. */
export const CreateApiKey = z.strictObject({
  name: safeText.trim().min(1).max(100),
  role: z.enum(["STAFF", "ADMIN"]),
  scopes: z.array(KeyScope).max(20).optional(),
  expiresInDays: z.number().positive().max(3_650).optional(),
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;
/** GET /v1/admin/api-keys */
export const ApiKeyQuery = z.object({ cursor });
export const StaffApiKey = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(["STAFF", "ADMIN"]),
  scopes: z.array(KeyScope),
  /** whose role bounds what it may: below STAFF it opens nothing */
  owner: z.object({ id: z.string(), name: z.string().nullable(), role: Role }),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
});
export type StaffApiKey = z.infer<typeof StaffApiKey>;
export const StaffApiKeyPage = page(StaffApiKey);
/** 201 of POST: the only time the key is shown */
export const StaffApiKeyWithKey = StaffApiKey.extend({ key: z.string() });

/** GET /v1/admin/audit. `action`: the whole of it (`user.role`), or what stands before its dot. */
export const AuditQuery = z.object({
  actor: safeText.max(64).optional(),
  action: safeText.max(64).optional(),
  subject: safeText.max(200).optional(),
  /** first and last day (UTC), both included */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  cursor,
});
export const AuditEntry = z.object({
  id: z.string(),
  /** null: the command line, or, where `detail.via` says so, a setting */
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  /** what it is called now; null: it has no name, or is gone */
  subjectLabel: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  createdAt: Timestamp,
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditEntryPage = page(AuditEntry);
