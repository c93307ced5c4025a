// The state of a session as readers are told it: what stands when it was told is the last thing they hear.
import { pino } from "pino";
import { expect, it } from "vitest";
import type { AppContext } from "../../src/app-context.ts";
import { tellStatus } from "../../src/conversations/tell-status.ts";
import type { SessionStatus } from "../../src/protocol/conversation.ts";

/** @param stands what the database says, look by look; null: it is away */
const tell = async (status: SessionStatus, stands: (SessionStatus | null)[]): Promise<string[]> => {
  const told: string[] = [];
  let looks = 0;
  const world = {
    conversationStore: {
      sessionById: async () => {
        const now = stands[looks++];
        if (!now) throw new Error("away");
        return { status: now };
      },
    },
    log: { append: async (_id: number, event: { status: string }) => `${told.push(event.status)}` },
    logger: pino({ level: "silent" }),
  };
  await tellStatus(world as unknown as AppContext, 7, status);
  expect(looks).toBe(stands.length);
  return told;
};

it("is told once where it holds", async () => {
  expect(await tell("PAUSED", ["PAUSED"])).toEqual(["PAUSED"]);
});
it("is told again where another step was taken meanwhile, until it holds", async () => {
  expect(await tell("PAUSED", ["ACTIVE", "COMPLETED", "COMPLETED"])).toEqual(["PAUSED", "ACTIVE", "COMPLETED"]);
});
it("holds as told where the database is away", async () => {
  expect(await tell("ABANDONED", [null])).toEqual(["ABANDONED"]);
});
