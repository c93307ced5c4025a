import { describe, expect, it, vi } from "vitest";
import { createApiKey, createSignInLink } from "../../src/identity/sign-in-staff.ts";
import { OPERATIONS } from "../../src/http/operations/all.ts";
import { aside, branchWith, eventsOf, sendIn, startOf } from "../conversations/lines.ts";
import { parseEvents, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const key = await createApiKey(world, world.staffId, "tests", "STAFF");
const staff = (method: string, path: string, body?: unknown) =>
  world.call(method, `/v1/admin${path}`, body, { authorization: `Bearer ${key}` });

describe("staff", () => {
  it("need a key or a sign-in for every route of theirs; a guest's token is not one", async () => {
    const guest = await world.claim();
    for (const { method, path, who } of OPERATIONS) {
      if (who !== "staff") continue;
      const url = path.replace("{id}", "1");
      const body = method === "get" ? undefined : {};
      expect([url, (await world.call(method.toUpperCase(), url, body)).status]).toEqual([url, 401]);
      expect([url, (await world.call(method.toUpperCase(), url, body, guest.bearer)).status]).toEqual([url, 401]);
    }
  });

  it("a key never has more than its owner has left", async () => {
    const user = await world.database.prisma.user.create({ data: { role: "USER" } });
    const weak = await createApiKey(world, user.id, "weak", "ADMIN");
    const answer = await world.call("GET", "/v1/admin/me", undefined, { authorization: `Bearer ${weak}` });
    expect([answer.status, answer.body.code]).toEqual([403, "role-too-low"]);
  });

  it("sign in by a one-time link, once, even when ten redeem it at once; the cookie is the browser's alone", async () => {
    const link = await createSignInLink(world, world.staffId, `${world.url}/admin`);
    const token = link.split("#sign-in=")[1];
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.call("POST", "/v1/admin/sign-in", { token })),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const cookie = won[0]?.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^__Host-sidecoach-staff=[\w-]+; .*Path=\/; .*HttpOnly; Secure; SameSite=Lax/);
    const header = { cookie: cookie.split(";")[0] ?? "" };
    const signedIn = await world.call("GET", "/v1/admin/me", undefined, header);
    expect(signedIn.status).toBe(200);
    expect((await world.call("GET", "/v1/admin/sign-in", undefined, header)).body).toEqual({ staff: signedIn.body });
    // A write by cookie needs the console's own token, which a foreign page cannot read.
    expect((await world.call("POST", "/v1/admin/invitations", {}, header)).body.code).toBe("csrf-token");
    const write = { ...header, "x-csrf-token": signedIn.body.csrfToken };
    expect((await world.call("POST", "/v1/admin/invitations", {}, write)).status).toBe(201);
    expect((await world.call("POST", "/v1/admin/sign-out", {}, write)).status).toBe(204);
    expect((await world.call("GET", "/v1/admin/me", undefined, header)).status).toBe(401);
    const ended = await world.call("GET", "/v1/admin/sign-in", undefined, header);
    expect([ended.status, ended.body]).toEqual([200, { staff: null }]);
  });

  it("whoever is not signed in to the console is told so without an error, and nothing more", async () => {
    const guest = await world.claim();
    const asked = [
      {},
      guest.bearer,
      // A key is for scripts: it signs nobody in to the console.
      { authorization: `Bearer ${key}` },
      { cookie: "__Host-sidecoach-staff=made-up" },
    ];
    for (const headers of asked) {
      const { status, body } = await world.call("GET", "/v1/admin/sign-in", undefined, headers);
      expect([status, body]).toEqual([200, { staff: null }]);
    }
  });
});

describe("invitations", () => {
  it("are made from a preset, the default one where nothing is said, or a quota; never both", async () => {
    expect((await staff("POST", "/invitations", {})).body).toMatchObject({
      quotaLabel: "Standard conversation",
      state: "unopened",
    });
    expect((await staff("POST", "/invitations", { preset: "short" })).body.quotaLabel).toBe("Short conversation");
    expect((await staff("POST", "/invitations", { quota: { tokens: 5, label: "Tiny" } })).body.quota).toMatchObject({
      tokens: 5,
      level: "exhausted",
    });
    for (const body of [
      { preset: "short", quota: { tokens: 5, label: "x" } },
      { preset: "none" },
      { scenarioSlug: "none" },
      { site: "none" },
      { maxClaims: 5 },
      { quota: { tokens: -1, label: "x" } },
      { colour: "red" },
    ])
      expect((await staff("POST", "/invitations", body)).status).toBe(422);
  });

  it("show their link again, with the token the database has only the hash of", async () => {
    const made = (await staff("POST", "/invitations", { label: "Ada", externalRef: "s-1" })).body;
    const again = (await staff("GET", `/invitations/${made.id}`)).body;
    expect(again.link).toBe(made.link);
    expect(made.link).toBe(`https://practice.example/room#invitation=${made.token}`);
    expect((await world.claimToken(made.token)).invitation.id).toBe(made.id);
  });

  it("are extended and topped up by absolute values, never below what is used and reserved", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Hello.");
    const path = `/invitations/${invitee.invitation.id}`;
    const before = (await staff("GET", path)).body;
    expect((await staff("PATCH", path, { quotaTokens: before.quota.used - 1 })).status).toBe(422);
    expect((await staff("PATCH", path, { quotaTokens: before.quota.used })).body).toMatchObject({
      quota: { tokens: before.quota.used, remaining: 0 },
    });
    const expiresAt = new Date(Date.now() + 40 * 86_400_000).toISOString();
    expect((await staff("PATCH", path, { expiresAt, quotaTokens: 900_000 })).body).toMatchObject({
      expiresAt,
      quota: { tokens: 900_000 },
    });
    expect((await staff("PATCH", path, {})).status).toBe(422);
    // What would be rounded up into a year that nothing reads breaks no list.
    for (const late of ["9999-12-31T23:59:59.9999999Z", "9999-12-31T00:00:00Z"])
      expect((await staff("PATCH", path, { expiresAt: late })).status).toBe(422);
    expect((await staff("PATCH", path, { expiresAt: "9999-12-30T23:59:59.9999999Z" })).status).toBe(200);
    expect((await staff("GET", "/invitations")).status).toBe(200);
  });

  it("revoked: the next message is refused at once, reading goes on; re-issued: a new link, the same guest", async () => {
    const made = (await staff("POST", "/invitations", { scenarioSlug: "the-heating-is-off" })).body;
    const invitee = await world.claimToken(made.token);
    const id = await invitee.start();
    await invitee.exchange(id, "Hello.");
    expect((await staff("POST", `/invitations/${made.id}/revoke`)).body.state).toBe("revoked");
    const refused = await invitee.send(id, "One more.");
    expect([refused.status, refused.body.code]).toEqual([410, "revoked"]);
    expect((await invitee.get(`/v1/sessions/${id}`)).status).toBe(200);
    const fresh = (await staff("POST", `/invitations/${made.id}/reissue`)).body;
    expect(fresh.token).not.toBe(made.token);
    // The old link is dead, and whoever holds it or was signed in by it is told why.
    expect((await world.call("POST", "/v1/invitations/preview", { token: made.token })).body).toMatchObject({
      code: "invitation-not-found",
      replaced: true,
    });
    const kept = await world.call("POST", "/v1/auth/refresh", { refreshToken: invitee.refreshToken });
    expect(kept.body).toMatchObject({ code: "session-ended", replaced: true });
    const back = await world.claimToken(fresh.token);
    expect(back.user.id).toBe(invitee.user.id);
    await back.post("/v1/auth/logout");
    const out = await world.call("POST", "/v1/auth/refresh", { refreshToken: back.refreshToken });
    expect([out.body.code, out.body.replaced]).toEqual(["session-ended", undefined]);
    const again = await world.claimToken(fresh.token);
    expect((await again.exchange(id, "I am back.")).at(-1)).toMatchObject({ status: "completed" });
    const acts = await world.database.prisma.auditEntry.findMany({
      where: { subject: made.id },
      orderBy: { createdAt: "asc" },
    });
    expect(acts.map((act) => act.action)).toEqual([
      "invitation.create",
      "invitation.claim",
      "invitation.revoke",
      "invitation.reissue",
    ]);
  });

  it("what staff change is told to open readers at once", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Hello.");
    const gone = new AbortController();
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    const stream = await fetch(`${world.url}/v1/sessions/${id}/events`, {
      headers: { ...invitee.bearer, "last-event-id": session.cursor },
      signal: gone.signal,
    });
    await staff("PATCH", `/invitations/${invitee.invitation.id}`, { quotaTokens: 777_000 });
    await staff("POST", `/invitations/${invitee.invitation.id}/revoke`);
    let text = "";
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('"revoked"')) break;
    }
    gone.abort();
    expect(parseEvents(text)).toMatchObject([
      { type: "quota", tokens: 777_000 },
      { type: "problem", code: "revoked" },
    ]);
  });

  it("are listed newest first, page by page, each once, with a state that can be asked for", async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; cursor: string | null } = (
        await staff("GET", `/invitations?limit=3${cursor ? `&cursor=${cursor}` : ""}`)
      ).body;
      all.push(...page.items.map((item) => item.id));
      cursor = page.cursor;
    } while (cursor);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(await world.database.prisma.invitation.count({ where: { parentId: null } }));
    const exhausted = (await staff("GET", "/invitations?state=exhausted")).body.items;
    expect(exhausted.every((item: { state: string }) => item.state === "exhausted")).toBe(true);
    expect((await staff("GET", "/invitations?q=ada")).body.items.map((item: { label: string }) => item.label)).toEqual([
      "Ada",
    ]);
    expect((await staff("GET", "/invitations?q=%25")).body.items).toEqual([]);
    expect((await staff("GET", "/invitations?cursor=nonsense")).status).toBe(422);
    expect((await staff("GET", "/invitations?state=lost")).status).toBe(422);
  });

  it("a page of them takes as many queries as one of them, and says what each invitee is told", async () => {
    const untouched = await world.claim();
    const talking = await world.claim();
    const id = await talking.start();
    await talking.exchange(id, "Which day is the engineer coming?");
    await talking.exchange(id, "So you have waited since Monday, and nobody has called you back.");
    const failed = await world.claim();
    const stuck = await failed.start();
    await failed.exchange(stuck, "Hello.");
    world.simulator.fault({ kind: "unauthorized", lane: "partner" });
    await failed.exchange(stuck, "Are you there?");
    const page = async (limit: number) => {
      const query = vi.spyOn(world.database.pool, "query");
      const { items } = (await staff("GET", `/invitations?limit=${limit}`)).body;
      const queries = query.mock.calls.length;
      query.mockRestore();
      expect(items).toHaveLength(limit);
      return { items, queries };
    };
    // What the server does by its clock may come in between: never three times.
    const leastOf = async (limit: number) =>
      [await page(limit), await page(limit), await page(limit)].reduce((a, b) => (b.queries < a.queries ? b : a));
    const [one, many] = [await leastOf(1), await leastOf(10)];
    expect(one.queries).toBeGreaterThan(1);
    expect(many.queries).toBe(one.queries);
    for (const invitee of [untouched, talking, failed]) {
      const listed = many.items.find((item: { id: string }) => item.id === invitee.invitation.id);
      const told = (await invitee.get("/v1/me")).body.invitation;
      expect(listed.quota).toEqual(told.quota);
      expect((await staff("GET", `/invitations/${invitee.invitation.id}`)).body.quota).toEqual(told.quota);
    }
  });

  it("say which scenario the invitee chose, where the choice was theirs", async () => {
    const { token, id } = (await staff("POST", "/invitations", {})).body;
    const seen = async () => {
      const { scenario, chosenScenario } = (await staff("GET", `/invitations/${id}`)).body;
      return { scenario, chosenScenario };
    };
    expect(await seen()).toEqual({ scenario: null, chosenScenario: null });
    const invitee = await world.claimToken(token);
    await invitee.start({ scenarioSlug: "the-heating-is-off" });
    expect(await seen()).toMatchObject({ scenario: null, chosenScenario: { slug: "the-heating-is-off" } });
    const given = await world.claim();
    await given.start();
    expect((await staff("GET", `/invitations/${given.invitation.id}`)).body).toMatchObject({
      scenario: { slug: "the-heating-is-off" },
      chosenScenario: null,
    });
  });

  it("stuck says so when the last exchange failed", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.fault({ kind: "unauthorized", lane: "partner" });
    await invitee.exchange(id, "Hello.");
    expect((await staff("GET", `/invitations/${invitee.invitation.id}`)).body.state).toBe("stuck");
  });
});

describe("sessions", () => {
  it("are read with both lanes, their ledger and notes on the exact message", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Which day is the engineer coming?");
    const { body } = await staff("GET", `/sessions/${id}`);
    expect(body.messages.map((message: { role: string }) => message.role)).toEqual([
      "partner",
      "user",
      "partner",
      "coach",
    ]);
    expect(body.usage).toHaveLength(2);
    expect(body.simulated).toBe(true);
    expect([body.exchangesUsed, body.totalMessages]).toEqual([1, 4]);
    const note = await staff("POST", `/sessions/${id}/notes`, {
      content: "Asks for a day.",
      messageId: body.messages[1].id,
    });
    expect(note.status).toBe(201);
    expect((await staff("GET", `/sessions/${id}`)).body.notes).toMatchObject([
      { content: "Asks for a day.", messageId: body.messages[1].id, author: "Owner" },
    ]);
    expect((await staff("POST", `/sessions/${id}/notes`, { content: "x", messageId: 999_999 })).status).toBe(422);
    expect((await staff("GET", `/sessions?invitationId=${invitee.invitation.id}`)).body.items).toHaveLength(1);
    expect((await staff("GET", "/sessions/999999")).status).toBe(404);
  });

  it("are read with their branches and asides: the main line stays as it was, every call has what it was made for", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const first = startOf(await invitee.exchange(id, "Which day is the engineer coming?"));
    const read = async () => (await staff("GET", `/sessions/${id}`)).body;
    const before = await read();
    expect([before.branches, before.asides]).toEqual([[], []]);

    const again = eventsOf(await branchWith(invitee, first.exchangeId, "You must be cold."));
    const branchId = startOf(again).branchId as string;
    eventsOf(await sendIn(invitee, id, branchId, "How long has it been off?"));
    await aside(invitee, id, "Was I too harsh?");
    await aside(invitee, id, "And now?", { branchId });
    // Whether a comment was delivered is written a moment later.
    await expect
      .poll(async () => {
        const [{ body: own }, { branches, asides }] = [await invitee.get(`/v1/sessions/${id}`), await read()];
        return JSON.stringify([branches, asides]) === JSON.stringify([own.branches, own.asides]);
      })
      .toBe(true);
    const after = await read();
    expect(after.messages.map(({ id: message }: { id: number }) => message)).toEqual(
      before.messages.map(({ id: message }: { id: number }) => message),
    );
    expect(after.branches).toMatchObject([{ id: branchId, parentId: null, fromNumber: 1, exchangeCount: 2 }]);
    expect(after.asides).toMatchObject([
      { number: 1, branchId: null, afterNumber: 1, question: { content: "Was I too harsh?" } },
      { number: 2, branchId, afterNumber: 2, question: { content: "And now?" } },
    ]);

    type Placed = { id: string; number: number; branchId: string | null };
    const places = after.exchanges.map((exchange: Placed) => [exchange.branchId, exchange.number]);
    expect(new Set(places.map(String))).toEqual(
      new Set(
        [
          [null, 1],
          [branchId, 1],
          [branchId, 2],
        ].map(String),
      ),
    );
    const calls = after.usage.map((row: { exchangeId: string | null; asideId: string | null }) => [
      row.exchangeId,
      row.asideId,
    ]);
    expect(calls.map(String).toSorted()).toEqual(
      [
        ...after.exchanges.flatMap((exchange: Placed) => [
          [exchange.id, null],
          [exchange.id, null],
        ]),
        ...after.asides.map(({ id: asideId }: { id: string }) => [null, asideId]),
      ]
        .map(String)
        .toSorted(),
    );

    const answer = after.asides[0].answer.id;
    const noted = await staff("POST", `/sessions/${id}/notes`, { content: "Asks for help.", messageId: answer });
    expect(noted.status).toBe(201);
    expect((await read()).notes).toMatchObject([{ messageId: answer }]);
  });

  it("comments are known to be delivered, and seen", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Hello.");
    const comment = (await staff("GET", `/sessions/${id}`)).body.messages.at(-1);
    expect(comment).toMatchObject({ role: "coach", seenAt: null });
    await expect
      .poll(async () => (await staff("GET", `/sessions/${id}`)).body.messages.at(-1).deliveredAt)
      .not.toBeNull();
    expect((await invitee.post(`/v1/sessions/${id}/seen`, { messageIds: [comment.id] })).status).toBe(204);
    expect((await staff("GET", `/sessions/${id}`)).body.messages.at(-1).seenAt).not.toBeNull();
  });
});
