// Who has signed in does on `/me` what a guest does by the link, whatever the site asks of those who talk.
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { challengeOf } from "../../src/sign-in/sign-in-keys.ts";
import { createBrowser } from "../sign-in/browser.ts";
import { useRealProvider } from "../sign-in/real-provider.ts";
import { createWalk, newVerifier } from "../sign-in/walk.ts";
import { useTestWorld } from "../test-world.ts";

const idp = await useRealProvider();
const world = await useTestWorld(idp.env);
idp.serve(`${world.url}/sign-in/callback/oidc`);
const { prisma } = world.database;
const walk = createWalk(world, "oidc");
const OWN = { origin: world.url };
const requireKnown = (requireKnownPeople: boolean) =>
  prisma.site.update({ where: { key: "test-site" }, data: { requireKnownPeople } });

/** From the page of rights to the provider and back, as its script goes. */
const signInForRights = async (invitationToken: string) => {
  const verifier = newVerifier();
  const returnUrl = `${world.url}/me`;
  const asked = { provider: "oidc", mode: "redirect", challenge: challengeOf(verifier), returnUrl, invitationToken };
  const { status, body } = await world.call("POST", "/v1/sign-ins", asked, OWN);
  expect(status).toBe(201);
  const { url } = await createBrowser().go(body.url, (at) => at.startsWith(returnUrl));
  const [id, code] = new URL(url).hash.replace("#sign-in=", "").split(".");
  return world.call("POST", `/v1/sign-ins/${id}/redeem`, { verifier, code, invitationToken }, OWN);
};
const alice = async () => {
  const sub = `alice-${randomUUID()}`;
  idp.accounts.set(sub, { email: `${sub}@campus.example`, email_verified: true, name: "Alice" });
  idp.screen.signsInAs = sub;
  const { token } = await world.invite({ site: "test-site" });
  const invitee = await world.claimToken(token);
  await invitee.exchange(await invitee.start(), "Good evening.");
  await world.running.settled();
  expect((await walk.signIn(invitee)).status).toBe(200);
  return { token, invitee };
};

it("they read, take research back, and erase, though the site lets in only whom it has signed", async () => {
  const { token, invitee } = await alice();
  await requireKnown(true);
  const signed = await signInForRights(token);
  expect(signed).toMatchObject({ status: 200, body: { user: { id: invitee.user.id } } });
  const bearer = { authorization: `Bearer ${signed.body.accessToken}`, ...OWN };
  // What it is for, and nothing else.
  for (const [method, path, body] of [
    ["GET", "/v1/me", undefined],
    ["GET", "/v1/sessions", undefined],
    ["POST", "/v1/sessions", {}],
  ] as const)
    expect((await world.call(method, path, body, bearer)).body.code).toBe("known-person-needed");
  const { refreshToken } = signed.body;
  expect((await world.call("POST", "/v1/auth/refresh", { refreshToken })).body.code).toBe("known-person-needed");

  expect((await world.call("PATCH", "/v1/me/consent", { research: true }, bearer)).body.research).toBe(true);
  expect((await world.call("PATCH", "/v1/me/consent", { research: false }, bearer)).body.research).toBe(false);
  const transcript = await world.call("GET", "/v1/me/transcript", undefined, bearer);
  expect(JSON.stringify(transcript.body)).toContain("Good evening.");
  expect((await world.call("POST", "/v1/me/transcript-link", {}, bearer)).status).toBe(201);
  const erased = await world.call("POST", "/v1/me/erasure", { confirm: true }, bearer);
  expect(erased.body.status).toBe("erased");
  expect(await prisma.externalIdentity.count({ where: { userId: invitee.user.id } })).toBe(0);
  await requireKnown(false);
});

it("another account opens nothing by it", async () => {
  const { token } = await alice();
  idp.accounts.set("eve", { name: "Eve" });
  idp.screen.signsInAs = "eve";
  expect((await signInForRights(token)).body.code).toBe("other-account");
});

it("comes back to no other page that is not registered", async () => {
  const { token } = await alice();
  for (const returnUrl of [`${world.url}/me/`, `${world.url}/admin`, "https://evil.example/me"]) {
    const asked = {
      provider: "oidc",
      mode: "redirect",
      challenge: challengeOf(newVerifier()),
      returnUrl,
      invitationToken: token,
    };
    expect((await world.call("POST", "/v1/sign-ins", asked, OWN)).status).toBe(422);
  }
});

it("an ADMIN erases on request, audited with who did it; staff are not erased, and STAFF erase nobody", async () => {
  const { invitee } = await alice();
  const key = async (role: "STAFF" | "ADMIN") => ({
    authorization: `Bearer ${await createApiKey(world, world.staffId, role, role)}`,
  });
  const path = `/v1/admin/users/${invitee.user.id}/erasure`;
  expect((await world.call("POST", path, { confirm: true }, await key("STAFF"))).body.code).toBe("role-too-low");
  expect((await world.call("POST", path, {}, await key("ADMIN"))).status).toBe(422);
  const done = await world.call("POST", path, { confirm: true }, await key("ADMIN"));
  expect(done).toMatchObject({ status: 200, body: { status: "erased" } });
  expect((await prisma.user.findUniqueOrThrow({ where: { id: invitee.user.id } })).erasedAt).not.toBeNull();
  const entry = await prisma.auditEntry.findFirstOrThrow({
    where: { action: "person.erase" },
    orderBy: { createdAt: "desc" },
  });
  expect(entry.actorId).toBe(world.staffId);
  expect(entry.subject).not.toBe(invitee.user.id);
  const own = `/v1/admin/users/${world.staffId}/erasure`;
  expect((await world.call("POST", own, { confirm: true }, await key("ADMIN"))).body.code).toBe("erasure-refused");
});
