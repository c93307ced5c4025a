// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import type { StaffSession } from "../src/state/types.ts";
import { InvitationTable } from "../src/view/invitation-table.tsx";
import { SessionTable } from "../src/view/session-table.tsx";
import { invitation, minutesAgo } from "./fixtures.ts";

afterEach(cleanup);

const given = { slug: "a", name: "The heating is off" };
const chosen = { slug: "b", name: "Sunday lunch" };

describe("the list of invitations", () => {
  it.each([
    ["the scenario that staff gave", { scenario: given }, "The heating is off"],
    ["the one that the invitee chose", { chosenScenario: chosen }, "Sunday lunch, their choice"],
    ["that they still may choose", {}, "Invitee chooses"],
  ])("says %s", (_, change, words) => {
    const none = { ids: signal<ReadonlySet<string>>(new Set()), toggle: () => {}, toggleAll: () => {} };
    render(
      <InvitationTable chosen={none} groups={[{ key: "by-last-activity", items: [invitation("one", change)] }]} />,
    );
    expect(screen.getAllByRole("cell")[1]?.textContent).toBe(words);
  });
});

const session: StaffSession = {
  id: 7,
  invitationId: "one",
  invitationLabel: "one",
  scenario: { ...given, version: 1 },
  partnerPersona: "Dana",
  status: "ACTIVE",
  startedAt: minutesAgo(9),
  endedAt: null,
  lastActivityAt: minutesAgo(1),
  durationSeconds: 480,
  totalMessages: 19,
  exchangesUsed: 6,
  simulated: false,
  wordsRemovedAt: null,
  trial: false,
};

it("the list of sessions counts exchanges", () => {
  render(<SessionTable sessions={[session]} withInvitation />);
  const heads = screen.getAllByRole("columnheader").map((head) => head.textContent);
  const row = [...screen.getAllByRole("rowheader"), ...screen.getAllByRole("cell")].map((cell) => cell.textContent);
  expect(heads[4]).toBe("Exchanges");
  expect(row[4]).toBe("Exchanges 6");
  expect(heads).not.toContain("Messages");
});
