import { expect, it } from "vitest";
import { realLines } from "../simulator/play.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "10000" });

// Nobody is cut off early, and nobody is promised what never comes: the presets are replayed with real lines until refused.
it.each([
  ["short", 8],
  ["standard", 20],
])("the preset %s holds about %i exchanges, the last one announced before it is sent", async (preset, stated) => {
  const invitation = await world.invite({ preset, scenarioSlug: "passed-over" });
  const invitee = await world.claimToken(invitation.token);
  expect(invitee.invitation.quota.aboutExchanges).toBeGreaterThanOrEqual(stated);
  const id = await invitee.start();
  const lines = realLines.filter((line) => line.length < 400);
  const told: { level: string; exchangesLeft: number }[] = [];
  let status = 200;
  while (status === 200) {
    told.push((await invitee.get(`/v1/sessions/${id}`)).body.quota);
    status = (await invitee.send(id, lines[told.length % lines.length] ?? "Hello.")).status;
  }
  expect(status).toBe(402);
  // What completes was never said to be impossible; what was refused was, and the one before it had been announced.
  expect(told.at(-1)?.level).toBe("exhausted");
  expect(told.slice(0, -1).every((quota) => quota.exchangesLeft > 0)).toBe(true);
  expect(told.at(-2)?.level).toBe("last");
  // Not cried too often either: "last" is not said of most of a talk.
  expect(told.filter((quota) => quota.level === "last").length).toBeLessThanOrEqual(told.length * 0.3);
  const made = told.length - 1;
  expect(made).toBeGreaterThanOrEqual(stated * 0.8);
  expect(made).toBeLessThanOrEqual(stated * 1.75);
  const row = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitation.id } });
  expect(row.exhaustedAt).not.toBeNull();
  expect((await world.staffInvitationStore.invitation(invitation.id))?.state).toBe("exhausted");
  // A top-up opens it again.
  await world.quotaStore.topUp(invitation.id, 1_000_000);
  expect((await invitee.send(id, "And on we go.")).status).toBe(200);
});
