import { describe, expect, it } from "vitest";
import { groupInvitations, LIVE_MS } from "../src/state/group-invitations.ts";
import { mergeById } from "../src/state/invitation-list.ts";
import { invitation, minutesAgo, NOW } from "./fixtures.ts";

const live = minutesAgo(LIVE_MS / 60_000);
const justAway = new Date(NOW - LIVE_MS - 1).toISOString();

describe("groupInvitations", () => {
  it.each([
    ["stuck", minutesAgo(1), "needs-you"],
    ["exhausted", minutesAgo(1), "needs-you"],
    ["active", live, "live-now"],
    ["active", justAway, "by-last-activity"],
    ["active", null, "by-last-activity"],
    ["completed", minutesAgo(1), "by-last-activity"],
    ["claimed", null, "by-last-activity"],
    ["opened", null, "by-last-activity"],
    ["unopened", null, "by-last-activity"],
    ["expired", minutesAgo(1), "by-last-activity"],
    ["revoked", minutesAgo(1), "by-last-activity"],
  ] as const)("puts %s with its last activity at %s under %s", (state, lastActivityAt, key) => {
    expect(groupInvitations([invitation("a", { state, lastActivityAt })], NOW).map((group) => group.key)).toEqual([
      key,
    ]);
  });

  it("orders the groups, and stuck before exhausted before time", () => {
    const groups = groupInvitations(
      [
        invitation("old", { state: "completed", lastActivityAt: minutesAgo(500) }),
        invitation("exhausted", { state: "exhausted", lastActivityAt: minutesAgo(1) }),
        invitation("live", { state: "active", lastActivityAt: live }),
        invitation("stuck", { state: "stuck", lastActivityAt: minutesAgo(300) }),
        invitation("opened", { state: "opened", openedAt: minutesAgo(20) }),
      ],
      NOW,
    );
    expect(groups.map((group) => [group.key, group.items.map(({ id }) => id)])).toEqual([
      ["needs-you", ["stuck", "exhausted"]],
      ["live-now", ["live"]],
      ["by-last-activity", ["opened", "old"]],
    ]);
  });

  it("keeps equals in one order, whichever way they came", () => {
    const [a, b] = [invitation("a"), invitation("b")];
    const ids = (list: (typeof a)[]) => groupInvitations(list, NOW).flatMap((group) => group.items.map(({ id }) => id));
    expect(ids([b, a])).toEqual(ids([a, b]));
  });
});

describe("mergeById", () => {
  it("holds each invitation once, as the newer answer has it", () => {
    const merged = mergeById(
      [invitation("a", { state: "active" }), invitation("b")],
      [invitation("a", { state: "stuck" })],
    );
    expect(merged.map(({ id, state }) => [id, state])).toEqual([
      ["a", "stuck"],
      ["b", "unopened"],
    ]);
  });
});
