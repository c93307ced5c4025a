import { expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "100000" });

it("lists fifty sessions a page, newest first, each once", async () => {
  const invitee = await world.claim();
  const ids: number[] = [];
  for (let count = 0; count < 104; count++) ids.push(await invitee.start({ new: true }));
  const pages: number[][] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await invitee.get(`/v1/sessions${cursor === null ? "" : `?cursor=${cursor}`}`);
    expect(status).toBe(200);
    pages.push(body.items.map(({ id }: { id: number }) => id));
    // A new one on top moves nothing on the pages that come.
    if (cursor === null) await invitee.start({ new: true });
    cursor = body.cursor;
  } while (cursor !== null);
  expect(pages.map((page) => page.length)).toEqual([50, 50, 4]);
  expect(pages.flat()).toEqual(ids.toReversed());
});

it("has one page with exactly fifty, and refuses cursors that are not its own", async () => {
  const invitee = await world.claim();
  for (let count = 0; count < 50; count++) await invitee.start({ new: true });
  const { body } = await invitee.get("/v1/sessions");
  expect([body.items.length, body.cursor]).toEqual([50, null]);
  for (const cursor of ["x", "", "MQ==", "LTE", encodeURIComponent("1; DROP TABLE"), "MQ&cursor=MQ"]) {
    const answer = await invitee.get(`/v1/sessions?cursor=${cursor}`);
    expect([cursor, answer.status, answer.body.errors?.[0]?.pointer]).toEqual([cursor, 422, "/cursor"]);
  }
});
