// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import type { Replay as ReplayView, ReplayTurn } from "../src/state/types.ts";
import { Replay } from "../src/view/replay.tsx";
import { openScreen, press, refusal } from "./open-screen.tsx";

afterEach(cleanup);

const turn = (number: number, status: ReplayTurn["now"]["status"], problemCode: string | null = null): ReplayTurn => {
  const answered = status === "completed" ? `Answer ${number}` : null;
  return {
    number,
    user: `Line ${number} said`,
    before: { partner: `Then ${number}`, coach: null, coachMissing: "policy" },
    now: { partner: answered, coach: null, coachMissing: "policy", status, problemCode },
  };
};
const replay = (state: ReplayView["state"], again: number | null, turns: ReplayTurn[]): ReplayView => ({
  id: "r",
  scenario: { id: 1, slug: "s", name: "The heating" },
  source: { sessionId: 7, version: 1 },
  sessionId: 9,
  state,
  again,
  opening: { before: null, now: null },
  turns,
  tokens: { before: 10, now: 5 },
});
const FAILED = replay("failed", 2, [
  turn(1, "completed"),
  turn(2, "failed", "upstream-overloaded"),
  turn(3, "waiting"),
]);

describe("a line that was not answered", () => {
  it("says which and why, and that nothing was said after it; it is said again, and then the rest", async () => {
    const { writes } = openScreen(<Replay id="r" />, (call) => {
      if (call === "GET admin/replays/r") return FAILED;
      if (call === "POST admin/replays/r/again")
        return replay("next", null, [turn(1, "completed"), turn(2, "completed"), turn(3, "waiting")]);
      return replay("ended", null, [turn(1, "completed"), turn(2, "completed"), turn(3, "completed")]);
    });
    await screen.findByText("Line 2 of 3 was not answered. None was said after it.");
    screen.getByText("Not answered: the model was overloaded");
    screen.getByText(/each answer stands on those before it/);
    const [, second] = within(screen.getByRole("list")).getAllByRole("listitem");
    within(second!).getByRole("button", { name: "Say line 2 again and go on" }).click();
    await screen.findByText("All lines were said.");
    expect(writes().map(({ call }) => call)).toEqual(["POST admin/replays/r/again", "POST admin/replays/r/next"]);
    expect(screen.queryByRole("button", { name: /again/ })).toBeNull();
  });

  it("that cannot be said again leaves all as it was, and says so", async () => {
    openScreen(<Replay id="r" />, (call) =>
      call.startsWith("GET") ? FAILED : refusal(402, "exhausted", "This does not fit into what is left."),
    );
    const [first] = await screen.findAllByRole("button", { name: "Say line 2 again and go on" });
    first!.click();
    await screen.findByText("The line was not said");
    expect(screen.getByText("Line 2 of 3 was not answered. None was said after it.")).toBeTruthy();
  });

  it("of a replay whose trial is over is not offered to be said again", async () => {
    openScreen(<Replay id="r" />, () => ({ ...FAILED, again: null }));
    await screen.findByText(/this replay is over/);
    expect(screen.queryByRole("button", { name: /again/ })).toBeNull();
  });
});

it("all lines are said one after the other", async () => {
  const { writes } = openScreen(<Replay id="r" />, (call) =>
    call.startsWith("GET") ? replay("next", null, [turn(1, "waiting")]) : replay("ended", null, [turn(1, "completed")]),
  );
  await press("Say the lines");
  await waitFor(() => expect(writes().map(({ call }) => call)).toEqual(["POST admin/replays/r/next"]));
  expect(await screen.findByText("All lines were said.")).toBeTruthy();
});
