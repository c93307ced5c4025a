import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createAnthropicModel } from "../../src/model/anthropic-model.ts";
import { startSimulator } from "../../src/model/simulator/start-simulator.ts";
import { createModelDirectory } from "../../src/model/model-directory.ts";
import { createPromptTokens } from "../../src/model/prompt-tokens.ts";
import { atConsole } from "../staff/sign-in.ts";
import { SITE_ORIGIN, useTestWorld } from "../test-world.ts";

// Two upstreams: the one that stands for the real key, and the simulator beside it.
const beside = await startSimulator({ speed: "instant" });
afterAll(() => beside.stop());
const model = createAnthropicModel({ apiKey: "simulator", baseUrl: beside.url, idleMs: 20_000 });
const world = await useTestWorld(
  {},
  {
    simulated: false,
    simulation: {
      model,
      models: createModelDirectory(model, "claude-haiku-5-5"),
      promptTokens: createPromptTokens(model),
      simulated: true,
    },
  },
);
const admin = await atConsole(world, "ADMIN");
const staff = await atConsole(world, "STAFF");
const { prisma } = world.database;
const site = await prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
const change = (body: object) => admin.patch(`/v1/admin/sites/${site.id}`, body);

describe("test mode", () => {
  it("asks the simulator, says so, and asks nothing of the real key; the next session without it does", async () => {
    expect((await change({ testMode: true })).body.testMode).toBe(true);
    const asked = world.simulator.journal.length;
    const { token } = await world.invite({ site: "test-site" });
    await world.call("POST", "/v1/invitations/preview", { token });
    await staff.get("/v1/admin/invitations");
    const invitee = await world.claimToken(token);
    expect(invitee.invitation.simulated).toBe(true);
    const session = await invitee.start();
    expect((await invitee.get(`/v1/sessions/${session}`)).body.simulated).toBe(true);
    await invitee.exchange(session, "Good evening.");
    const key = { "idempotency-key": randomUUID(), accept: "application/json" };
    await invitee.post(`/v1/sessions/${session}/asides`, { content: "How am I doing?" }, key);
    await expect.poll(() => beside.journal.filter(({ path }) => path === "/v1/messages").length).toBe(3);
    await invitee.get("/v1/me");
    await staff.get("/v1/admin/invitations");
    await staff.post("/v1/admin/invitations/acts", { act: "top-up", ids: [invitee.invitation.id], tokens: 10 });
    // Not even to count a prompt.
    expect(world.simulator.journal.slice(asked).map(({ path }) => path)).toEqual([]);
    await expect.poll(() => prisma.usageLog.count({ where: { sessionId: session, simulated: true } })).toBe(3);
    expect(await prisma.usageLog.count({ where: { sessionId: session, simulated: false } })).toBe(0);

    // A session stays where it began.
    await change({ testMode: false });
    await invitee.exchange(session, "What happened?");
    expect(await prisma.usageLog.count({ where: { sessionId: session, simulated: false } })).toBe(0);
    const other = await world.claim({ site: "test-site" });
    const real = await other.start();
    await other.exchange(real, "Good evening.");
    expect(await prisma.usageLog.count({ where: { sessionId: real, simulated: true } })).toBe(0);
    expect(world.simulator.journal.slice(asked).length).toBeGreaterThan(0);
  });

  it("counts against no ceiling of the day, and no ceiling stops it: those are of what is really spent", async () => {
    await change({ testMode: true });
    const tester = await world.claim({ site: "test-site" });
    const simulated = await tester.start();
    await change({ testMode: false });
    const invitee = await world.claim({ site: "test-site" });
    const real = await invitee.start();
    await prisma.site.update({ where: { id: site.id }, data: { dailyTokens: 1 } });
    // Which sites have a ceiling is known for two seconds.
    const refused = async () => (await invitee.send(real, "Good evening.")).body.code;
    await expect.poll(refused, { timeout: 5_000 }).toBe("daily-ceiling");
    const days = () => prisma.spendDay.findMany({ where: { scope: site.id } });
    expect(await days()).toMatchObject([{ tokens: 0n, reserved: 0n }]);

    await tester.exchange(simulated, "Good evening.");
    const key = { "idempotency-key": randomUUID(), accept: "application/json" };
    expect((await tester.post(`/v1/sessions/${simulated}/asides`, { content: "And now?" }, key)).status).toBe(202);
    const calls = () => prisma.usageLog.findMany({ where: { sessionId: simulated } });
    await expect.poll(async () => (await calls()).length).toBe(3);
    // They are on the invitation's bill as ever; nothing of them is on the day's.
    for (const { chargedTokens } of await calls()) expect(chargedTokens).toBeGreaterThan(0);
    expect(await prisma.hold.count({ where: { invitationId: tester.invitation.id, NOT: { spendDay: null } } })).toBe(0);
    expect(await days()).toMatchObject([{ tokens: 0n, reserved: 0n }]);
    await prisma.site.update({ where: { id: site.id }, data: { dailyTokens: null } });
  });

  it("a site's own trial is on the simulator too", async () => {
    const { body } = await staff.post(`/v1/admin/sites/${site.id}/trial`);
    const invitee = await world.claimToken(body.page.split("#invitation=")[1]);
    expect(invitee.invitation).toMatchObject({ simulated: true, siteName: "Practice House" });
  });
});

describe("what an ADMIN changes of a site", () => {
  it("is what the invitee meets: name, help, looks", async () => {
    const theme = { "--sc-act": { light: "#6b2fa0", dark: "#c9a4f0" } };
    const helpContacts = [{ name: "Helpline", detail: "At any hour", href: "tel:0800000000" }];
    const changed = await change({ name: "Practice Room", helpContacts, theme, retentionDays: 90 });
    expect(changed.body).toMatchObject({ name: "Practice Room", helpContacts, theme, retentionDays: 90 });
    // What the audit keeps for good says of people to turn to how many there are, not how to reach them.
    const entries = await prisma.auditEntry.findMany({ where: { action: "site.change" } });
    expect(entries.map(({ detail }) => (detail as { helpContacts?: unknown }).helpContacts)).toContain(1);
    expect(JSON.stringify(entries)).not.toContain("0800000000");
    const { token } = await world.invite({ site: "test-site" });
    const preview = await world.call("POST", "/v1/invitations/preview", { token });
    expect(preview.body).toMatchObject({ siteName: "Practice Room", helpContacts, theme });
    expect((await change({ retentionDays: null, theme: {} })).body).toMatchObject({ retentionDays: null, theme: {} });
    expect((await world.call("POST", "/v1/invitations/preview", { token })).body).not.toHaveProperty("theme");
  });

  it("lets origins in, exact ones, and keeps the page of its links among them", async () => {
    const other = "https://other.example:8443";
    expect((await change({ origins: [SITE_ORIGIN, other] })).body.origins).toEqual([SITE_ORIGIN, other]);
    const wrong = (body: object) => change(body).then(({ status, body: { errors } }) => [status, errors?.[0]?.pointer]);
    expect(await wrong({ origins: [other] })).toEqual([422, "/origins"]);
    expect(await wrong({ origins: [SITE_ORIGIN, "https://*.example"] })).toEqual([422, "/origins/1"]);
    expect(await wrong({ origins: [SITE_ORIGIN, `${other}/`] })).toEqual([422, "/origins/1"]);
    expect(await wrong({ origins: [SITE_ORIGIN, "null"] })).toEqual([422, "/origins/1"]);
    expect(await wrong({ pageUrl: "https://elsewhere.example/" })).toEqual([422, "/pageUrl"]);
    expect(await wrong({ pageUrl: `${SITE_ORIGIN}/room#x` })).toEqual([422, "/pageUrl"]);
    expect(await wrong({ pageUrl: "javascript:alert(1)" })).toEqual([422, "/pageUrl"]);
    await change({ returnUrls: [`${other}/back`] });
    expect(await wrong({ origins: [SITE_ORIGIN] })).toEqual([422, "/origins"]);
    expect((await change({ origins: [SITE_ORIGIN], returnUrls: [] })).status).toBe(200);
  });

  it.each([
    ["a colour that is a rule", { theme: { "--sc-act": { light: "red;}", dark: "#000000" } } }],
    ["a token that is none", { theme: { "--sc-z": { light: "#000000", dark: "#000000" } } }],
    ["a script as a help contact", { helpContacts: [{ name: "x", detail: "", href: "javascript:alert(1)" }] }],
    ["eleven help contacts", { helpContacts: Array.from({ length: 11 }, () => ({ name: "x", detail: "" })) }],
    ["no days", { retentionDays: 0 }],
    ["half a day", { retentionDays: 0.5 }],
    ["a name of nothing", { name: " " }],
    ["a NUL", { name: "a\0b" }],
  ])("refuses %s", async (_what, body) => {
    expect((await change(body)).status).toBe(422);
  });

  it("a new site has its page's origin, and a key of its own", async () => {
    const made = { key: `k-${randomUUID()}`, name: "New", pageUrl: "https://new.example/page" };
    expect((await admin.post("/v1/admin/sites", made)).body).toMatchObject({
      ...made,
      origins: ["https://new.example"],
    });
    expect((await admin.post("/v1/admin/sites", made)).body.errors[0].pointer).toBe("/key");
    const page = { ...made, key: `k-${randomUUID()}`, pageUrl: "not a page" };
    expect((await admin.post("/v1/admin/sites", page)).body.errors[0].pointer).toBe("/pageUrl");
    const wide = await admin.post("/v1/admin/sites", { ...page, pageUrl: "https://*.example.org/" });
    expect(wide.body.errors).toEqual([{ pointer: "/pageUrl", detail: "must be one origin, without a wildcard" }]);
  });
});
