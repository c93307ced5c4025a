import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { placeAfter } from "../../src/administration/keyset.ts";
import { pageOfUsers } from "../../src/staff/user-filter.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { addPerson, atConsole, signInToConsole, withKey } from "./sign-in.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const admin = await atConsole(world, "ADMIN");
const staff = await atConsole(world, "STAFF");
const roleOf = async (id: string) => (await prisma.user.findUniqueOrThrow({ where: { id } })).role;
const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id);

describe("people are found", () => {
  it("by name, by id, and by address, which only an ADMIN is told", async () => {
    const ada = await addPerson(world, "USER", "Ada 100%_Lovelace");
    await prisma.contactMethod.create({
      data: { userId: ada, type: "email", value: "ada@first.example", verified: true },
    });
    await prisma.externalIdentity.create({
      data: { userId: ada, provider: "google", externalId: randomUUID(), email: "countess@second.example" },
    });
    for (const q of ["ada 100%_love", ada]) {
      expect(idsOf(await admin.get(`/v1/admin/users?q=${encodeURIComponent(q)}`))).toEqual([ada]);
      expect(idsOf(await staff.get(`/v1/admin/users?q=${encodeURIComponent(q)}`))).toEqual([ada]);
    }
    for (const q of ["first.example", "COUNTESS@"]) {
      expect(idsOf(await admin.get(`/v1/admin/users?q=${q}`))).toEqual([ada]);
      expect(idsOf(await staff.get(`/v1/admin/users?q=${q}`))).toEqual([]);
    }
    expect(idsOf(await admin.get(`/v1/admin/users?q=Ada%25nothing`))).toEqual([]);
    const seen = await admin.get(`/v1/admin/users/${ada}`);
    expect(seen.body).toMatchObject({
      role: "USER",
      providers: ["google"],
      emails: ["ada@first.example", "countess@second.example"],
      identities: [{ provider: "google", email: "countess@second.example" }],
      contactMethods: [{ type: "email", value: "ada@first.example", verified: true }],
    });
    for (const path of [`/v1/admin/users/${ada}`, `/v1/admin/users?q=${ada}`])
      expect(JSON.stringify((await staff.get(path)).body)).not.toContain("example");
  });

  it("by what staff call the invitation they came by, and a group's people with their consents, page by page", async () => {
    const invitee = await world.claim({ label: "Survey 4711", externalRef: "ref/4711-x" });
    for (const q of ["vey 4711", "REF/4711"]) {
      const found = await staff.get(`/v1/admin/users?q=${encodeURIComponent(q)}`);
      expect(idsOf(found), q).toEqual([invitee.user.id]);
      expect(found.body.items[0]).toMatchObject({ name: null, role: "GUEST", labels: ["Survey 4711"] });
    }
    await prisma.invitation.update({ where: { id: invitee.invitation.id }, data: { label: null } });
    expect((await staff.get(`/v1/admin/users?q=4711`)).body.items).toMatchObject([{ labels: ["ref/4711-x"] }]);

    const who = { id: invitee.user.id, role: "GUEST", consent: { service: "2026-11-24", research: false } };
    const of = `/v1/admin/invitations/${invitee.invitation.id}`;
    expect((await staff.get(of)).body.invitee).toMatchObject(who);
    await invitee.patch("/v1/me/consent", { research: true });
    const now = (await staff.get(`/v1/admin/sessions/${await invitee.start()}`)).body.invitee;
    expect(now).toMatchObject({ ...who, consent: { research: true } });
    expect(now.consent.researchSince > now.consent.serviceSince).toBe(true);
    expect((await staff.get(`${of}/people`)).body).toMatchObject({ items: [{ id: invitee.user.id }], cursor: null });

    const group = await world.invite({ claimMode: "SHARED" });
    const members: string[] = [];
    for (let at = 0; at < 3; at++)
      members.unshift((await world.claimToken(group.token, `device-${at}-of-a-group`)).user.id);
    const people = (await staff.get(`/v1/admin/invitations/${group.id}/people`)).body;
    expect(people.items.map(({ id }: { id: string }) => id)).toEqual(members);
    const after = placeAfter({ createdAt: new Date(people.items[0].claimedAt), id: people.items[0].invitationId });
    const rest = (await staff.get(`/v1/admin/invitations/${group.id}/people?cursor=${after}`)).body;
    expect(rest.items.map(({ id }: { id: string }) => id)).toEqual(members.slice(1));
    expect((await staff.get(`/v1/admin/invitations/${group.id}`)).body.invitee).toBeNull();
  });

  it("by one letter, by signs, by letters of any script, and not by pieces that stand apart", async () => {
    const named = async (name: string) => [name, await addPerson(world, "USER", name)] as const;
    const people = new Map([
      await named("王伟"),
      await named("Ünal Ö"),
      await named("a.b. ... Q¤"),
      await named("abxbcd"),
    ]);
    const found = async (q: string) => idsOf(await staff.get(`/v1/admin/users?q=${encodeURIComponent(q)}`));
    for (const [q, name] of [
      ["王", "王伟"],
      ["ÜNAL ö", "Ünal Ö"],
      ["...", "a.b. ... Q¤"],
      ["¤", "a.b. ... Q¤"],
      ["BXB", "abxbcd"],
    ] as const)
      expect(await found(q), q).toEqual([people.get(name)]);
    // All pieces of it stand in that name: ab, bx, xb … but never so together.
    for (const q of ["bcdab", "abcd", "王 伟"]) expect(await found(q), q).toEqual([]);
    expect(await found("")).toEqual(idsOf(await staff.get("/v1/admin/users")));
  });

  it("among very many, whether they are new or old, and by an index alone", async () => {
    await pool.query(`
      INSERT INTO "User" (id, name, role, "createdAt", "updatedAt")
        SELECT 'many-' || n, CASE WHEN n % 1000 = 7 THEN 'Needle ' ELSE 'Hay ' END || n, 'USER', timestamp '2020-01-01' + interval '1 minute' * n, now()
        FROM generate_series(1, 2500) n;
      INSERT INTO "ContactMethod" (id, "userId", type, value, "updatedAt") SELECT 'many-' || n, 'many-' || n, 'email', n || '@stack.example', now() FROM generate_series(1, 2500) n;
      INSERT INTO "ExternalIdentity" (id, "userId", provider, "externalId", email)
        SELECT 'many-' || n, 'many-' || n, 'google', 'many-' || n, CASE WHEN n = 3 THEN 'oldest' ELSE 'other' END || n || '@stack.example' FROM generate_series(1, 2500) n`);
    await pool.query(`
      INSERT INTO "Invitation" (id, token, label, "externalRef", quota, "expiresAt", "createdById", "linkedUserId")
        SELECT 'many-' || n, encode(sha256(('many-' || n)::bytea), 'hex'), 'Row ' || n, 'ref-' || n, '{"tokens": 1000, "label": "Test"}', now(), '${world.staffId}', 'many-' || n
        FROM generate_series(1, 800) n`);
    expect(idsOf(await staff.get("/v1/admin/users?q=ref-12"))[0]).toBe("many-129");
    expect(idsOf(await admin.get("/v1/admin/users?q=needle"))).toEqual(["many-2007", "many-1007", "many-7"]);
    expect(idsOf(await admin.get("/v1/admin/users?q=oldest3@"))).toEqual(["many-3"]);
    expect(idsOf(await staff.get("/v1/admin/users?q=oldest3@"))).toEqual([]);
    expect(idsOf(await admin.get("/v1/admin/users?q=many-4"))).toEqual(["many-4"]);
    const hay = await admin.get("/v1/admin/users?q=@stack");
    expect(idsOf(hay)).toEqual(Array.from({ length: 50 }, (_, at) => `many-${2500 - at}`));
    const next = await admin.get(`/v1/admin/users?q=@stack&cursor=${hay.body.cursor}`);
    expect(idsOf(next)[0]).toBe("many-2450");

    const asked = { q: null, role: null, byEmail: true, after: null, limit: 51 };
    const client = await pool.connect();
    try {
      await client.query(
        `BEGIN; ANALYZE "User"; ANALYZE "ContactMethod"; ANALYZE "ExternalIdentity"; ANALYZE "Invitation"; SET LOCAL enable_seqscan = off`,
      );
      const planOf = async (filter: typeof asked | object, search?: "newest" | "all") => {
        const { text, values } = pageOfUsers({ ...asked, ...filter }, search);
        const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
        return rows.map((row) => row["QUERY PLAN"]).join("\n");
      };
      for (const filter of [{}, { role: "ADMIN" }, { q: "zz" }, { q: "needle" }, { q: "needle", role: "USER" }])
        for (const search of ["newest", "all"] as const)
          expect(await planOf(filter, search), JSON.stringify({ filter, search })).not.toMatch(/Seq Scan/);
      for (const q of ["needle", "z", "¤"])
        expect(await planOf({ q })).toMatch(/user_name_letters[^]*contact_method_letters[^]*external_identity_letters/);
      expect(await planOf({ q: "needle", byEmail: false })).not.toMatch(/contact_method|external_identity/);
      expect(await planOf({ role: "ADMIN" })).toMatch(/User_role_createdAt_id_idx/);
      // So few invitations are soon read along the index of whose they are: without it, their words' own are asked.
      await client.query(`DROP INDEX "Invitation_linkedUserId_idx"`);
      expect(await planOf({ q: "needle" })).toMatch(/invitation_label_letters[^]*invitation_reference_letters/);
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  });

  it("by role, page by page, each once", async () => {
    const made: string[] = [];
    for (let at = 0; at < 120; at++) made.push(await addPerson(world, "USER", `page ${at}`));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const answer = await staff.get(
        `/v1/admin/users?role=USER&q=page%20${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      seen.push(...idsOf(answer));
      cursor = answer.body.cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(120);
    expect(new Set(seen)).toEqual(new Set(made));
    expect((await staff.get("/v1/admin/users?cursor=made-up")).status).toBe(422);
    expect((await staff.get("/v1/admin/users?role=KING")).status).toBe(422);
  });

  it("with what they hold: invitations, consents, and into whom they were merged", async () => {
    const invitee = await world.claim({ label: "P-7" });
    const target = await addPerson(world, "USER", "The target");
    const before = (await staff.get(`/v1/admin/users/${invitee.user.id}`)).body;
    expect(before).toMatchObject({
      role: "GUEST",
      mergedInto: null,
      invitations: [{ id: invitee.invitation.id, label: "P-7", state: "claimed" }],
      consents: [{ invitationId: invitee.invitation.id, service: CONSENT.service, research: false, withdrawnAt: null }],
      merges: [],
    });
    await prisma.user.update({ where: { id: invitee.user.id }, data: { mergedIntoId: target } });
    await prisma.mergeOperation.create({
      data: { sourceId: invitee.user.id, targetId: target, requestedById: invitee.user.id, snapshot: "encrypted" },
    });
    const merged = (await staff.get(`/v1/admin/users/${invitee.user.id}`)).body;
    expect(merged.mergedInto).toEqual({ id: target, name: "The target" });
    const [merge] = (await staff.get(`/v1/admin/users/${target}`)).body.merges;
    expect(merge).toMatchObject({ sourceId: invitee.user.id, targetId: target });
    expect(JSON.stringify(merge)).not.toContain("encrypted");
    expect((await staff.get("/v1/admin/users/nobody")).status).toBe(404);
  });
});

describe("roles", () => {
  it("are granted and taken by an ADMIN; what is left follows from identities", async () => {
    const [bare, known] = [await addPerson(world, "GUEST"), await addPerson(world, "USER")];
    await prisma.externalIdentity.create({ data: { userId: known, provider: "google", externalId: randomUUID() } });
    for (const id of [bare, known]) {
      const granted = await admin.patch(`/v1/admin/users/${id}`, { role: "STAFF" });
      expect([granted.status, granted.body.role]).toEqual([200, "STAFF"]);
    }
    // USER is nobody's to give, GUEST nobody's to make of somebody with an identity.
    expect((await admin.patch(`/v1/admin/users/${bare}`, { role: "USER" })).body.role).toBe("GUEST");
    expect((await admin.patch(`/v1/admin/users/${known}`, { role: "GUEST" })).body.role).toBe("USER");
    const acts = await admin.get(`/v1/admin/audit?subject=${bare}&action=user.role`);
    expect(acts.body.items.map(({ actorId, detail }: never) => ({ actorId, detail }))).toEqual([
      { actorId: admin.userId, detail: { from: "STAFF", to: "GUEST" } },
      { actorId: admin.userId, detail: { from: "GUEST", to: "STAFF" } },
    ]);
  });

  it("are not STAFF's to give, nor one's own, nor of somebody who is no more", async () => {
    const id = await addPerson(world, "USER");
    expect((await staff.patch(`/v1/admin/users/${id}`, { role: "STAFF" })).body.code).toBe("role-too-low");
    for (const role of ["STAFF", "USER", "ADMIN"])
      expect((await admin.patch(`/v1/admin/users/${admin.userId}`, { role })).body.code).toBe("own-role");
    // Nor by a key of one's own.
    const own = withKey(world, await createApiKey(world, admin.userId, "own", "ADMIN"));
    expect((await own.patch(`/v1/admin/users/${admin.userId}`, { role: "USER" })).body.code).toBe("own-role");
    const gone = await addPerson(world, "USER");
    await prisma.user.update({ where: { id: gone }, data: { mergedIntoId: id } });
    expect((await admin.patch(`/v1/admin/users/${gone}`, { role: "STAFF" })).status).toBe(422);
    expect((await admin.patch(`/v1/admin/users/nobody`, { role: "STAFF" })).status).toBe(404);
    expect((await admin.patch(`/v1/admin/users/${id}`, { role: "KING" })).status).toBe(422);
    expect([await roleOf(id), await roleOf(admin.userId), await roleOf(gone)]).toEqual(["USER", "ADMIN", "USER"]);
  });

  it("taken away, end the console's sign-ins and keep keys below them at once", async () => {
    const person = await atConsole(world, "ADMIN");
    const again = await signInToConsole(world, person.userId);
    const key = withKey(world, await createApiKey(world, person.userId, "script", "ADMIN"));
    expect((await key.get("/v1/admin/me")).body.role).toBe("ADMIN");
    await admin.patch(`/v1/admin/users/${person.userId}`, { role: "STAFF" });
    for (const console of [person, again]) expect((await console.get("/v1/admin/me")).status).toBe(401);
    expect((await key.get("/v1/admin/me")).body.role).toBe("STAFF");
    await admin.patch(`/v1/admin/users/${person.userId}`, { role: "GUEST" });
    expect((await key.get("/v1/admin/me")).body.code).toBe("role-too-low");
  });
});

describe("the last ADMIN", () => {
  const admins = () => prisma.user.count({ where: { role: "ADMIN" } });
  it("stays: two who demote each other at once leave one, twenty times over", async () => {
    for (let round = 0; round < 20; round++) {
      await prisma.user.updateMany({ where: { role: "ADMIN" }, data: { role: "USER" } });
      const [one, other] = [await atConsole(world, "ADMIN"), await atConsole(world, "ADMIN")];
      const answers = await Promise.all([
        one.patch(`/v1/admin/users/${other.userId}`, { role: "USER" }),
        other.patch(`/v1/admin/users/${one.userId}`, { role: "USER" }),
      ]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      // Whoever was second is no ADMIN by then; where it came to that early, not even signed in.
      const second = answers.find(({ status }) => status !== 200);
      expect(["role-too-low", "bad-token"]).toContain(second?.body.code);
      expect(await admins()).toBe(1);
    }
  }, 60_000);

  it("stays: ten who all demote one another in a ring leave at least one, and each demotion has its entry", async () => {
    await prisma.user.updateMany({ where: { role: "ADMIN" }, data: { role: "USER" } });
    const ring = await Promise.all(Array.from({ length: 10 }, () => atConsole(world, "ADMIN")));
    const answers = await Promise.all(
      ring.map((person, at) => person.patch(`/v1/admin/users/${ring[(at + 1) % 10]?.userId}`, { role: "USER" })),
    );
    const demoted = answers.filter(({ status }) => status === 200).length;
    expect(await admins()).toBe(10 - demoted);
    expect(await admins()).toBeGreaterThan(0);
    const entries = await prisma.auditEntry.count({
      where: { action: "user.role", subject: { in: ring.map(({ userId }) => userId) } },
    });
    expect(entries).toBe(demoted);
  });

  it("is not demoted from the command line either", async () => {
    await prisma.user.updateMany({ where: { role: "ADMIN" }, data: { role: "USER" } });
    const id = await world.identityStore.addStaff("last@example.org", "ADMIN");
    expect(await world.identityStore.addStaff("last@example.org", "STAFF")).toBeNull();
    expect(await roleOf(id ?? "")).toBe("ADMIN");
  });
});

it("an address that somebody claimed and never verified makes nobody staff", async () => {
  const guest = await addPerson(world, "GUEST");
  await prisma.contactMethod.create({
    data: { userId: guest, type: "email", value: "boss@example.org", verified: false },
  });
  const id = await world.identityStore.addStaff("boss@example.org", "STAFF");
  expect(id).not.toBe(guest);
  expect([await roleOf(guest), await roleOf(id ?? "")]).toEqual(["GUEST", "STAFF"]);
  // A verified one does, and twice is once.
  expect(await world.identityStore.addStaff("boss@example.org", "STAFF")).toBe(id);
});
