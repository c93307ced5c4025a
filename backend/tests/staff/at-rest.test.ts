// Every kind of token is given out and used; then all that the database holds is read, and none of them is in it.
import { expect, it } from "vitest";
import { createApiKey, createSignInLink } from "../../src/identity/sign-in-staff.ts";
import { challengeOf } from "../../src/sign-in/sign-in-keys.ts";
import { SITE_ORIGIN, useTestWorld } from "../test-world.ts";
import { assertNothingUsable, tablesOf, USABLE } from "./nothing-usable.ts";
import { addPerson, atConsole, cookieOf } from "./sign-in.ts";

const world = await useTestWorld({ GITHUB_CLIENT_ID: "github-client", GITHUB_CLIENT_SECRET: "github-client-secret" });
const { pool } = world.database;

/** Every row of every table, as text: whatever its columns are, today's and those to come. */
const dump = async (): Promise<string> => {
  const names = await tablesOf(pool);
  expect(names.length).toBeGreaterThan(25);
  const tables: string[] = [];
  for (const name of names) {
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

  const shown = (await invitee.post("/v1/me/transcript-link")).body.url.split("#transcript=")[1];
  given["transcript link"] = shown;
  const verifier = "v".repeat(21) + "w".repeat(22);
  given["verifier of a sign-in"] = verifier;
  const begin = { provider: "github", challenge: challengeOf(verifier), mode: "popup" };
  const begun = await invitee.post("/v1/sign-ins", begin, { origin: SITE_ORIGIN });
  given["intent of a sign-in"] = begun.body.intent;
  const own = { origin: world.url };
  const opened = await world.call("POST", `/sign-in/${begun.body.id}/open`, { intent: begun.body.intent }, own);
  given["state of a sign-in"] = new URL(opened.body.url).searchParams.get("state");
  given["secret of a provider"] = "github-client-secret";

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

  // Every file's database is asked for these shapes at its end; what has none is looked for here.
  const shapes = new RegExp(USABLE);
  for (const name of ["invitation", "access", "refresh", "sign-in link", "API key"])
    expect([name, shapes.test(String(given[name]))]).toEqual([name, true]);
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

it("the question that every database is asked at its end finds what is there", async () => {
  const { token } = await world.invite();
  await expect(assertNothingUsable(pool)).resolves.toBeUndefined();
  for (const usable of [
    token,
    `ref_${"x".repeat(43)}`,
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln",
    "-----BEGIN PRIVATE KEY-----",
  ]) {
    const { id } = await world.database.prisma.telemetryEvent.create({ data: { name: "x", properties: { usable } } });
    await expect(assertNothingUsable(pool)).rejects.toThrow("TelemetryEvent");
    await world.database.prisma.telemetryEvent.delete({ where: { id } });
  }
});
