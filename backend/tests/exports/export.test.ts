import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { csvOf } from "../../src/exports/format-row.ts";
import { TABLES } from "../../src/exports/tables.ts";
import { WITHHELD_COLUMNS, WITHHELD_TABLES } from "../../src/exports/withheld.ts";
import { ALL } from "../../src/exports/narrow-export.ts";
import { jsonLines } from "../../src/exports/write-export.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;
const staff = { authorization: `Bearer ${await createApiKey(world, world.staffId, "export", "STAFF")}` };
const ask = (method: string, path: string, body?: unknown) => world.call(method, path, body, staff);
const makeStudy = async (name: string): Promise<string> =>
  (await ask("POST", "/v1/admin/export", { name })).body.id as string;
// oxlint-disable-next-line typescript/no-explicit-any -- rows of any table
type Line = { table: string } & Record<string, any>;
const take = async (study: string): Promise<Line[]> => {
  const response = await fetch(`${world.url}/v1/admin/export/${study}/file`, { headers: staff });
  expect(response.status).toBe(200);
  return (await response.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
};
const of = (lines: Line[], table: string) => lines.filter((line) => line.table === table);
const csv = async (study: string, table: string): Promise<string[]> => {
  const { status, body } = await ask("GET", `/v1/admin/export/${study}/file?format=csv&table=${table}`);
  expect(status).toBe(200);
  return (body as string).split("\r\n");
};

it("every column of the schema is exported, or named as withheld with why", () => {
  const schema = readFileSync(new URL("../../../prisma/schema.prisma", import.meta.url), "utf8");
  const enums = new Set([...schema.matchAll(/^enum (\w+)/gm)].map((match) => match[1]));
  const scalars = new Set(["String", "Int", "BigInt", "Float", "Boolean", "DateTime", "Json", "Decimal", "Bytes"]);
  const columns = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, model, body]) =>
    [...(body ?? "").matchAll(/^ {2}(\w+)\s+(\w+)/gm)].flatMap(([, name, type]) =>
      scalars.has(type ?? "") || enums.has(type) ? [`${model}.${name}`] : [],
    ),
  );
  const exported = new Set(TABLES.flatMap((table) => table.columns.flatMap((column) => column.of ?? [])));
  const told = (column: string) =>
    Number(exported.has(column)) +
    Number(column in WITHHELD_COLUMNS) +
    Number((column.split(".")[0] ?? "") in WITHHELD_TABLES);
  expect(columns.length).toBeGreaterThan(200);
  // Once: none is forgotten, none is both.
  expect(columns.filter((column) => told(column) !== 1)).toEqual([]);
  expect([...exported].filter((column) => !columns.includes(column))).toEqual([]);
});

/** Two people who talk; `first` also branches, asks aside, and its words would be a formula in a sheet. */
const talk = async (externalRef: string, research: boolean) => {
  const { token, id: invitationId } = await world.invite({ label: `Label of ${externalRef}`, externalRef });
  const claimed = await world.call("POST", "/v1/invitations/claim", { token, consent: { ...CONSENT, research } });
  const invitee = world.signedIn(claimed.body);
  const id = await invitee.start();
  await invitee.exchange(id, '=SUM(1), "quoted"\nsecond line');
  const key = { "idempotency-key": randomUUID() };
  const exchange = (await prisma.exchange.findFirstOrThrow({ where: { sessionId: id } })).id;
  await invitee.post(`/v1/exchanges/${exchange}/branches`, { content: "Another go." }, key);
  await world.running.settled();
  await invitee.post(
    `/v1/sessions/${id}/asides`,
    { content: "Was that too much?" },
    { "idempotency-key": randomUUID() },
  );
  await world.running.settled();
  await pool.query(
    `UPDATE "ConversationSession" SET simulated = false, "facetId" = facet_of('', "scenarioId", '', '', 'real') WHERE id = $1`,
    [id],
  );
  await pool.query(`UPDATE "Invitation" SET cohort = cohort WHERE id = $1`, [invitationId]);
  return { invitee, id, invitationId };
};

describe("an export", async () => {
  const first = await talk("survey-1", true);
  await talk("survey-2", false);
  const simulated = await talk("survey-3", true);
  await pool.query(
    `UPDATE "ConversationSession" SET simulated = true, "facetId" = facet_of('', "scenarioId", '', '', 'simulated') WHERE id = $1`,
    [simulated.id],
  );
  await pool.query(`UPDATE "Invitation" SET cohort = cohort WHERE id = $1`, [simulated.invitationId]);
  const study = await makeStudy("Winter");

  it("holds who agrees to research, joined by their reference, and nothing simulated", async () => {
    const lines = await take(study);
    expect(of(lines, "invitations").map((row) => row["external_ref"])).toEqual(["survey-1"]);
    const sessions = of(lines, "sessions");
    expect(sessions).toHaveLength(1);
    const invitation = of(lines, "invitations").find((row) => row["external_ref"] === "survey-1");
    expect(sessions[0]?.["invitation"]).toBe(invitation?.["invitation"]);
    expect(sessions[0]?.["person"]).toBe(invitation?.["person"]);
    const messages = of(lines, "messages");
    expect(messages.map(({ session }) => session)).toEqual(messages.map(() => sessions[0]?.["session"]));
    expect(messages).toHaveLength(await prisma.message.count({ where: { sessionId: first.id } }));
    expect(messages.find(({ role }) => role === "user")?.["content"]).toBe('=SUM(1), "quoted"\nsecond line');
    // The tree: the other go hangs on the main line, its exchange on it.
    const line = of(lines, "lines")[0];
    expect(line).toMatchObject({ parent_line: null, from_number: 1, session: sessions[0]?.["session"] });
    expect(of(lines, "exchanges").map((row) => row["line"])).toEqual([null, line?.["line"]]);
    expect(of(lines, "asides")).toHaveLength(1);
    expect(of(lines, "usage")).toHaveLength(await prisma.usageLog.count({ where: { sessionId: first.id } }));
    expect(of(lines, "events").length).toBeGreaterThan(4);
    expect(of(lines, "scenarios").length).toBeGreaterThan(0);
    expect(lines.at(-1)).toEqual({ table: "end", rows: lines.length - 1 });
  });

  it("holds a quota as large as staff can give", async () => {
    const tokens = 1_000_000_000_000;
    const { quota } = await prisma.invitation.findUniqueOrThrow({ where: { id: first.invitationId } });
    const give = (most: number) =>
      pool.query(`UPDATE "Invitation" SET quota = quota || jsonb_build_object('tokens', $2::bigint) WHERE id = $1`, [
        first.invitationId,
        most,
      ]);
    await give(tokens);
    const lines = await take(study);
    await give((quota as { tokens: number }).tokens);
    const row = of(lines, "invitations").find(({ external_ref: reference }) => reference === "survey-1");
    expect(row?.["quota_tokens"]).toBe(tokens);
    expect(lines.at(-1)?.["table"]).toBe("end");
  });

  it("leads back to nobody, and is the same within a study alone", async () => {
    const all = JSON.stringify(await take(study));
    const { userId } = await prisma.conversationSession.findUniqueOrThrow({ where: { id: first.id } });
    for (const secret of [userId, first.invitationId, "Label of", world.staffId])
      expect(all.includes(secret as string)).toBe(false);
    expect(JSON.stringify(await take(study))).toBe(all);
    const other = await take(await makeStudy("Spring"));
    const ids = (lines: Line[]) => of(lines, "invitations").map((row) => row["invitation"] as string);
    expect(ids(other).filter((id) => ids(JSON.parse(all) as Line[]).includes(id))).toEqual([]);
  });

  it("takes nothing that people wrote for a formula, in full width or after a line break either", () => {
    const begins = ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A1"];
    for (const text of begins)
      expect(
        csvOf([[text]])
          .replace(/^"/, "")
          .startsWith(`'${text}`),
      ).toBe(true);
    expect(csvOf([["a=1", ""]])).toBe("a=1,\r\n");
  });

  it("is the same as comma-separated values, in which nothing is a formula", async () => {
    const [head, ...rows] = await csv(study, "messages");
    expect(head).toBe(
      TABLES.find(({ name }) => name === "messages")
        ?.columns.map(({ name }) => name)
        .join(","),
    );
    expect(rows.some((row) => row.includes(`"'=SUM(1), ""quoted""\nsecond line"`))).toBe(true);
    expect(await csv(study, "sessions")).toHaveLength(3);
    expect((await ask("GET", `/v1/admin/export/${study}/file?format=csv`)).status).toBe(422);
    expect((await ask("GET", `/v1/admin/export/${study}/file?table=nothing`)).status).toBe(422);
    const book = (await ask("GET", "/v1/admin/export/column-guide")).body as string;
    for (const { name, columns } of TABLES)
      for (const column of columns) expect(book).toContain(`${name},${column.name},`);
    expect(book).toContain("withheld,Invitation.label,");
  });

  /** What a zip holds, by its own list at the end: name and text of each file. */
  const unzip = (zip: Buffer): Map<string, string> => {
    const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006"));
    let at = zip.readUInt32LE(end + 16);
    const files = new Map<string, string>();
    for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
        number,
        number,
        number,
      ];
      const local = zip.readUInt32LE(at + 42);
      const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(begin, begin + zip.readUInt32LE(at + 20));
      files.set(zip.toString("utf8", at + 46, at + 46 + nameLength), inflateRawSync(packed).toString());
      at += 46 + nameLength + extra + comment;
    }
    return files;
  };

  it("is one zip of every table with what its columns mean, each the same as by itself", async () => {
    const response = await fetch(`${world.url}/v1/admin/export/${study}/file?format=zip`, { headers: staff });
    expect(response.headers.get("content-type")).toBe("application/zip");
    const files = unzip(Buffer.from(await response.arrayBuffer()));
    expect([...files.keys()]).toEqual([...TABLES.map(({ name }) => `${name}.csv`), "column-guide.csv"]);
    for (const { name } of TABLES) expect(files.get(`${name}.csv`), name).toBe((await csv(study, name)).join("\r\n"));
    expect((await ask("GET", `/v1/admin/export/${study}/file?format=zip&table=messages`)).status).toBe(422);
  });

  it("is narrowed to a site, a scenario, a cohort and days, and so is what is said of it before", async () => {
    const { scenarioId, invitation } = await prisma.conversationSession.findUniqueOrThrow({
      where: { id: first.id },
      include: { invitation: true },
    });
    await pool.query(`UPDATE "Invitation" SET cohort = 'Autumn' WHERE id = $1`, [first.invitationId]);
    const today = new Date().toISOString().slice(0, 10);
    const counts = async (query: string): Promise<number[]> => {
      const file = await fetch(`${world.url}/v1/admin/export/${study}/file?format=jsonl&${query}`, { headers: staff });
      const lines = (await file.text())
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Line);
      const { body } = await ask("GET", `/v1/admin/export?${query}`);
      const found = [of(lines, "invitations").length, of(lines, "sessions").length];
      expect([body.invitations, body.sessions]).toEqual(found);
      return [...found, of(lines, "messages").length === 0 ? 0 : 1];
    };
    for (const query of [
      "",
      "cohort=Autumn",
      `scenario=${scenarioId}`,
      `site=${invitation?.siteId}`,
      `from=${today}&to=${today}`,
    ])
      expect(await counts(query), query).toEqual([1, 1, 1]);
    for (const query of [
      "cohort=Spring",
      "cohort=none",
      "scenario=999",
      "site=none",
      "to=2026-01-01",
      "from=2099-01-01",
    ])
      expect(await counts(query), query).toEqual([0, 0, 0]);
    for (const wrong of ["from=2026-02-01&to=2026-01-01", "from=x", "scenario=x"])
      expect((await ask("GET", `/v1/admin/export?${wrong}`)).status, wrong).toBe(422);
    await pool.query(`UPDATE "Invitation" SET cohort = NULL WHERE id = $1`, [first.invitationId]);
  });

  it("says what is in it before, and is written down", async () => {
    const { body } = await ask("GET", "/v1/admin/export");
    expect(body).toMatchObject({ invitations: 1, sessions: 1 });
    expect(body.studies.map(({ name }: { name: string }) => name)).toEqual(["Spring", "Winter"]);
    expect((await ask("POST", "/v1/admin/export", { name: "Winter" })).status).toBe(422);
    const entries = await prisma.auditEntry.findMany({ where: { subject: study }, orderBy: { createdAt: "asc" } });
    expect(entries.map(({ action }) => action).filter((action, at, all) => all.indexOf(action) === at)).toEqual([
      "study.create",
      "export.take",
    ]);
    // The key itself is nowhere to be read.
    const { key } = await prisma.study.findUniqueOrThrow({ where: { id: study } });
    expect(JSON.stringify(body)).not.toContain(key);
  });

  it("is asked about without being taken: nothing is read, and nothing written down", async () => {
    const taken = () => prisma.auditEntry.count({ where: { action: "export.take" } });
    const before = await taken();
    const url = `${world.url}/v1/admin/export/${study}/file?format=zip`;
    const response = await fetch(url, { method: "HEAD", headers: staff });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/zip"]);
    expect(await taken()).toBe(before);
  });

  it("holds nothing any more of whoever takes their word back", async () => {
    await first.invitee.patch("/v1/me/consent", { research: false });
    const lines = await take(study);
    expect(of(lines, "sessions")).toEqual([]);
    expect(of(lines, "invitations").map((row) => row["external_ref"])).toEqual([]);
    await first.invitee.patch("/v1/me/consent", { research: true });
    expect(of(await take(study), "sessions")).toHaveLength(1);
  });

  it("reads nothing more of whoever takes their word back while somebody reads it slowly", async () => {
    let told = 0;
    let late = "";
    for await (const part of jsonLines(pool, Buffer.alloc(32, 1), ALL)) {
      if (told > 0) late += part;
      if (!part.includes('"table":"sessions"')) continue;
      told += 1;
      await first.invitee.patch("/v1/me/consent", { research: false });
    }
    await first.invitee.patch("/v1/me/consent", { research: true });
    expect(told).toBe(1);
    expect(late).toMatch(/^\{"table":"end","rows":\d+\}\n$/);
  });
});

it("is streamed: memory stays flat, and a reader who stops is waited for", { timeout: 120_000 }, async () => {
  const study = await makeStudy("Large");
  const session = await prisma.conversationSession.findFirstOrThrow({ where: { simulated: false } });
  // 200 sessions of 100 messages of 4 kB: 80 MB.
  await pool.query(
    `WITH more AS (
       INSERT INTO "ConversationSession" ("userId", "invitationId", "scenarioId", "scenarioVersionId")
       SELECT "userId", "invitationId", "scenarioId", "scenarioVersionId" FROM "ConversationSession", generate_series(1, 200) WHERE id = $1 RETURNING id)
     INSERT INTO "Message" ("sessionId", role, content) SELECT more.id, 'user', repeat('word ', 800) FROM more, generate_series(1, 100)`,
    [session.id],
  );
  const consent = await prisma.consent.findFirstOrThrow({ where: { research: true, userId: session.userId ?? "" } });
  expect(consent.invitationId).toBe(session.invitationId);
  await prisma.consent.create({
    data: { userId: consent.userId, invitationId: consent.invitationId, service: "x", research: true },
  });
  const response = await fetch(`${world.url}/v1/admin/export/${study}/file`, { headers: staff });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let bytes = 0;
  let most = 0;
  // What lives, and not what waits to be collected.
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const living = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = living();
  // Nobody reads: the server waits, with a few batches at most.
  await sleep(1_000);
  expect(living() - before).toBeLessThan(30_000_000);
  for (let read = 0; ; read++) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (read % 200 === 0) most = Math.max(most, living() - before);
  }
  expect(bytes).toBeGreaterThan(80_000_000);
  expect(most).toBeLessThan(30_000_000);
});
