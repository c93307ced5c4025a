import { Router } from "express";
import { pageOf, readPlace } from "../administration/keyset.ts";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import type { Staff } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { ApiKeyQuery, ChangeUser, CreateApiKey, KeyScope, type StaffApiKey, UserQuery } from "../protocol/staff.ts";
import type { ApiKeyRow } from "./api-key-store.ts";
import { changeUserRole } from "./change-user.ts";
import { makeApiKey } from "./make-api-key.ts";
import { userDetail, userView } from "./user-view.ts";

const PAGE = 50;

const keyView = ({ userId, userName, userRole, scopes, ...row }: ApiKeyRow): StaffApiKey => ({
  ...row,
  scopes: scopes.flatMap((scope) => KeyScope.safeParse(scope).data ?? []),
  owner: { id: userId, name: userName, role: userRole },
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
/** Staff see and revoke their own keys, an ADMIN everybody's. */
const ownerFor = (staff: Staff): string | null => (staff.role === "ADMIN" ? null : staff.userId);

/** People and their roles, and API keys. */
export const staffRoutes = (world: AppContext): Router => {
  const routes = Router();
  const userAt = async (id: unknown) => {
    const row = await world.userStore.user(textId(id));
    if (!row) throw new Problem("not-found", "There is no such person.");
    return row;
  };
  routes.get(
    "/v1/admin/users",
    forStaff(world, "STAFF", async (staff, request) => {
      const query = parse(UserQuery, request.query);
      const rows = await world.userStore.users({
        q: query.q || null,
        role: query.role ?? null,
        byEmail: staff.role === "ADMIN",
        after: readPlace(query.cursor),
        limit: PAGE + 1,
      });
      const { shown, cursor } = pageOf(rows, PAGE);
      return { status: 200, body: { items: shown.map((row) => userView(staff, row)), cursor } };
    }),
  );
  routes.get(
    "/v1/admin/users/:id",
    forStaff(world, "STAFF", async (staff, request) => ({
      status: 200,
      body: await userDetail(world, staff, await userAt(request.params["id"])),
    })),
  );
  routes.patch(
    "/v1/admin/users/:id",
    forStaff(world, "ADMIN", async (staff, request) => {
      const { id } = await userAt(request.params["id"]);
      await changeUserRole(world, staff, id, parse(ChangeUser, request.body).role);
      return { status: 200, body: await userDetail(world, staff, await userAt(id)) };
    }),
  );

  routes.get(
    "/v1/admin/api-keys",
    forStaff(world, "STAFF", async (staff, request) => {
      const after = readPlace(parse(ApiKeyQuery, request.query).cursor);
      const rows = await world.apiKeyStore.keys({ ownerId: ownerFor(staff), after, limit: PAGE + 1 });
      const { shown, cursor } = pageOf(rows, PAGE);
      return { status: 200, body: { items: shown.map(keyView), cursor } };
    }),
  );
  routes.post(
    "/v1/admin/api-keys",
    forStaff(world, "STAFF", async (staff, request) => {
      const { row, key } = await makeApiKey(world, staff, parse(CreateApiKey, request.body));
      return { status: 201, body: { ...keyView(row), key } };
    }),
  );
  routes.delete(
    "/v1/admin/api-keys/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      const found = await world.apiKeyStore.revoke(textId(request.params["id"]), ownerFor(staff), staff.userId);
      if (!found) throw new Problem("not-found", "There is no such API key.");
      return { status: 204 };
    }),
  );
  return routes;
};
