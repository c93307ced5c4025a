import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { whileHeld } from "../while-held.ts";
import { type Browser, createBrowser, type Page } from "./browser.ts";
import { useRealProvider } from "./real-provider.ts";

const idp = await useRealProvider();
const world = await useTestWorld({
  ...idp.env,
  ADMIN_EMAILS: "Boss@campus.example, second@campus.example,third@campus.example, race@campus.example",
  ADMIN_EMAIL_PROVIDERS: "oidc",
});
const LOCALHOST = world.url.replace("127.0.0.1", "localhost");
idp.serve(`${world.url}/sign-in/callback/oidc`, `${LOCALHOST}/sign-in/callback/oidc`);
const { pool, prisma } = world.database;
const provider = `oidc:${idp.issuer}`;
const START = `${world.url}/v1/admin/sign-in/oidc`;
const STAFF = "__Host-sidecoach-staff";

/** Ends the provider's own session in this browser, whose cookies begin so: the next go asks who it is. */
const signOutThere = (browser: Browser): void => {
  for (const key of browser.cookies.keys()) if (/ _(?!_)/.test(key)) browser.cookies.delete(key);
};
const account = (email: string, more: object = {}): string => {
  const sub = `sub-${randomUUID()}`;
  idp.accounts.set(sub, { email, email_verified: true, name: "Somebody", ...more });
  idp.screen.signsInAs = sub;
  return sub;
};
const person = async (role: "USER" | "STAFF" | "ADMIN", sub: string) => {
  const user = await prisma.user.create({ data: { role } });
  await prisma.externalIdentity.create({ data: { userId: user.id, provider, externalId: sub } });
  return user.id;
};
const toConsole = (browser: Browser): Promise<Page> => browser.go(START, (url) => url.endsWith("/admin"));
/** …as another account than the one that is signed in there, whose session the provider ends by a form that submits itself. */
const toConsoleAsAnother = async (browser: Browser, from: string): Promise<Page> => {
  const atConsole = (url: string) => url.endsWith("/admin");
  const { text } = await browser.go(from, atConsole);
  const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? "no form";
  const fields = [...text.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value],
  );
  const answer = await browser.ask(action, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return browser.go(new URL(answer.headers.get("location") ?? "", action).href, atConsole);
};
const meOf = async (
  browser: Browser,
): Promise<{ status: number; body: { id?: string; role?: string; csrfToken?: string } }> => {
  const { status, text } = await browser.ask(`${world.url}/v1/admin/me`);
  return { status, body: JSON.parse(text) };
};
const audits = (action: string) => prisma.auditEntry.findMany({ where: { action } });

describe("into the console by a provider", () => {
  it("comes whoever has a role there, with a fresh cookie each time", async () => {
    const id = await person("STAFF", account("staff@campus.example"));
    const browser = createBrowser();
    expect((await toConsole(browser)).url).toBe(`${world.url}/admin`);
    expect((await meOf(browser)).body).toMatchObject({ id, role: "STAFF" });
    const first = browser.named(STAFF)?.[1].value;
    await toConsole(browser);
    expect(browser.named(STAFF)?.[1].value).not.toBe(first);
    expect(await prisma.staffSession.count({ where: { userId: id } })).toBe(1);
    expect((await audits("staff.sign-in")).filter(({ actorId }) => actorId === id).length).toBe(2);
    expect((await prisma.user.findUniqueOrThrow({ where: { id } })).lastLoginAt).not.toBeNull();
  });
  it("comes nobody else: a USER, a stranger, a merged one, a provider that is not set up", async () => {
    for (const prepare of [
      async () => void (await person("USER", account("user@campus.example"))),
      async () => void account("stranger@campus.example"),
      async () => {
        const id = await person("STAFF", account("gone@campus.example"));
        const into = await prisma.user.create({ data: { role: "USER" } });
        await prisma.user.update({ where: { id }, data: { mergedIntoId: into.id } });
      },
    ]) {
      await prepare();
      const users = await prisma.user.count();
      const browser = createBrowser();
      const last = await toConsole(browser);
      expect([last.status, browser.named(STAFF)]).toEqual([403, null]);
      expect(await prisma.user.count()).toBe(users);
    }
    expect((await createBrowser().ask(`${world.url}/v1/admin/sign-in/google`)).status).toBe(404);
  });
  it("not by an account that its owner removes at the same moment", async () => {
    const sub = account("stolen@campus.example");
    const id = await person("STAFF", sub);
    const browser = createBrowser();
    const { url } = await browser.go(START, (at) => at.includes("/sign-in/callback/"));
    const [last] = await whileHeld(
      pool,
      async (client) => {
        await client.query(`SELECT FROM "User" WHERE id = $1 FOR UPDATE`, [id]);
        await client.query(`DELETE FROM "ExternalIdentity" WHERE "externalId" = $1`, [sub]);
      },
      [() => browser.go(url, (at) => at.endsWith("/admin"))],
    );
    expect([last?.status, browser.named(STAFF)]).toEqual([403, null]);
    expect(await prisma.staffSession.count({ where: { userId: id } })).toBe(0);
  });
  it("comes back to the address that they left: a console on localhost has its cookies there", async () => {
    await person("STAFF", account("local@campus.example"));
    const browser = createBrowser();
    const { url } = await browser.go(`${LOCALHOST}/v1/admin/sign-in/oidc`, (at) => at.endsWith("/admin"));
    expect(url).toBe(`${LOCALHOST}/admin`);
    const me = await browser.ask(`${LOCALHOST}/v1/admin/me`);
    expect([me.status, JSON.parse(me.text).role]).toEqual([200, "STAFF"]);
  });
  it("takes nobody's word for another host", async () => {
    const { headers } = await createBrowser().ask(START, { headers: { host: "evil.example" } });
    expect(new URL(headers.get("location") ?? "").searchParams.get("redirect_uri")).toBe(
      `${world.url}/sign-in/callback/oidc`,
    );
  });
  it("and of another browser the answer is not taken", async () => {
    await person("ADMIN", account("admin@campus.example"));
    const { url } = await createBrowser().go(START, (at) => at.includes("/sign-in/callback/"));
    const other = createBrowser();
    expect([(await other.go(url)).status, other.named(STAFF)]).toEqual([404, null]);
  });
});

describe("ADMIN_EMAILS", () => {
  it("make the owner of a verified address an ADMIN, once for ever, audited without the address", async () => {
    account("boss@campus.example");
    const browser = createBrowser();
    await toConsole(browser);
    const me = await meOf(browser);
    expect(me.body.role).toBe("ADMIN");
    const [entry] = (await audits("user.admin-by-email")).filter(({ actorId }) => actorId === me.body.id);
    expect(entry).toBeDefined();
    expect(JSON.stringify(entry)).not.toContain("campus.example");
    const [role] = (await audits("user.role")).filter(({ subject }) => subject === me.body.id);
    expect(role).toMatchObject({ actorId: null, detail: { to: "ADMIN", via: "admin-emails" } });
    // The role is taken away: the address does not bring it back.
    await prisma.user.update({ where: { id: me.body.id ?? "" }, data: { role: "USER" } });
    const again = createBrowser();
    expect([(await toConsole(again)).status, again.named(STAFF)]).toEqual([403, null]);
    // Nor to somebody else who holds it now.
    account("boss@campus.example");
    expect((await toConsole(createBrowser())).status).toBe(403);
  });
  it("not for an address that nobody verified", async () => {
    account("second@campus.example", { email_verified: false });
    expect((await toConsole(createBrowser())).status).toBe(403);
    account("second@campus.example", { email_verified: undefined });
    expect((await toConsole(createBrowser())).status).toBe(403);
  });
  it("not for whoever has another identity besides: somebody else may have put it there", async () => {
    const id = await person("USER", account("third@campus.example"));
    await prisma.externalIdentity.create({ data: { userId: id, provider: "google", externalId: "planted" } });
    expect((await toConsole(createBrowser())).status).toBe(403);
    expect((await prisma.user.findUniqueOrThrow({ where: { id } })).role).toBe("USER");
  });
  it("ten owners of one address at once: one ADMIN", async () => {
    const back = [];
    for (let each = 0; each < 10; each++) {
      account("race@campus.example");
      const browser = createBrowser();
      back.push({ browser, url: (await browser.go(START, (at) => at.includes("/sign-in/callback/"))).url });
    }
    const pages = await Promise.all(back.map(({ browser, url }) => browser.go(url, (at) => at.endsWith("/admin"))));
    expect(pages.filter(({ url }) => url.endsWith("/admin")).length).toBe(1);
    expect(pages.filter(({ status }) => status === 403).length).toBe(9);
  });
});

it("who was refused is not sent back as the same one: another account can be chosen", async () => {
  const browser = createBrowser();
  account("nobody-here@campus.example");
  const refused = await toConsole(browser);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('href="/v1/admin/sign-in/oidc?choose"');
  const id = await person("STAFF", account("somebody-here@campus.example"));
  const back = await toConsoleAsAnother(browser, `${START}?choose`);
  expect(back.url.endsWith("/admin")).toBe(true);
  expect((await meOf(browser)).body.id).toBe(id);
});

describe("a staff member adds an identity", () => {
  const staffIn = async () => {
    const id = await person("STAFF", account("linker@campus.example"));
    const browser = createBrowser();
    await toConsole(browser);
    return { id, browser, csrf: (await meOf(browser)).body.csrfToken ?? "" };
  };
  const link = (browser: Browser, csrf: string) =>
    browser.ask(START, { method: "POST", headers: { "x-csrf-token": csrf, origin: world.url } });

  it("from the console's own script alone, to themselves alone", async () => {
    const { id, browser, csrf } = await staffIn();
    expect((await link(browser, "")).status).toBe(403);
    const key = await createApiKey(world, world.staffId, "no browser", "ADMIN");
    expect((await world.call("POST", "/v1/admin/sign-in/oidc", {}, { authorization: `Bearer ${key}` })).body.code).toBe(
      "use-console",
    );
    const begun = await link(browser, csrf);
    expect(begun.status).toBe(200);
    // Still signed in there with the first one: the provider asks which it is.
    account("second-account@campus.example");
    await toConsoleAsAnother(browser, JSON.parse(begun.text).url);
    expect(await prisma.externalIdentity.count({ where: { userId: id } })).toBe(2);
    expect((await audits("identity.link")).filter(({ actorId }) => actorId === id).length).toBe(1);
    // By the new one they come in from now on.
    const other = createBrowser();
    await toConsole(other);
    expect((await meOf(other)).body.id).toBe(id);
  });
  it("not one of somebody else, and not any more once the role is gone", async () => {
    const { id, browser, csrf } = await staffIn();
    const taken = await link(browser, csrf);
    await person("USER", account("taken@campus.example"));
    signOutThere(browser);
    expect((await browser.go(JSON.parse(taken.text).url)).status).toBe(409);
    const late = await link(browser, csrf);
    await prisma.user.update({ where: { id }, data: { role: "USER" } });
    account("late@campus.example");
    signOutThere(browser);
    expect((await browser.go(JSON.parse(late.text).url)).status).toBe(403);
    expect(await prisma.externalIdentity.count({ where: { userId: id } })).toBe(1);
  });
});
