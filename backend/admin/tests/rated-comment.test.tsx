// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import type { Turn } from "../src/state/turn.ts";
import { text } from "../src/text/en.ts";
import { CoachNote } from "../src/view/coach-note.tsx";
import { exchange, message } from "./fixtures.ts";

afterEach(cleanup);

it.each([
  [true, text.coach.helpful],
  [false, text.coach.notHelpful],
  [null, text.coach.notDelivered],
])("staff read what the invitee thinks of a comment: %s", (helpful, words) => {
  const coach = message(3, "coach", "e1", 1, { content: "“now” He heard a demand.", helpful });
  const turn = { coach, exchange: exchange("e1", 1) } as Turn;
  render(
    <CoachNote turn={turn} anchored={false}>
      {null}
    </CoachNote>,
  );
  expect(screen.getByText(words)).toBeTruthy();
});
