// Every kind of token is given out and used; then all that the database holds is read, and none of them is in it.
import { expect, it } from "vitest";
import { createApiKey, createSignInLink } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { addPerson, atConsole, cookieOf } from "./sign-in.ts";

const world = await useTestWorld();
const { pool } = world.database;

/** Every row of every table, as text: whatever its columns are, today's and those to come. */
const dump = async (): Promise<string> => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname = 'public' ORDER BY 1`,
  );
  expect(rows.length).toBeGreaterThan(25);
  const tables: string[] = [];
  for (const { name } of rows) {
    const { rows: all } = await pool.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
    tables.push(`${name}\n${all.map(({ row }) => row).join("\n")}`);
  }
  return tables.join("\n\n");
};
/** A token as it is, and as whoever stores it might have written it. */
const disguises = (token: string): string[] => [
  token,
  token.replace(/^[a-z]+_/, ""),
  Buffer.from(token).toString("base64").replace(/=+$/, ""),
  Buffer.from(token).toString("base64url"),
  Buffer.from(token).toString("hex"),
  token.split("").toReversed().join(""),
];

it("a dump holds no token that anybody could use, and no key that makes them", async () => {
  const given: Record<string, unknown> = {};
  const { token } = await world.invite();
  given["invitation"] = token;
  const invitee = await world.claimToken(token, "the-device-of-ada");
  const sessionId = await invitee.start();
  await invitee.exchange(sessionId, "Hello.");
  given["access"] = invitee.accessToken;
  given["refresh"] = invitee.refreshToken;
  const next = await world.call("POST", "/v1/auth/refresh", { refreshToken: invitee.refreshToken });
  given["next access"] = next.body.accessToken;
  given["next refresh"] = next.body.refreshToken;
  given["device"] = "the-device-of-ada";

  const shared = await world.invite({ claimMode: "SHARED", maxClaims: 2 });
  given["shared invitation"] = shared.token;
  const child = await world.claimToken(shared.token, "the-device-of-bob");
  given["child's refresh"] = child.refreshToken;
  given["child's invitation"] = (
    await (await atConsole(world, "STAFF")).get(`/v1/admin/invitations/${child.invitation.id}`)
  ).body.token;

  const link = await createSignInLink(world, await addPerson(world, "ADMIN"), "x");
  given["sign-in link, unused"] =
    (await createSignInLink(world, await addPerson(world, "ADMIN"), "x")).split("=")[1] ?? "";
  const linkToken = link.split("#sign-in=")[1];
  given["sign-in link"] = linkToken;
  const signedIn = await world.call("POST", "/v1/admin/sign-in", { token: linkToken });
  given["staff cookie"] = cookieOf(signedIn).split("=")[1] ?? "";
  given["CSRF token"] = signedIn.body.csrfToken;
  given["API key of the command line"] = await createApiKey(world, world.staffId, "x", "ADMIN");
  const headers = { cookie: cookieOf(signedIn), "x-csrf-token": signedIn.body.csrfToken };
  given["API key"] = (await world.call("POST", "/v1/admin/api-keys", { name: "x", role: "ADMIN" }, headers)).body.key;
  const reissued = await world.call("POST", `/v1/admin/invitations/${invitee.invitation.id}/reissue`, {}, headers);
  given["re-issued invitation"] = reissued.body.token;
  const { id: siteId } = await world.database.prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
  const siteKey = await world.call("POST", `/v1/admin/sites/${siteId}/keys`, {}, headers);
  given["site's key"] = siteKey.body.secret;

  const held = await dump();
  const found: string[] = [];
  for (const [name, secret] of Object.entries(given)) {
    expect([name, typeof secret, String(secret).length > 15]).toEqual([name, "string", true]);
    for (const text of disguises(String(secret))) if (held.includes(text)) found.push(name);
  }
  expect(found).toEqual([]);
  expect(held).not.toContain("PRIVATE KEY");
  expect(held).not.toContain("a secret key for tests");
  for (const key of Object.values(world.keys))
    for (const encoding of ["base64", "base64url", "hex"] as const)
      expect(held).not.toContain(key.toString(encoding).replace(/=+$/, ""));
  // The search finds what is there: the session's own words.
  expect(held).toContain("Hello.");
});
