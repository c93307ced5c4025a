import { expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({
  OIDC_NAME: "Campus",
  OIDC_ISSUER: "http://127.0.0.1:9",
  OIDC_CLIENT_ID: "id",
  OIDC_CLIENT_SECRET: "secret",
});

it("stored accounts are called as the settings call their provider, those of a host site by its brand", async () => {
  const key = await createApiKey(world, world.staffId, "names", "STAFF");
  const { body } = await world.call("GET", "/v1/admin/provider-names", undefined, { authorization: `Bearer ${key}` });
  const site = await world.database.prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
  expect(body.items).toContainEqual({ provider: "oidc:http://127.0.0.1:9", name: "Campus" });
  expect(body.items).toContainEqual({ provider: `site:${site.id}`, name: site.name });
});
