import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";
import { atConsole, type Caller } from "../staff/sign-in.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const [ana, ben] = [await atConsole(world, "STAFF"), await atConsole(world, "ADMIN")];

const talk = async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  await invitee.exchange(id, "It has been a long winter. Which day is he coming?");
  const messages = await prisma.message.findMany({ where: { sessionId: id }, orderBy: { id: "asc" } });
  return { invitee, id, said: messages.find(({ role }) => role === "user")!.id };
};
const code = async (by: Caller = ana, name: string = randomUUID()) =>
  (await by.post("/v1/admin/codes", { name, meaning: "as agreed" })).body as { id: string; name: string };
const notesOf = async (id: number) => (await ana.get(`/v1/admin/sessions/${id}`)).body.notes;

describe("a note", () => {
  it("stands on its message with its codes, and is its author's alone to change", async () => {
    const { id, said } = await talk();
    const [first, second] = [await code(), await code()];
    const made = await ana.post(`/v1/admin/sessions/${id}/notes`, {
      content: "She asks for a day.",
      messageId: said,
      codes: [first.id],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ authorId: ana.userId, messageId: said, editedAt: null });
    expect(made.body.codes).toEqual([{ id: first.id, name: first.name }]);
    expect(await notesOf(id)).toEqual([made.body]);

    const path = `/v1/admin/notes/${made.body.id}`;
    const others = [await ben.patch(path, { content: "Mine now." }), await ben.delete(path)];
    expect(others.map(({ status }) => status)).toEqual([404, 404]);
    const changed = await ana.patch(path, { content: "She asks for a date.", codes: [second.id] });
    expect(changed.body).toMatchObject({ content: "She asks for a date.", codes: [{ id: second.id }] });
    expect(changed.body.editedAt).not.toBeNull();
    expect(changed.body.timestamp).toBe(made.body.timestamp);
    // Words alone leave the codes.
    expect((await ana.patch(path, { content: "A date." })).body.codes).toEqual(changed.body.codes);

    expect((await ana.delete(path)).status).toBe(204);
    expect(await notesOf(id)).toEqual([]);
    expect(await prisma.noteCode.count({ where: { noteId: made.body.id } })).toBe(0);
    expect((await ana.delete(path)).status).toBe(404);
    const audited = await prisma.auditEntry.findMany({
      where: { subject: made.body.id },
      orderBy: { createdAt: "asc" },
    });
    expect(audited.map(({ action }) => action)).toEqual(["note.create", "note.change", "note.change", "note.delete"]);
    expect(JSON.stringify(audited)).not.toMatch(/date|day/i);
  });

  it.each([
    [{ content: "" }, "/content"],
    [{ content: "  " }, "/content"],
    [{ content: "x", codes: ["no such code"] }, "/codes"],
    [{ content: "x", codes: Array.from({ length: 21 }, (_, at) => String(at)) }, "/codes"],
    [{ content: "x", messageId: 1, more: true }, ""],
    [{ content: "x", messageId: 2_000_000 }, "/messageId"],
  ])("%j is refused, and nothing is stored", async (body, pointer) => {
    const { id } = await talk();
    const refused = await ana.post(`/v1/admin/sessions/${id}/notes`, body);
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(await notesOf(id)).toEqual([]);
  });

  it("is filtered by code, author and invitation, page by page, each once", async () => {
    const { id } = await talk();
    const { invitationId } = await prisma.conversationSession.findUniqueOrThrow({ where: { id } });
    const [common, rare] = [await code(), await code()];
    await pool.query(
      `WITH made AS (INSERT INTO "ObservationNote" (id, "invitationId", "sessionId", "researcherId", content)
         SELECT gen_random_uuid()::text, $1, $2, $3, 'note ' || n FROM generate_series(1, 120) n RETURNING id, timestamp)
       INSERT INTO "NoteCode" SELECT id, $4, timestamp FROM made`,
      [invitationId, id, ben.userId, common.id],
    );
    const one = await ana.post(`/v1/admin/sessions/${id}/notes`, { content: "One.", codes: [rare.id, common.id] });
    const all = async (filter: string): Promise<string[]> => {
      const ids: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const { body } = await ana.get(`/v1/admin/notes?${filter}${cursor === "" ? "" : `&cursor=${cursor}`}`);
        ids.push(...body.items.map((note: { id: string }) => note.id));
        cursor = body.cursor;
      }
      expect(new Set(ids).size).toBe(ids.length);
      return ids;
    };
    expect(await all(`code=${rare.id}`)).toEqual([one.body.id]);
    expect(await all(`code=${common.id}`)).toHaveLength(121);
    expect(await all(`code=${common.id}&author=${ben.userId}`)).toHaveLength(120);
    expect(await all(`invitation=${invitationId}`)).toHaveLength(121);
    expect((await all(`author=me`))[0]).toBe(one.body.id);
    expect(await all(`code=nothing`)).toEqual([]);
    const [listed] = (await ana.get(`/v1/admin/notes?code=${rare.id}`)).body.items;
    expect(listed).toMatchObject({ sessionId: id, invitation: { id: invitationId }, message: null });
  });

  it("loses words and codes with the person, whatever its author does at that moment", async () => {
    const { invitee, id } = await talk();
    const { id: codeId } = await code();
    const made = await Promise.all(
      [1, 2, 3, 4].map((n) => ana.post(`/v1/admin/sessions/${id}/notes`, { content: `Secret ${n}`, codes: [codeId] })),
    );
    const [erased, ...edits] = await Promise.all([
      invitee.post("/v1/me/erasure", { confirm: true }),
      ...made.map(({ body }) => ana.patch(`/v1/admin/notes/${body.id}`, { content: "Secret still", codes: [codeId] })),
      ana.post(`/v1/admin/sessions/${id}/notes`, { content: "Secret late", codes: [codeId] }),
    ]);
    expect(erased?.status).toBe(200);
    for (const edit of edits) expect([200, 201, 404, 409]).toContain(edit.status);
    const left = await prisma.observationNote.findMany({ where: { sessionId: id } });
    expect(left.length).toBeGreaterThanOrEqual(4);
    expect(new Set(left.map(({ content }) => content))).toEqual(new Set([""]));
    expect(await prisma.noteCode.count({ where: { note: { sessionId: id } } })).toBe(0);
    expect((await ana.get(`/v1/admin/notes?code=${codeId}`)).body.items).toEqual([]);
    expect((await ana.patch(`/v1/admin/notes/${left[0]!.id}`, { content: "Again" })).status).toBe(404);
  });
});

describe("a code", () => {
  it("is retired, not deleted: old notes keep it, new ones cannot take it, and it comes back", async () => {
    const { id } = await talk();
    const kept = await code();
    const note = await ana.post(`/v1/admin/sessions/${id}/notes`, { content: "One.", codes: [kept.id] });
    const retired = await ben.patch(`/v1/admin/codes/${kept.id}`, { retired: true });
    expect(retired.body.retiredAt).not.toBeNull();
    expect((await ana.get(`/v1/admin/notes?code=${kept.id}`)).body.items).toHaveLength(1);
    expect((await ana.post(`/v1/admin/sessions/${id}/notes`, { content: "Two.", codes: [kept.id] })).status).toBe(422);
    // A note that has it may keep it.
    expect((await ana.patch(`/v1/admin/notes/${note.body.id}`, { codes: [kept.id] })).status).toBe(200);
    expect((await ben.patch(`/v1/admin/codes/${kept.id}`, { retired: false })).body.retiredAt).toBeNull();
    expect((await ana.post(`/v1/admin/sessions/${id}/notes`, { content: "Two.", codes: [kept.id] })).status).toBe(201);
  });

  it("has a name of its own among those in use: of ten made at once there is one", async () => {
    const name = `Empathy ${randomUUID()}`;
    const spelled = [name, name.toUpperCase(), `  ${name} `];
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, at) => ana.post("/v1/admin/codes", { name: spelled[at % 3] })),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 9 }, () => 422)]);
    const [first] = made.filter(({ status }) => status === 201);
    await ana.patch(`/v1/admin/codes/${first?.body.id}`, { retired: true });
    const second = await ana.post("/v1/admin/codes", { name });
    expect(second.status).toBe(201);
    expect((await ana.patch(`/v1/admin/codes/${first?.body.id}`, { retired: false })).status).toBe(422);
  });
});
