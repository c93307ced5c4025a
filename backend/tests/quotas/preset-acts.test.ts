import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { costOf } from "../../src/administration/estimate-quota.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const staff = await atConsole(world, "STAFF");
const admin = await atConsole(world, "ADMIN");
type Preset = {
  id: string;
  name: string;
  isDefault: boolean;
  used: boolean;
  label: string;
  quota: { tokens: number; label: string };
};
const presets = async (): Promise<Preset[]> => (await staff.get("/v1/admin/quota-presets")).body.items;
const make = async (more: object = {}): Promise<Preset> =>
  (await staff.post("/v1/admin/quota-presets", { name: `p-${randomUUID()}`, label: "Mine", tokens: 9_000, ...more }))
    .body;
const defaults = async () => (await presets()).filter(({ isDefault }) => isDefault);

describe("quota presets", () => {
  it("have exactly one default, whoever makes which the default at once", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => make()));
    const answers = await Promise.all(
      made.map(({ id }) => staff.patch(`/v1/admin/quota-presets/${id}`, { isDefault: true })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(200));
    expect(await defaults()).toHaveLength(1);
    expect((await staff.patch(`/v1/admin/quota-presets/${made[0]?.id}`, { isDefault: false })).status).toBe(422);
    expect(await defaults()).toHaveLength(1);
  });

  it("are changed without touching invitations that were made by them", async () => {
    const preset = await make();
    const { id } = await world.invite({ preset: preset.name });
    const changed = await staff.patch(`/v1/admin/quota-presets/${preset.id}`, { tokens: 50_000, label: "More" });
    expect(changed.body).toMatchObject({ label: "More", quota: { tokens: 50_000, label: "More" }, used: true });
    const invitation = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id } });
    expect(invitation.quota).toEqual({ tokens: 9_000, label: "Mine" });
    // The audit says which words were changed, never to what.
    const entry = await world.database.prisma.auditEntry.findFirstOrThrow({
      where: { action: "preset.change", subject: preset.id },
    });
    expect(entry.detail).toEqual({ name: preset.name, tokens: 50_000, label: "changed" });
  });

  it("are deleted when unused: not the default one, not one that was used", async () => {
    const [unused, used] = [await make(), await make()];
    await world.invite({ preset: used.name });
    const [standard] = await defaults();
    const remove = (id: string | undefined) => staff.delete(`/v1/admin/quota-presets/${id}`);
    expect((await remove(used.id)).body.code).toBe("preset-used");
    expect((await remove(standard?.id)).body.code).toBe("preset-used");
    expect((await remove(unused.id)).status).toBe(204);
    expect((await remove(unused.id)).status).toBe(404);
    const names = (await presets()).map(({ name }) => name);
    expect(names).toContain(used.name);
    expect(names).not.toContain(unused.name);
  });

  it("are put in an order of all of them", async () => {
    await make();
    const ids = (await presets()).map(({ id }) => id).toReversed();
    const ordered = await staff.post("/v1/admin/quota-presets/order", { ids });
    expect(ordered.body.items.map(({ id }: Preset) => id)).toEqual(ids);
    for (const wrong of [ids.slice(1), [...ids.slice(1), ids[1]], [...ids, "nothing"]])
      expect((await staff.post("/v1/admin/quota-presets/order", { ids: wrong })).status).toBe(409);
    expect((await presets()).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ["a name with capitals", { name: "Not-So" }],
    ["no tokens to speak of", { tokens: 10 }],
    ["half a token", { tokens: 1_500.5 }],
    ["a NUL", { label: "a\0b" }],
    ["a lone surrogate", { description: "\udc00" }],
    ["a quota of one's own making", { quota: { tokens: 5_000, label: "x" } }],
  ])("refuse %s", async (_what, body) => {
    const before = (await presets()).length;
    const made = { name: `p-${randomUUID()}`, label: "Mine", tokens: 9_000, ...body };
    expect((await staff.post("/v1/admin/quota-presets", made)).status).toBe(422);
    expect((await presets()).length).toBe(before);
  });
});

describe("an estimate", () => {
  it("says what a quota is good for: by the prompts, and by what was really used", async () => {
    const before = (await staff.get("/v1/admin/quota-presets/estimate?tokens=40000")).body;
    expect(before.scenarios.length).toBeGreaterThan(1);
    expect(before.scenarios.every(({ exchanges }: { exchanges: number }) => exchanges > 0)).toBe(true);
    const more = (await staff.get("/v1/admin/quota-presets/estimate?tokens=400000")).body;
    expect(more.scenarios[0].exchanges).toBeGreaterThan(before.scenarios[0].exchanges);

    const invitee = await world.claim();
    const session = await invitee.start();
    await invitee.exchange(session, "Good evening.");
    await invitee.exchange(session, "What happened?");
    const { rows } = await world.database.pool.query<{ tokens: number }>(
      `SELECT sum("chargedTokens")::int AS tokens FROM "UsageLog"`,
    );
    const { body } = await staff.get("/v1/admin/quota-presets/estimate?tokens=40000");
    const each = Math.ceil((rows[0]?.tokens ?? 0) / 2);
    // The last one is made only where its worst case fits: what that holds is never all spent.
    expect(body.used.exchanges).toBeGreaterThan(Math.floor((40_000 - 16_000) / each));
    expect(body.used.exchanges).toBeLessThan(Math.floor(40_000 / each));
    expect(body.used).toEqual({
      exchanges: expect.any(Number),
      tokensAnExchange: each,
      fromExchanges: 2,
      fromSessions: 1,
    });
    expect(body.cost).toBeNull();
    for (const tokens of ["", "12", "many"])
      expect((await staff.get(`/v1/admin/quota-presets/estimate?tokens=${tokens}`)).status).toBe(422);
  });

  it("costs what the models of that use cost, and names those without a price", async () => {
    const use = {
      tokens: 2_000,
      models: [
        { model: "a", input: 1_000, output: 500 },
        { model: "b", input: 400, output: 100 },
      ],
    };
    const price = (model: string, currency = "USD") => ({ model, inputPerMillion: 2, outputPerMillion: 10, currency });
    expect(costOf(10_000, use, [])).toBeNull();
    expect(costOf(10_000, { tokens: 0, models: [] }, [price("a")])).toBeNull();
    // (1,400 × 2 + 600 × 10) / 10⁶ for 2,000 tokens, five times over
    const both = costOf(10_000, use, [price("a"), price("b")]);
    expect(both).toMatchObject({ currency: "USD", unpriced: [] });
    expect(both?.about).toBeCloseTo(0.044, 10);
    expect(costOf(10_000, use, [price("a"), price("b", "EUR")])?.unpriced).toEqual(["b"]);
    expect(costOf(10_000, use, [price("c")])).toBeNull();
  });

  it("is in prices that an ADMIN has set", async () => {
    const price = { model: "claude-haiku-5-5", inputPerMillion: 1, outputPerMillion: 5.25, currency: "EUR" };
    expect((await staff.post("/v1/admin/model-prices", price)).status).toBe(403);
    expect((await admin.post("/v1/admin/model-prices", { ...price, currency: "euro" })).status).toBe(422);
    expect((await admin.post("/v1/admin/model-prices", { ...price, inputPerMillion: -1 })).status).toBe(422);
    await admin.post("/v1/admin/model-prices", { ...price, inputPerMillion: 2 });
    await admin.post("/v1/admin/model-prices", price);
    expect((await staff.get("/v1/admin/model-prices")).body.items).toEqual([price]);
    const { body } = await staff.get("/v1/admin/quota-presets/estimate?tokens=40000");
    expect(body.cost).toMatchObject({ currency: "EUR" });
    expect(body.cost.about).toBeGreaterThan(0);
    expect((await admin.post("/v1/admin/model-prices/remove", { model: price.model })).status).toBe(204);
    expect((await admin.post("/v1/admin/model-prices/remove", { model: price.model })).status).toBe(404);
  });
});
