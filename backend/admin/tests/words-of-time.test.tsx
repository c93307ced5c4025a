// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { now } from "../src/state/clock.ts";
import { text } from "../src/text/en.ts";
import { InvitationState } from "../src/view/invitation-state.tsx";
import { invitation, minutesAgo, NOW } from "./fixtures.ts";

afterEach(cleanup);
const HOUR = 60;
const DAY = 24 * HOUR;

describe("until", () => {
  it.each([
    ["a fortnight, a moment ago", 14 * DAY - 1, "in 14 days"],
    ["more than half of a day", 13.6 * DAY, "in 14 days"],
    ["less than half of one", 13.4 * DAY, "in 13 days"],
    ["a day and a bit", 1.2 * DAY, "in 1 day"],
    ["most of a day", 23.4 * HOUR, "in 23 h"],
    ["nearly a day", 23.6 * HOUR, "in 1 day"],
    ["nearly two hours", 119, "in 2 h"],
    ["nearly an hour", 59.6, "in 1 h"],
    ["minutes", 12.6, "in 13 min"],
    ["nearly a minute", 59.7 / 60, "in 1 min"],
    ["seconds", 0.25, "in 15 s"],
    ["past, which is not rounded up", -13.9 * DAY, "13 days ago"],
  ])("%s", (_, minutes, words) => {
    expect(text.until(minutesAgo(-minutes), NOW)).toBe(words);
  });
});

describe("an active invitation", () => {
  beforeEach(() => void (now.value = NOW));
  it.each([
    [0.5, 3, "talking now, 3 exchanges so far"],
    [0.5, 0, "has just started"],
    [1, 3, "talking now, 3 exchanges so far"],
    [1.1, 3, "last active 1 min ago"],
    [3, 3, "last active 3 min ago"],
    [5 * HOUR, 3, "last active 5 h ago"],
    [null, 0, "nothing said yet"],
  ])("with its last activity %s min ago", (minutes, exchangesUsed, words) => {
    const lastActivityAt = minutes === null ? null : minutesAgo(minutes);
    render(<InvitationState invitation={invitation("a", { state: "active", lastActivityAt, exchangesUsed })} />);
    expect(screen.getByText(words).className).toBe("why");
  });
});
