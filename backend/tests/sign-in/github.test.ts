import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { challengeOf } from "../../src/sign-in/sign-in-keys.ts";
import { useTestWorld } from "../test-world.ts";
import { createBrowser } from "./browser.ts";
import { createWalk } from "./walk.ts";

// GitHub's three addresses, as its documentation describes them: OAuth 2 with PKCE, no id token.
const account = {
  user: { id: 4242, login: "maya", name: "Maya Ortiz", avatar_url: "https://avatars.example/4242" } as object,
  emails: [
    { email: "old@example.org", primary: false, verified: true },
    { email: "maya@example.org", primary: true, verified: true },
  ],
  userStatus: 200,
};
const codes = new Map<string, string>();
const github = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://github.invalid");
  const json = (body: object, status = 200) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (url.pathname === "/login/oauth/authorize") {
    const back = new URL(url.searchParams.get("redirect_uri") ?? "");
    const code = `code-${codes.size}`;
    codes.set(code, url.searchParams.get("code_challenge") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", url.searchParams.get("state") ?? "");
    response.writeHead(302, { location: back.href }).end();
  } else if (url.pathname === "/login/oauth/access_token") {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = new URLSearchParams(text);
      const isRight =
        codes.get(body.get("code") ?? "") === challengeOf(body.get("code_verifier") ?? "") &&
        body.get("client_secret") === "github-secret";
      codes.delete(body.get("code") ?? "");
      // GitHub says what is wrong under 200.
      json(
        isRight ? { access_token: "gho_test", token_type: "bearer", scope: "" } : { error: "bad_verification_code" },
      );
    });
  } else if (request.headers.authorization !== "bearer gho_test" && request.headers.authorization !== "Bearer gho_test")
    json({ message: "Bad credentials" }, 401);
  else if (url.pathname === "/api/v3/user") json(account.user, account.userStatus);
  else if (url.pathname === "/api/v3/user/emails") json(account.emails);
  else json({}, 404);
});
await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
afterAll(() => {
  github.closeAllConnections();
  return new Promise((resolve) => github.close(resolve));
});
const url = `http://127.0.0.1:${(github.address() as AddressInfo).port}`;
const world = await useTestWorld({
  GITHUB_CLIENT_ID: "github-client",
  GITHUB_CLIENT_SECRET: "github-secret",
  GITHUB_URL: url,
});
const walk = createWalk(world, "github");
const { prisma } = world.database;

it("a person is their number, not their login; the address is the primary one that is verified", async () => {
  const invitee = await world.claim();
  const { body } = await walk.signIn(invitee);
  expect(body).toMatchObject({
    outcome: "linked",
    user: { id: invitee.user.id, name: "Maya Ortiz", avatarUrl: "https://avatars.example/4242" },
    offer: { value: "maya@example.org" },
  });
  const identity = await prisma.externalIdentity.findFirstOrThrow({ where: { userId: invitee.user.id } });
  expect(identity).toMatchObject({ provider: `github:${url}`, externalId: "4242", email: "maya@example.org" });

  // The login was given up, and somebody else took it: another number is another person.
  account.user = { id: 4343, login: "maya", name: null, avatar_url: null };
  account.emails = [{ email: "maya@example.org", primary: true, verified: false }];
  const other = await walk.signIn(await world.claim());
  expect(other.body).toMatchObject({ outcome: "linked", offer: null, user: { name: "maya" } });
  expect(other.body.user.id).not.toBe(invitee.user.id);
});

it("an answer of its API that is none ends the sign-in", async () => {
  for (const broken of [{ user: { login: "maya" } }, { userStatus: 500 }]) {
    Object.assign(account, { userStatus: 200, user: { id: 1, login: "x" } }, broken);
    const invitee = await world.claim();
    const begun = await walk.begin(invitee);
    expect((await walk.popup(begun)).status).toBe(400);
    expect((await walk.status(invitee, begun)).code).toBe("sign-in-failed");
  }
});

it("a code of another sign-in fails there (PKCE)", async () => {
  const [mine, theirs] = [await walk.begin(await world.claim()), await walk.begin(await world.claim())];
  const browser = createBrowser();
  const callback = new URL(await walk.toCallback(browser, mine));
  const stolen = new URL(await walk.toCallback(createBrowser(), theirs));
  callback.searchParams.set("code", stolen.searchParams.get("code") ?? "");
  expect((await browser.go(callback.href)).status).toBe(400);
});
