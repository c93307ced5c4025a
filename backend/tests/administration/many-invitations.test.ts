import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import type { BulkRow } from "../../src/protocol/bulk-invitations.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const bearer = { authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", "STAFF")}` };
const staff = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  world.call(method, `/v1/admin${path}`, body, { ...bearer, ...headers });
const upload = (csv: string, query = "") =>
  staff("POST", `/invitations/bulk${query}`, csv, { "content-type": "text/csv" });
const bulk = (body: unknown) => staff("POST", "/invitations/bulk", body);
const act = (body: unknown) => staff("POST", "/invitations/acts", body);
const outcomes = (rows: BulkRow[]) => rows.map(({ outcome }) => outcome);
const stored = () => prisma.invitation.count();

describe("an upload", () => {
  it("makes a thousand from CSV, in the file's order; the same file again makes nothing and answers the same", async () => {
    const csv = `label,reference,cohort,scenario,preset,days\n${Array.from(
      { length: 1_000 },
      (_, i) => `Person ${i},thousand-${i},wave 1,the-heating-is-off,short,30`,
    ).join("\n")}\n`;
    const first = await upload(csv);
    expect([first.status, first.body.counts]).toEqual([
      201,
      { rows: 1_000, made: 1_000, existing: 0, ready: 0, bad: 0 },
    ]);
    const again = await upload(csv);
    expect([again.status, again.body.counts]).toEqual([
      200,
      { rows: 1_000, made: 0, existing: 1_000, ready: 0, bad: 0 },
    ]);
    expect(again.body.rows.map((row: BulkRow) => row.invitation)).toEqual(
      first.body.rows.map((row: BulkRow) => row.invitation),
    );
    const listed = (await staff("GET", "/invitations?cohort=wave%201&limit=3")).body;
    expect(listed.items.map(({ label }: { label: string }) => label)).toEqual(["Person 0", "Person 1", "Person 2"]);
    expect(listed.items[0]).toMatchObject({
      cohort: "wave 1",
      presetName: "short",
      scenario: { slug: "the-heating-is-off" },
    });
    const last = first.body.rows[999].invitation;
    expect((await world.claimToken(last.token)).invitation.id).toBe(last.id);
    expect(last.link).toBe(`https://practice.example/room#invitation=${last.token}`);
  });

  it("says of each bad row which column, and what to do; nothing is stored, unless staff leave the bad ones out", async () => {
    const before = await stored();
    const csv = [
      "label;reference;scenario;preset;days;email;mode",
      "Good one;bad-1;the-heating-is-off;short;7;;",
      '"Two',
      'lines";bad-2;the-heating-is-of;;7;;',
      "Ada;bad-3;;enormous;soon;ada at home;",
      "Again;bad-1;;;;;",
      "Group;bad-5;;;;a@b.example;shared",
    ].join("\r\n");
    const refused = await upload(csv);
    expect([refused.status, refused.body.code]).toEqual([422, "invalid"]);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/rows/3/scenario",
      "/rows/5/days",
      "/rows/5/email",
      "/rows/5/preset",
      "/rows/6/reference",
      "/rows/7/email",
    ]);
    const said = Object.fromEntries(
      refused.body.errors.map((e: { pointer: string; detail: string }) => [e.pointer, e.detail]),
    );
    expect(said["/rows/3/scenario"]).toMatch(/the-heating-is-of\b.*There are: .*the-heating-is-off.*leave it empty/);
    expect(said["/rows/5/days"]).toMatch(/“soon”.*a whole number of days.*as 14/);
    expect(said["/rows/6/reference"]).toMatch(/row 2 already.*reference of its own/);
    expect(await stored()).toBe(before);

    const dry = await upload(csv, "?dryRun=true&onlyGood=true");
    expect([dry.status, dry.body.stored, outcomes(dry.body.rows)]).toEqual([
      200,
      false,
      ["ready", "bad", "bad", "bad", "bad"],
    ]);
    expect(await stored()).toBe(before);

    const part = await upload(csv, "?onlyGood=true");
    expect([part.status, outcomes(part.body.rows)]).toEqual([201, ["made", "bad", "bad", "bad", "bad"]]);
    expect(await stored()).toBe(before + 1);
    // Mended and sent again: what was made stays, what was bad is made now.
    const mended = await upload(csv.replace("the-heating-is-of;", "the-heating-is-off;"), "?onlyGood=true");
    expect(outcomes(mended.body.rows)).toEqual(["existing", "made", "bad", "bad", "bad"]);
  });

  it("makes nothing of a sheet's empty lines: below its last row stand cells with nothing in them", async () => {
    const { body } = await upload(`label,reference\r\nAda,empty-1\r\n,\r\n , \r\nBo,\r\n,,\r\n\r\n`);
    expect(body.counts).toEqual({ rows: 2, made: 2, existing: 0, ready: 0, bad: 0 });
    expect(body.rows.map(({ row }: BulkRow) => row)).toEqual([2, 5]);
    expect((await upload(`label,reference\n,\n,\n`)).status).toBe(422);
    const { status, body: refused } = await upload("a,".repeat(500_000));
    expect([status, refused.errors]).toEqual([
      422,
      [{ pointer: "/rows/1", detail: expect.stringContaining("500001 cells") }],
    ]);
  });

  it("two of staff who send two files at once that share rows make each row once", async () => {
    const file = (from: number) =>
      `label,reference\n${Array.from({ length: 200 }, (_, i) => `Person ${from + i},shared-${from + i}`).join("\n")}`;
    const sent = await Promise.all([0, 100, 0, 100].map((from) => upload(file(from))));
    expect(sent.map(({ status }) => status < 300)).toEqual([true, true, true, true]);
    expect(sent.reduce((sum, { body }) => sum + body.counts.made, 0)).toBe(300);
    expect(await prisma.invitation.count({ where: { externalRef: { startsWith: "shared-" } } })).toBe(300);
  });

  it("understands what the screen calls a scenario, a preset or a site, in capitals or not; a name of several is asked about", async () => {
    const [heating, short] = [
      (await prisma.scenario.findUniqueOrThrow({ where: { slug: "the-heating-is-off" } })).name,
      (await prisma.quotaPreset.findUniqueOrThrow({ where: { name: "short" } })).label,
    ];
    const csv = `reference,scenario,preset,days,site\ntitled-1,${heating.toUpperCase()},${short},7,practice house\ntitled-2,The-Heating-Is-Off,short,,`;
    const { body } = await upload(csv);
    expect(outcomes(body.rows)).toEqual(["made", "made"]);
    expect(body.rows[0]).toMatchObject({ scenario: heating, preset: short, days: 7, site: "Practice House" });
    expect(body.rows[1]).toMatchObject({ scenario: heating, preset: short, days: 14 });
    const listed = (await staff("GET", "/invitations?q=titled-1")).body.items;
    expect(listed[0]).toMatchObject({ scenario: { slug: "the-heating-is-off" }, presetName: "short" });

    const twin = { name: "twin", label: short, quota: { tokens: 1_000, label: short }, sortOrder: 90 };
    await prisma.quotaPreset.create({ data: twin });
    try {
      const asked = await bulk({ rows: [{ preset: short }, { preset: "short" }], dryRun: true });
      expect(outcomes(asked.body.rows)).toEqual(["bad", "ready"]);
      expect(asked.body.rows[0].errors).toEqual([
        { column: "preset", detail: expect.stringMatching(/is the name of several: .*\btwin\b.*Write which/) },
      ]);
    } finally {
      await prisma.quotaPreset.delete({ where: { name: "twin" } });
    }
  });

  it("without references, knows its rows by what they say: alike ones are counted, another upload is another", async () => {
    const rows = [{ label: "Pseudonym" }, { label: "Pseudonym" }, { label: "Other" }];
    const first = (await bulk({ rows })).body;
    expect(outcomes(first.rows)).toEqual(["made", "made", "made"]);
    const again = (await bulk({ rows: [...rows, { label: "Pseudonym" }], uploadKey: first.uploadKey })).body;
    expect(outcomes(again.rows)).toEqual(["existing", "existing", "existing", "made"]);
    expect(new Set(again.rows.map((row: BulkRow) => row.invitation?.id)).size).toBe(4);
    expect(outcomes((await bulk({ rows, uploadKey: "next week" })).body.rows)).toEqual(["made", "made", "made"]);
  });

  it("finds the reference of an invitation that was made by itself, in its cohort alone", async () => {
    const externalRef = randomUUID();
    const one = (await staff("POST", "/invitations", { externalRef, cohort: "a" })).body;
    const rows = (
      await bulk({
        rows: [
          { externalRef, cohort: "a" },
          { externalRef, cohort: "b" },
        ],
      })
    ).body.rows;
    expect(outcomes(rows)).toEqual(["existing", "made"]);
    expect(rows[0].invitation).toEqual({ id: one.id, token: one.token, link: one.link });
  });

  it("of rows with references, and without, makes nothing twice once a second site exists, whichever site is taken for them", async () => {
    const csv = "label,reference,cohort\nP01,twice-1,wave 9\nP02,twice-2,wave 9\nNobody,,wave 9\n";
    const first = (await upload(csv)).body;
    expect(outcomes(first.rows)).toEqual(["made", "made", "made"]);
    const pageUrl = "https://second.example/room";
    const second = await prisma.site.create({
      data: { key: "second", name: "Second", pageUrl, origins: ["https://second.example"] },
    });
    const before = await stored();
    try {
      const again = (await upload(csv)).body;
      expect(outcomes(again.rows)).toEqual(["existing", "existing", "existing"]);
      expect(again.rows.map((row: BulkRow) => row.invitation)).toEqual(
        first.rows.map((row: BulkRow) => row.invitation),
      );
      // For another site, at once and ten times: with a reference it is the same person still.
      const referenced = csv.replace("Nobody,,wave 9\n", "P03,twice-3,wave 9\n");
      const sites = Array.from({ length: 12 }, (_, i) => ["", "&site=second", "&site=test-site"][i % 3]);
      const answers = await Promise.all(sites.map((site) => upload(referenced, `?onlyGood=true${site}`)));
      expect(answers.reduce((sum, { body }) => sum + body.counts.made, 0)).toBe(1);
      expect(await stored()).toBe(before + 1);
      expect((await upload(csv, "?site=nowhere")).body.errors).toEqual([
        { pointer: "/site", detail: "must be an active site's key" },
      ]);

      // A row that says its site is of that one; then one that says none could mean either.
      const both = ["second", "test-site"].map((site) => ({ externalRef: "either", site }));
      expect(outcomes((await bulk({ rows: both })).body.rows)).toEqual(["made", "made"]);
      const either = { rows: [{ externalRef: "either" }] };
      const asked = await bulk(either);
      expect([asked.status, asked.body.errors]).toEqual([
        422,
        [
          {
            pointer: "/rows/1/site",
            detail: expect.stringMatching(/more than one site: second, test-site\. Write which/),
          },
        ],
      ]);
      expect(outcomes((await bulk({ ...either, site: "second" })).body.rows)).toEqual(["existing"]);
    } finally {
      await prisma.site.update({ where: { id: second.id }, data: { isActive: false } });
    }
  });

  it("sent ten times at once makes each row once, and all ten are answered the same", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => (i % 2 ? { externalRef: randomUUID() } : { label: "Race" }));
    const before = await stored();
    const answers = await Promise.all(Array.from({ length: 10 }, () => bulk({ rows })));
    expect(await stored()).toBe(before + 20);
    expect(answers.reduce((sum, { body }) => sum + body.counts.made, 0)).toBe(20);
    expect(
      new Set(answers.map(({ body }) => JSON.stringify(body.rows.map((row: BulkRow) => row.invitation)))).size,
    ).toBe(1);
  });

  it.each([
    ["nothing", "", 1, null],
    ["a column that is none", "label,colour\nA,red\n", 1, "colour"],
    ["a column twice", "label,name\nA,B\n", 1, "name"],
    ["an open quotation mark", 'label\n"A\n', 2, null],
    ["a cell too many", "label,reference\nA,b,c\n", 2, null],
    ["letters of another encoding", "label\nZo\uFFFD\n", 2, "label"],
  ])("of %s is refused with the line", async (_name, csv, row, column) => {
    const { status, body } = await bulk({ csv });
    expect(status).toBe(422);
    expect(body.upload.rows[0]).toMatchObject({
      row,
      outcome: "bad",
      errors: [{ column, detail: expect.stringMatching(/\w/) }],
    });
  });

  it("too large, too long, of no rows or of no kind that is known is refused", async () => {
    expect((await bulk({ rows: [] })).status).toBe(422);
    expect((await bulk({ rows: ["Ada", 1, null] })).body.upload.counts.bad).toBe(3);
    expect((await bulk({})).status).toBe(422);
    expect((await upload(`label\n${"x\n".repeat(5_001)}`)).status).toBe(422);
    expect((await upload("x".repeat(2_200_000))).status).toBe(413);
    expect((await staff("POST", "/invitations/bulk", "<rows/>", { "content-type": "application/xml" })).status).toBe(
      400,
    );
    expect((await bulk([{ label: "A bare list" }])).body.counts.made).toBe(1);
  });
});

describe("acts for many", () => {
  const invite = async (count: number, more: object = {}): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, async () => (await world.invite(more)).id));
  const audited = (ids: string[], action: string) =>
    prisma.auditEntry.count({ where: { subject: { in: ids }, action } });

  it("extend from the expiry or from now, top up by what is added, each audited; ten top-ups at once all count", async () => {
    const ids = await invite(3);
    await pool.query(`UPDATE "Invitation" SET "expiresAt" = now() - interval '40 days' WHERE id = $1`, [ids[0]]);
    await pool.query(`UPDATE "Invitation" SET "revokedAt" = now() WHERE id = $1`, [ids[2]]);
    const extended = (await act({ act: "extend", ids: [...ids, "nobody"], days: 7 })).body;
    expect(extended.done.toSorted()).toEqual(ids.slice(0, 2).toSorted());
    expect(extended.skipped).toEqual([
      { id: ids[2], why: "revoked" },
      { id: "nobody", why: "unknown" },
    ]);
    const past = await prisma.invitation.findUniqueOrThrow({ where: { id: ids[0] ?? "" } });
    const days = (past.expiresAt.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
    expect(await audited(ids, "invitation.change")).toBe(2);

    await Promise.all(Array.from({ length: 10 }, () => act({ act: "top-up", ids: ids.slice(0, 2), tokens: 1_000 })));
    const quotas = await prisma.invitation.findMany({ where: { id: { in: ids.slice(0, 2) } } });
    expect(quotas.map(({ quota }) => (quota as { tokens: number }).tokens)).toEqual([2_010_000, 2_010_000]);
    expect((await act({ act: "top-up", ids: [ids[0]], tokens: -1 })).status).toBe(422);
  });

  it("extend to the end of the year 9999 at most: what reads them knows no later one", async () => {
    const ids = await invite(1);
    await pool.query(`UPDATE "Invitation" SET "expiresAt" = '9999-06-01' WHERE id = $1`, [ids[0]]);
    expect((await act({ act: "extend", ids, days: 3_650 })).body.done).toEqual(ids);
    const { body } = await staff("GET", `/invitations/${ids[0]}`);
    expect(body.expiresAt).toBe("9999-12-31T23:59:59.000Z");
  });

  it("unstick somebody who is exhausted: the state is another, and the next message goes through", async () => {
    const invitee = await world.claim({ quota: { tokens: 30_000, label: "Small" } });
    const session = await invitee.start();
    await pool.query(`UPDATE "Invitation" SET quota = quota || '{"tokens": 1}' WHERE id = $1`, [invitee.invitation.id]);
    expect((await invitee.send(session, "Hello?")).status).toBe(402);
    await pool.query(`UPDATE "Invitation" SET "exhaustedAt" = now() WHERE id = $1`, [invitee.invitation.id]);
    expect((await act({ act: "top-up", ids: [invitee.invitation.id], tokens: 500_000 })).body.done).toEqual([
      invitee.invitation.id,
    ]);
    expect((await invitee.exchange(session, "Hello?")).at(-1)).toMatchObject({ status: "completed" });
  });

  it("revoke with a group's children, and sign every device out; the link lets a device in again", async () => {
    const group = await world.invite({ claimMode: "SHARED" });
    const one = await world.claimToken(group.token, "device one");
    const session = await one.start();
    const single = await world.claim();
    const asked = { act: "sign-out", ids: [group.id, single.invitation.id] };
    expect((await act(asked)).body.done.toSorted()).toEqual(asked.ids.toSorted());
    expect([(await one.get("/v1/me")).status, (await single.get("/v1/me")).status]).toEqual([401, 401]);
    expect((await act(asked)).body.skipped.map(({ why }: { why: string }) => why)).toEqual([
      "nobody-signed-in",
      "nobody-signed-in",
    ]);
    const back = await world.claimToken(group.token, "device one");
    expect(back.user.id).toBe(one.user.id);

    expect((await act({ act: "revoke", ids: [group.id] })).body.done).toEqual([group.id]);
    expect((await back.send(session, "Hello?")).body.code).toBe("revoked");
    expect(await audited([group.id], "invitation.revoke")).toBe(1);
    expect((await act({ act: "revoke", ids: [group.id] })).body.skipped).toEqual([{ id: group.id, why: "revoked" }]);
  });

  it("hand out the links of the chosen ones, also as a file in which no cell is a formula", async () => {
    const labels = ["=1+1", "+31 6", "-2", "@SUM(A1)", 'Ada "the first", Zoë'];
    const made = await Promise.all(labels.map((label) => world.invite({ label, cohort: "=cmd" })));
    const ids = made.map(({ id }) => id);
    const { items } = (await staff("POST", "/invitations/links", { ids })).body;
    expect(items.map(({ link }: { link: string }) => link)).toEqual(made.map(({ link }) => link));
    const file = await staff("POST", "/invitations/links", { ids }, { accept: "text/csv" });
    expect(file.headers.get("content-disposition")).toContain("invitations.csv");
    const lines = String(file.body)
      .replace(/^\uFEFF/, "")
      .trim()
      .split("\r\n");
    expect(lines[0]).toBe("label,reference,cohort,email,scenario,site,state,expires,link,id");
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual([
      "'=1+1",
      "'+31 6",
      "'-2",
      "'@SUM(A1)",
      '"Ada ""the first""',
    ]);
    expect(lines.slice(1).every((line) => line.includes("'=cmd"))).toBe(true);
    expect(await prisma.auditEntry.count({ where: { action: "invitation.links" } })).toBe(2);
  });
});

it("label and cohort are changed and taken away; an erased child of a group keeps none", async () => {
  const group = await world.invite({ claimMode: "SHARED", label: "Class", cohort: "a" });
  const child = await world.claimToken(group.token, randomUUID());
  const gone = await world.claimToken(group.token, randomUUID());
  expect((await gone.post("/v1/me/erasure", { confirm: true })).status).toBeLessThan(300);
  const changed = (await staff("PATCH", `/invitations/${group.id}`, { label: "Class 2", cohort: null })).body;
  expect([changed.label, changed.cohort]).toEqual(["Class 2", null]);
  const labelOf = async (id: string) => (await prisma.invitation.findUniqueOrThrow({ where: { id } })).label;
  expect([await labelOf(child.invitation.id), await labelOf(gone.invitation.id)]).toEqual(["Class 2", null]);
  const { status } = await world.call("POST", "/v1/invitations/claim", {
    token: group.token,
    deviceId: "new",
    consent: CONSENT,
  });
  expect(status).toBe(200);
});

describe("a reference that is changed later", () => {
  const refOf = async (id: string) => (await prisma.invitation.findUniqueOrThrow({ where: { id } })).externalRef;
  const rename = (id: string, change: object) => staff("PATCH", `/invitations/${id}`, change);

  it("is taken with the group's children, told by the audit as changed alone, and taken away", async () => {
    const externalRef = randomUUID();
    const group = await world.invite({ claimMode: "SHARED", externalRef: "before" });
    const child = await world.claimToken(group.token, randomUUID());
    expect((await rename(group.id, { externalRef: ` ${externalRef} ` })).body.externalRef).toBe(externalRef);
    expect(await refOf(child.invitation.id)).toBe(externalRef);
    expect((await rename(group.id, { externalRef: null })).body.externalRef).toBeNull();
    const told = await prisma.auditEntry.findMany({ where: { subject: group.id, action: "invitation.change" } });
    expect(told.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([{ externalRef: "changed" }, { externalRef: "taken away" }]),
    );
    for (const wrong of ["", " ", "a".repeat(201), "a\0b", 7])
      expect((await rename(group.id, { externalRef: wrong })).status, JSON.stringify(wrong)).toBe(422);
  });

  it("is one invitation's own within site and cohort: another is refused, and nothing is changed", async () => {
    const externalRef = randomUUID();
    const ros = await world.invite({ externalRef, cohort: "a", label: "Ros" });
    const [ana, ben] = [
      await world.invite({ externalRef: "x", cohort: "a", label: "Ana" }),
      await world.invite({ externalRef, cohort: "b", label: "Ben" }),
    ];
    const refused = await rename(ana.id, { externalRef, label: "Other", expiresAt: "2031-01-01T00:00:00Z" });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([{ pointer: "/externalRef", detail: "is that of “Ros” already" }]);
    const { body: after } = await staff("GET", `/invitations/${ana.id}`);
    expect([after.label, after.externalRef, after.expiresAt]).toEqual(["Ana", "x", ana.expiresAt]);
    // Into the cohort in which it stands already: the same.
    expect((await rename(ben.id, { cohort: "a" })).body.errors).toMatchObject([{ pointer: "/cohort" }]);
    // What stays as it is, is no other; and two of old stay as they are.
    expect((await rename(ros.id, { externalRef, cohort: "a", label: "Ros 2" })).status).toBe(200);
    const twin = await world.invite({ externalRef, cohort: "a" });
    expect((await rename(twin.id, { label: "Twin", externalRef, cohort: "a" })).status).toBe(200);
  });

  it("given to ten at once is taken by one", async () => {
    const externalRef = randomUUID();
    const made = await Promise.all(Array.from({ length: 10 }, () => world.invite()));
    const answers = await Promise.all(made.map(({ id }) => rename(id, { externalRef })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(422)]);
    expect(await prisma.invitation.count({ where: { externalRef } })).toBe(1);
  });

  it("is what an upload knows it by from now on", async () => {
    const [before, after] = [randomUUID(), randomUUID()];
    const upload = async (externalRef: string) => (await bulk({ rows: [{ externalRef, cohort: "w" }] })).body.rows[0];
    const { invitation } = await upload(before);
    expect((await upload(before)).outcome).toBe("existing");
    expect((await rename(invitation.id, { externalRef: after })).status).toBe(200);
    expect(await upload(after)).toMatchObject({ outcome: "existing", invitation: { id: invitation.id } });
    // Whoever really has the reference that was given by mistake is made.
    const other = await upload(before);
    expect([other.outcome, other.invitation.id === invitation.id]).toEqual(["made", false]);
  });
});

it("cohorts are told by name, each once", async () => {
  await bulk({ rows: ["zebra", "zebra", "yak"].map((cohort) => ({ cohort, externalRef: randomUUID() })) });
  const { items } = (await staff("GET", "/cohorts")).body;
  const names = items.map(({ name }: { name: string }) => name);
  expect(names.filter((name: string) => name === "zebra" || name === "yak")).toEqual(["yak", "zebra"]);
  expect((await staff("GET", "/cohorts?cursor=yak")).body.items).toEqual([{ name: "zebra" }]);
});
