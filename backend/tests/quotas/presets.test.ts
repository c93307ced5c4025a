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
  let made = 0;
  let announced = false;
  for (;;) {
    const { quota } = (await invitee.get(`/v1/sessions/${id}`)).body;
    const sent = await invitee.send(id, lines[made % lines.length] ?? "Hello.");
    if (sent.status === 402) {
      expect(quota.level).toBe("exhausted");
      break;
    }
    expect(sent.status).toBe(200);
    // What completes was never said to be impossible; the last one was announced.
    expect(quota.exchangesLeft).toBeGreaterThan(0);
    announced = quota.level === "last";
    made++;
  }
  expect(announced).toBe(true);
  expect(made).toBeGreaterThanOrEqual(stated * 0.8);
  expect(made).toBeLessThanOrEqual(stated * 1.5);
  const row = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitation.id } });
  expect(row.exhaustedAt).not.toBeNull();
  expect((await world.administrationStore.invitation(invitation.id))?.state).toBe("exhausted");
  // A top-up opens it again.
  await world.quotaStore.topUp(invitation.id, 1_000_000);
  expect((await invitee.send(id, "And on we go.")).status).toBe(200);
});
