import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { ChangeCode, CreateCode, type StaffCode } from "../protocol/notes.ts";
import type { CodeRow } from "./code-store.ts";

const staffCode = (row: CodeRow): StaffCode => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  retiredAt: row.retiredAt?.toISOString() ?? null,
});
const taken = (): Problem =>
  new Problem("invalid", "Another code in use is called so.", {
    errors: [{ pointer: "/name", detail: "another code in use has this name" }],
  });

/** The code book. A code is never deleted, since notes may stand under it: it is retired, and can be brought back. */
export const codeRoutes = (world: AppContext): Router => {
  const routes = Router();
  const { codeStore: codes } = world;
  const codeAt = async (id: string): Promise<StaffCode> => {
    const row = await codes.code(id);
    if (!row) throw new Problem("not-found", "There is no such code.");
    return staffCode(row);
  };
  routes.get(
    "/v1/admin/codes",
    forStaff(world, "STAFF", async () => ({
      status: 200,
      body: { items: (await codes.codes()).map(staffCode), cursor: null },
    })),
  );
  routes.post(
    "/v1/admin/codes",
    forStaff(world, "STAFF", async (staff, request) => {
      const { name, meaning = "" } = parse(CreateCode, request.body);
      const id = await codes.addCode({ name, meaning, actorId: staff.userId });
      if (id === "taken") throw taken();
      return { status: 201, body: await codeAt(id) };
    }),
  );
  routes.patch(
    "/v1/admin/codes/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      const { id } = await codeAt(textId(request.params["id"]));
      if ((await codes.changeCode(id, parse(ChangeCode, request.body), staff.userId)) === "taken") throw taken();
      return { status: 200, body: await codeAt(id) };
    }),
  );
  return routes;
};
