import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../src/http/operations/all.ts";
import { useTestWorld } from "../test-world.ts";
import { addIdentities, addPerson, atConsole, type Caller } from "./sign-in.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const admin = await atConsole(world, "ADMIN");
const siteId = (await prisma.site.findUniqueOrThrow({ where: { key: "test-site" } })).id;

const invitationId = async () => (await world.invite()).id;
const sessionId = async () => (await world.claim()).start();
const keyId = async () => (await admin.post("/v1/admin/api-keys", { name: "x", role: "STAFF" })).body.id as string;
const noteId = async () =>
  (await admin.post(`/v1/admin/sessions/${await sessionId()}/notes`, { content: "Seen." })).body.id as string;
const scenarioId = async (): Promise<number> => {
  const made = { slug: `s-${randomUUID()}`, name: "New", from: "the-heating-is-off" };
  return (await admin.post("/v1/admin/scenarios", made)).body.id;
};
const spokenSession = async (): Promise<number> => {
  const invitee = await world.claim();
  const id = await invitee.start();
  await invitee.exchange(id, "Hello.");
  return id;
};
const preset = () => ({ name: `p-${randomUUID()}`, label: "New", tokens: 9_000 });
const PRICE = { model: "claude-haiku-5-5", inputPerMillion: 1, outputPerMillion: 5, currency: "USD" };
/** Every staff write, and the entry it leaves. `by`: who does it, where that is not the one ADMIN of this file. */
type Write = { action: string; act: () => Promise<{ ask: (by: Caller) => ReturnType<Caller["post"]>; by?: Caller }> };
const WRITES: Record<string, Write> = {
  "post /v1/admin/sign-out": {
    action: "staff.sign-out",
    act: async () => ({ ask: (by) => by.post("/v1/admin/sign-out"), by: await atConsole(world, "STAFF") }),
  },
  "post /v1/admin/invitations": {
    action: "invitation.create",
    act: async () => ({ ask: (by) => by.post("/v1/admin/invitations", {}) }),
  },
  "patch /v1/admin/invitations/{id}": {
    action: "invitation.change",
    act: async () => {
      const id = await invitationId();
      return { ask: (by) => by.patch(`/v1/admin/invitations/${id}`, { quotaTokens: 3_000_000 }) };
    },
  },
  "post /v1/admin/invitations/{id}/revoke": {
    action: "invitation.revoke",
    act: async () => {
      const id = await invitationId();
      return { ask: (by) => by.post(`/v1/admin/invitations/${id}/revoke`) };
    },
  },
  "post /v1/admin/invitations/{id}/reissue": {
    action: "invitation.reissue",
    act: async () => {
      const id = await invitationId();
      return { ask: (by) => by.post(`/v1/admin/invitations/${id}/reissue`) };
    },
  },
  "post /v1/admin/invitations/bulk": {
    action: "invitation.create",
    act: async () => ({
      ask: (by) =>
        by.post("/v1/admin/invitations/bulk", { rows: [{ externalRef: randomUUID(), email: "ada@example.org" }] }),
    }),
  },
  "post /v1/admin/invitations/acts": {
    action: "invitation.send",
    act: async () => {
      const { id } = await world.invite({ email: `${randomUUID()}@example.org` });
      return { ask: (by) => by.post("/v1/admin/invitations/acts", { act: "send", ids: [id] }) };
    },
  },
  "post /v1/admin/invitations/links": {
    action: "invitation.links",
    act: async () => {
      const id = await invitationId();
      return { ask: (by) => by.post("/v1/admin/invitations/links", { ids: [id] }) };
    },
  },
  "patch /v1/admin/sites/{id}/mail/{kind}": {
    action: "site.mail",
    act: async () => ({
      ask: (by) =>
        by.patch(`/v1/admin/sites/${siteId}/mail/reminder`, { template: { subject: "Seen.", body: "{link} a@b" } }),
    }),
  },
  "post /v1/admin/sessions/{id}/notes": {
    action: "note.create",
    act: async () => {
      const id = await sessionId();
      return { ask: (by) => by.post(`/v1/admin/sessions/${id}/notes`, { content: "Seen." }) };
    },
  },
  "patch /v1/admin/notes/{id}": {
    action: "note.change",
    act: async () => {
      const id = await noteId();
      return { ask: (by) => by.patch(`/v1/admin/notes/${id}`, { content: "Seen. And again." }) };
    },
  },
  "delete /v1/admin/notes/{id}": {
    action: "note.delete",
    act: async () => {
      const id = await noteId();
      return { ask: (by) => by.delete(`/v1/admin/notes/${id}`) };
    },
  },
  "post /v1/admin/codes": {
    action: "code.create",
    act: async () => ({ ask: (by) => by.post("/v1/admin/codes", { name: `Seen. ${randomUUID()}` }) }),
  },
  "patch /v1/admin/codes/{id}": {
    action: "code.change",
    act: async () => {
      const { id } = (await admin.post("/v1/admin/codes", { name: randomUUID() })).body;
      return { ask: (by) => by.patch(`/v1/admin/codes/${id}`, { meaning: "Seen.", retired: true }) };
    },
  },
  "post /v1/admin/alerts/marks": {
    action: "alert.mark",
    act: async () => ({ ask: (by) => by.post("/v1/admin/alerts/marks", { seen: ["stuck:x:1"] }) }),
  },
  "post /v1/admin/scenarios": {
    action: "scenario.create",
    act: async () => ({ ask: (by) => by.post("/v1/admin/scenarios", { slug: `s-${randomUUID()}`, name: "New" }) }),
  },
  "patch /v1/admin/scenarios/{id}": {
    action: "scenario.change",
    act: async () => {
      const id = await scenarioId();
      return { ask: (by) => by.patch(`/v1/admin/scenarios/${id}`, { revision: 1, goal: "Another." }) };
    },
  },
  "post /v1/admin/scenarios/{id}/publish": {
    action: "scenario.publish",
    act: async () => {
      const id = await scenarioId();
      return { ask: (by) => by.post(`/v1/admin/scenarios/${id}/publish`, { revision: 1 }) };
    },
  },
  "post /v1/admin/scenarios/{id}/archive": {
    action: "scenario.archive",
    act: async () => {
      const id = await scenarioId();
      return { ask: (by) => by.post(`/v1/admin/scenarios/${id}/archive`, { archived: true }) };
    },
  },
  "post /v1/admin/scenarios/{id}/trial": {
    action: "scenario.try",
    act: async () => {
      const id = await scenarioId();
      return { ask: (by) => by.post(`/v1/admin/scenarios/${id}/trial`, {}) };
    },
  },
  "post /v1/admin/scenarios/{id}/replays": {
    action: "scenario.replay",
    act: async () => {
      const [id, from] = [await scenarioId(), await spokenSession()];
      return { ask: (by) => by.post(`/v1/admin/scenarios/${id}/replays`, { sessionId: from }) };
    },
  },
  "post /v1/admin/replays/{id}/cancel": {
    action: "scenario.replay-cancel",
    act: async () => {
      const made = { sessionId: await spokenSession() };
      const { id } = (await admin.post(`/v1/admin/scenarios/${await scenarioId()}/replays`, made)).body;
      return { ask: (by) => by.post(`/v1/admin/replays/${id}/cancel`) };
    },
  },
  "post /v1/admin/quota-presets": {
    action: "preset.create",
    act: async () => ({ ask: (by) => by.post("/v1/admin/quota-presets", preset()) }),
  },
  "patch /v1/admin/quota-presets/{id}": {
    action: "preset.change",
    act: async () => {
      const { id } = (await admin.post("/v1/admin/quota-presets", preset())).body;
      return { ask: (by) => by.patch(`/v1/admin/quota-presets/${id}`, { label: "Changed" }) };
    },
  },
  "delete /v1/admin/quota-presets/{id}": {
    action: "preset.delete",
    act: async () => {
      const { id } = (await admin.post("/v1/admin/quota-presets", preset())).body;
      return { ask: (by) => by.delete(`/v1/admin/quota-presets/${id}`) };
    },
  },
  "post /v1/admin/quota-presets/order": {
    action: "preset.order",
    act: async () => {
      const { items } = (await admin.get("/v1/admin/quota-presets")).body as { items: { id: string }[] };
      const ids = items.map(({ id }) => id).toReversed();
      return { ask: (by) => by.post("/v1/admin/quota-presets/order", { ids }) };
    },
  },
  "post /v1/admin/model-prices": {
    action: "model-price.set",
    act: async () => ({ ask: (by) => by.post("/v1/admin/model-prices", PRICE) }),
  },
  "post /v1/admin/model-prices/remove": {
    action: "model-price.remove",
    act: async () => {
      await admin.post("/v1/admin/model-prices", PRICE);
      return { ask: (by) => by.post("/v1/admin/model-prices/remove", { model: PRICE.model }) };
    },
  },
  "post /v1/admin/sites": {
    action: "site.create",
    act: async () => {
      const made = { key: `k-${randomUUID()}`, name: "New", pageUrl: "https://new.example/page" };
      return { ask: (by) => by.post("/v1/admin/sites", made) };
    },
  },
  "post /v1/admin/sites/{id}/trial": {
    action: "site.try",
    act: async () => ({ ask: (by) => by.post(`/v1/admin/sites/${siteId}/trial`) }),
  },
  "patch /v1/admin/users/{id}": {
    action: "user.role",
    act: async () => {
      const id = await addPerson(world, "GUEST");
      return { ask: (by) => by.patch(`/v1/admin/users/${id}`, { role: "STAFF" }) };
    },
  },
  "post /v1/admin/users/{id}/erasure": {
    action: "person.erase",
    act: async () => {
      const id = await addPerson(world, "GUEST");
      return { ask: (by) => by.post(`/v1/admin/users/${id}/erasure`, { confirm: true }) };
    },
  },
  "post /v1/admin/export": {
    action: "study.create",
    act: async () => ({ ask: (by) => by.post("/v1/admin/export", { name: randomUUID() }) }),
  },
  "post /v1/admin/api-keys": {
    action: "api-key.create",
    act: async () => ({ ask: (by) => by.post("/v1/admin/api-keys", { name: "x", role: "STAFF" }) }),
  },
  "delete /v1/admin/api-keys/{id}": {
    action: "api-key.revoke",
    act: async () => {
      const id = await keyId();
      return { ask: (by) => by.delete(`/v1/admin/api-keys/${id}`) };
    },
  },
  "delete /v1/admin/me/identities/{id}": {
    action: "identity.unlink",
    act: async () => {
      const by = await atConsole(world, "STAFF");
      const [id] = await addIdentities(world, by.userId, 2);
      return { ask: (who) => who.delete(`/v1/admin/me/identities/${id}`), by };
    },
  },
  "patch /v1/admin/sites/{id}": {
    action: "site.change",
    act: async () => ({ ask: (by) => by.patch(`/v1/admin/sites/${siteId}`, { requireKnownPeople: false }) }),
  },
  "post /v1/admin/sites/{id}/keys": {
    action: "site-key.create",
    act: async () => ({ ask: (by) => by.post(`/v1/admin/sites/${siteId}/keys`) }),
  },
  "delete /v1/admin/sites/{id}/keys/{kid}": {
    action: "site-key.delete",
    act: async () => {
      const { kid } = (await admin.post(`/v1/admin/sites/${siteId}/keys`)).body;
      return { ask: (by) => by.delete(`/v1/admin/sites/${siteId}/keys/${kid}`) };
    },
  },
};
/**
 * Staff writes that change nothing yet: what they begin is audited where it ends, in the tests of sign-in. And the lines of a replay,
 * which is audited where it begins; one said again, in the tests of trials; and the look at mails before they are written.
 */
const BEGINNINGS = [
  "post /v1/admin/sign-in/{provider}",
  "post /v1/admin/replays/{id}/next",
  "post /v1/admin/replays/{id}/again",
  "post /v1/admin/invitations/mail-preview",
];

const entries = () => prisma.auditEntry.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });

describe("every staff act", () => {
  it("of every staff write that the app has is walked here", () => {
    const writes = OPERATIONS.filter(({ who, method }) => who === "staff" && method !== "get").map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect([...Object.keys(WRITES), ...BEGINNINGS].toSorted()).toEqual(writes.toSorted());
  });

  it.each(Object.entries(WRITES))("%s leaves exactly one entry, of ids alone", async (_route, { action, act }) => {
    const { ask, by = admin } = await act();
    const before = new Set((await entries()).map(({ id }) => id));
    const answer = await ask(by);
    expect(answer.status).toBeLessThan(300);
    const made = (await entries()).filter(({ id }) => !before.has(id));
    expect(made.map((entry) => entry.action)).toEqual([action]);
    expect(made[0]?.actorId).toMatch(/./);
    expect(JSON.stringify(made[0])).not.toMatch(/Seen\.|@/);
  });

  it.each(Object.entries(WRITES))("%s leaves none where it is refused", async (route, { act }) => {
    const { ask } = await act();
    const before = await prisma.auditEntry.count();
    const nobody: Caller = {
      get: (path) => world.call("GET", path),
      post: (path, body = {}) => world.call("POST", path, body),
      patch: (path, body) => world.call("PATCH", path, body),
      delete: (path) => world.call("DELETE", path),
    };
    expect([route, (await ask(nobody)).status]).toEqual([route, 401]);
    expect(await prisma.auditEntry.count()).toBe(before);
  });

  it("is shown with the name that its thing has now, and with none once that is gone", async () => {
    const { id } = await world.invite({ label: "P-77" });
    await admin.post(`/v1/admin/invitations/${id}/revoke`);
    const scenario = await scenarioId();
    const shown = async (subject: string | number) =>
      (await admin.get(`/v1/admin/audit?subject=${subject}`)).body.items.map(
        ({ subjectLabel }: { subjectLabel: string | null }) => subjectLabel,
      );
    expect(new Set(await shown(id))).toEqual(new Set(["P-77"]));
    expect(await shown(scenario)).toEqual(["New"]);
    await pool.query(`UPDATE "Invitation" SET label = NULL WHERE id = $1`, [id]);
    expect(new Set(await shown(id))).toEqual(new Set([null]));
  });

  it("a sign-in by link is one, with the way it came by", async () => {
    const person = await atConsole(world, "STAFF");
    const signIns = await prisma.auditEntry.findMany({ where: { actorId: person.userId } });
    expect(signIns).toMatchObject([{ action: "staff.sign-in", subject: person.userId, detail: { via: "link" } }]);
  });

  it("without its entry is undone: the role stays where the audit log cannot be written", async () => {
    const id = await addPerson(world, "GUEST");
    await pool.query(`ALTER TABLE "AuditEntry" ADD CONSTRAINT nothing_more CHECK (action <> 'user.role') NOT VALID`);
    try {
      expect((await admin.patch(`/v1/admin/users/${id}`, { role: "STAFF" })).status).toBe(500);
      expect((await prisma.user.findUniqueOrThrow({ where: { id } })).role).toBe("GUEST");
    } finally {
      await pool.query(`ALTER TABLE "AuditEntry" DROP CONSTRAINT nothing_more`);
    }
  });
});

describe("the log", () => {
  it.each([
    `UPDATE "AuditEntry" SET action = 'nothing'`,
    `DELETE FROM "AuditEntry"`,
    `TRUNCATE "AuditEntry"`,
    `TRUNCATE "AuditEntry" CASCADE`,
  ])("refuses %s", async (sql) => {
    const before = await entries();
    expect(before.length).toBeGreaterThan(0);
    await expect(pool.query(sql)).rejects.toThrow("immutable");
    expect(await entries()).toEqual(before);
  });

  it("is read by actor, action and subject, page by page, each entry once", async () => {
    const actor = await addPerson(world, "STAFF", "The actor");
    const subject = randomUUID();
    // Many of one moment: the place in the list is the time and the id.
    await pool.query(
      `INSERT INTO "AuditEntry" (id, "actorId", action, subject) SELECT gen_random_uuid()::text, $1, 'thing.touch', $2 FROM generate_series(1, 130)`,
      [actor, subject],
    );
    for (const filter of [`actor=${actor}`, `subject=${subject}`, "action=thing.touch", "action=thing"]) {
      const seen: { id: string }[] = [];
      let cursor: string | null = null;
      do {
        const { body } = await admin.get(`/v1/admin/audit?${filter}${cursor === null ? "" : `&cursor=${cursor}`}`);
        seen.push(...body.items);
        cursor = body.cursor;
      } while (cursor !== null);
      expect(seen[0]).toMatchObject({ actorId: actor, actorName: "The actor", action: "thing.touch", subject });
      const ids = new Set(seen.map(({ id }) => id));
      expect([filter, seen.length, ids.size]).toEqual([filter, 130, 130]);
    }
    expect((await admin.get(`/v1/admin/audit?actor=${actor}&action=other`)).body.items).toEqual([]);
    const yearZero = Buffer.from('["0000-01-01T00:00:00Z","x"]').toString("base64url");
    for (const madeUp of ["made-up", yearZero])
      expect((await admin.get(`/v1/admin/audit?cursor=${madeUp}`)).status).toBe(422);
  });
});
