import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TranscriptDocument } from "../../src/protocol/rights.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;

/** A session with two exchanges, an aside and a branch. */
const talk = async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  const events = await invitee.exchange(id, "Good evening, Mr. Halloran.");
  await invitee.exchange(id, "When will the heating be on again?");
  await world.running.settled();
  await invitee.post(
    `/v1/sessions/${id}/asides`,
    { content: "Was that too blunt?" },
    { "idempotency-key": randomUUID() },
  );
  const exchangeId = events.find(({ type }) => type === "exchange-start") as unknown as { exchangeId: string };
  await invitee.post(
    `/v1/exchanges/${exchangeId.exchangeId}/branches`,
    { content: "Hello again." },
    { "idempotency-key": randomUUID() },
  );
  await world.running.settled();
  return { invitee, id };
};

it("holds every line, both lanes, asides, times and usage; its sums are the ledger's", async () => {
  const { invitee, id } = await talk();
  const answer = await invitee.get("/v1/me/transcript");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toContain("transcript.json");
  const document = TranscriptDocument.parse(answer.body);
  expect(document.person.id).toBe(invitee.user.id);
  const [session] = document.sessions;
  expect([document.sessions.length, session?.id, session?.invitationId]).toEqual([1, id, invitee.invitation.id]);
  const roles = session?.messages.map(({ role, exchangeNumber }) => `${exchangeNumber} ${role}`) ?? [];
  expect(roles).toEqual(expect.arrayContaining(["1 user", "1 partner", "2 user", "2 partner"]));
  expect(roles.some((role) => role.endsWith("coach"))).toBe(true);
  expect(session?.branches[0]?.messages[0]?.content).toBe("Hello again.");
  expect(session?.asides[0]).toMatchObject({ question: { content: "Was that too blunt?" }, status: "completed" });
  const charged = session?.usage.reduce((sum, call) => sum + call.chargedTokens, 0);
  expect(charged).toBe(document.invitations[0]?.usedTokens);
  expect(charged).toBeGreaterThan(0);
  expect(document.consents).toHaveLength(1);
});

it("holds nothing of anybody else, and nothing of another site", async () => {
  const { invitee } = await talk();
  const stranger = await world.claim();
  expect(TranscriptDocument.parse((await stranger.get("/v1/me/transcript")).body).sessions).toEqual([]);
  // The same person's invitation on another site.
  const elsewhere = await prisma.site.create({
    data: { key: randomUUID(), name: "Elsewhere", pageUrl: "https://else.example/" },
  });
  const { id } = await world.invite({ site: elsewhere.key });
  await pool.query(`UPDATE "Invitation" SET "linkedUserId" = $2, "claimedAt" = now() WHERE id = $1`, [
    id,
    invitee.user.id,
  ]);
  const document = TranscriptDocument.parse((await invitee.get("/v1/me/transcript")).body);
  expect(document.invitations.map((invitation) => invitation.id)).toEqual([invitee.invitation.id]);
});

it("is read on our own page by a link that opens once, for five minutes, and carries its token in the fragment", async () => {
  const { invitee } = await talk();
  const made = await invitee.post("/v1/me/transcript-link");
  expect(made.status).toBe(201);
  const url = new URL(made.body.url);
  expect([url.origin, url.pathname, url.search]).toEqual([new URL(world.url).origin, "/me", ""]);
  const ticket = new URLSearchParams(url.hash.slice(1)).get("transcript");
  const open = () => world.call("POST", "/v1/rights/transcript", { ticket });
  const answers = await Promise.all(Array.from({ length: 20 }, open));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status, body }) => status === 401 && body.code === "bad-token")).toHaveLength(19);
});

it("a link of a sign-in that has ended, or that is forged, opens nothing", async () => {
  const { default: jwt } = await import("jsonwebtoken");
  const { invitee } = await talk();
  const { url } = (await invitee.post("/v1/me/transcript-link")).body;
  const ticket = new URLSearchParams(new URL(url).hash.slice(1)).get("transcript") as string;
  const claims = jwt.decode(ticket) as { sid: string; sub: string };
  const sign = (key: string, more: object) =>
    jwt.sign({ sid: claims.sid, ...more }, key, {
      audience: "sidecoach-transcript",
      subject: claims.sub,
      jwtid: randomUUID(),
    });
  const forged = [
    sign("another key", { exp: Math.floor(Date.now() / 1000) + 60 }),
    jwt.sign({ ...claims }, "", { algorithm: "none" }),
    "nonsense",
  ];
  for (const wrong of forged)
    expect((await world.call("POST", "/v1/rights/transcript", { ticket: wrong })).body.code).toBe("bad-token");
  await invitee.post("/v1/auth/logout");
  expect((await world.call("POST", "/v1/rights/transcript", { ticket })).body.code).toBe("bad-token");
});

it("is read by the invitation's link, too, revoked or not; of somebody who has signed in since it is not", async () => {
  const made = await world.invite();
  const invitee = await world.claimToken(made.token);
  const id = await invitee.start();
  await invitee.exchange(id, "Good evening.");
  await world.running.settled();
  const read = () => world.call("POST", "/v1/rights/transcript", { token: made.token });
  expect((await read()).body.sessions).toHaveLength(1);
  await pool.query(`UPDATE "Invitation" SET "revokedAt" = now() WHERE id = $1`, [made.id]);
  expect((await read()).body.sessions).toHaveLength(1);
  await pool.query(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [invitee.user.id]);
  expect((await read()).body.code).toBe("invitation-used");
  expect((await world.call("POST", "/v1/rights/preview", { token: made.token })).body).toMatchObject({
    state: "signed-in",
    sessions: 0,
    messages: 0,
    consent: null,
  });
});

it("the page comes from us alone, under a policy without exceptions, and shows nothing as markup", async () => {
  for (const [path, type] of [
    ["/me", "text/html"],
    ["/me/me.js", "javascript"],
    ["/me/me.css", "text/css"],
  ] as const) {
    const page = await world.call("GET", path);
    expect([path, page.status]).toEqual([path, 200]);
    expect(page.headers.get("content-type")).toContain(type);
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  }
  const script = readFileSync(new URL("../../src/rights/page/me.js", import.meta.url), "utf8");
  expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
});
