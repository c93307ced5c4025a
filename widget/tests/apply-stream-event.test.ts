import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../src/api/protocol.ts";
import { applyStreamEvent } from "../src/state/apply-stream-event.ts";
import { delta, exchangeView, message, quota, session, snapshot, start, stateAfter, wholeExchange } from "./samples.ts";

const partnerText = (...events: StreamEvent[]) => stateAfter(snapshot(), start(), ...events).exchanges[0]?.partner.text;

describe("a delta", () => {
  test.each<[string, StreamEvent[], string]>([
    ["is appended", [delta("partner", "Put a ", 0), delta("partner", "jumper", 6)], "Put a jumper"],
    [
      "that comes twice changes nothing",
      [
        delta("partner", "Put a ", 0),
        delta("partner", "Put a ", 0),
        delta("partner", "jumper", 6),
        delta("partner", "Put a ", 0),
      ],
      "Put a jumper",
    ],
    [
      "that overlaps adds only what is new",
      [delta("partner", "Put a ", 0), delta("partner", "a jumper", 4)],
      "Put a jumper",
    ],
    ["after a gap is left to the stored message", [delta("partner", "Put", 0), delta("partner", "jumper", 6)], "Put"],
    ["counts UTF-16 units", [delta("partner", "👍", 0), delta("partner", " yes", 2)], "👍 yes"],
    ["of a higher attempt clears the lane", [delta("partner", "Put a ", 0), delta("partner", "No", 0, 2)], "No"],
    ["of a lower attempt is ignored", [delta("partner", "No", 0, 2), delta("partner", "Put a ", 0, 1)], "No"],
    ["of an unknown exchange is ignored", [delta("partner", "Hm", 0, 1, "other")], ""],
  ])("%s", (_, events, text) => {
    expect(partnerText(...events)).toBe(text);
  });

  test("after the lane's end is ignored", () => {
    expect(
      stateAfter(snapshot(), ...wholeExchange(), delta("partner", " And more", 16)).exchanges[0]?.partner.text,
    ).toBe("Put a jumper on.");
  });
});

describe("an exchange", () => {
  test("told whole is completed, with both lanes and what is left", () => {
    const { exchanges, quota: left } = stateAfter(snapshot(), ...wholeExchange());
    expect(exchanges).toMatchObject([
      {
        id: "e1",
        number: 1,
        status: "completed",
        partner: { text: "Put a jumper on.", ended: true },
        coach: { ended: true },
        coachMissing: null,
      },
    ]);
    expect(left.exchangesLeft).toBe(4);
  });

  test("cut at every event and told again from there on is the same", () => {
    const events = [snapshot(), ...wholeExchange(), ...wholeExchange("e2", 2)];
    const whole = stateAfter(...events);
    for (let cut = 1; cut < events.length; cut += 1)
      expect(stateAfter(...events.slice(0, cut), ...events.slice(cut - 1)), `cut at ${cut}`).toEqual(whole);
  });

  test("keeps its place by number, whatever comes first", () => {
    expect(stateAfter(snapshot(), start("e2", 2), start("e1", 1)).exchanges.map(({ id }) => id)).toEqual(["e1", "e2"]);
  });

  test("tried again begins anew and keeps the invitee's words", () => {
    const failed: StreamEvent[] = [
      start(),
      delta("partner", "Put", 0),
      {
        type: "problem",
        exchangeId: "e1",
        lane: "partner",
        code: "upstream-overloaded",
        detail: "busy",
        retryable: true,
      },
      { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "failed", retryable: true },
    ];
    expect(stateAfter(snapshot(), ...failed).exchanges[0]).toMatchObject({
      status: "failed",
      retryable: true,
      problem: { code: "upstream-overloaded" },
    });
    const again = stateAfter(snapshot(), ...failed, start("e1", 1, 2));
    expect(again.exchanges).toHaveLength(1);
    expect(again.exchanges[0]).toMatchObject({
      attempt: 2,
      status: "running",
      problem: null,
      partner: { text: "", ended: false },
      user: { content: "it is 14 degrees in here" },
    });
    const late: StreamEvent = { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "failed", retryable: true };
    expect(applyStreamEvent(again, late)).toBe(again);
  });

  test("keeps the partner's answer while its coach is tried again", () => {
    const again = stateAfter(
      snapshot(),
      ...wholeExchange().slice(0, 4),
      delta("coach", "“14 deg", 0),
      delta("coach", "“14 degrees” He ", 0, 2),
      delta("coach", "late", 7),
    );
    expect(again.exchanges[0]).toMatchObject({
      attempt: 1,
      partner: { text: "Put a jumper on.", ended: true },
      coach: { text: "“14 degrees” He ", ended: false },
    });
    const ended = stateAfter(
      snapshot(),
      ...wholeExchange().slice(0, 4),
      delta("coach", "“14 degrees” He ", 0, 2),
      { type: "coach-end", exchangeId: "e1", attempt: 2, message: null, missing: "failed" },
      { type: "exchange-end", exchangeId: "e1", attempt: 1, status: "completed", retryable: false },
    );
    expect(ended.exchanges[0]).toMatchObject({
      status: "completed",
      coachMissing: "failed",
      partner: { text: "Put a jumper on." },
    });
  });

  test.each(["policy", "nothing-to-add", "failed"] as const)("without a comment says why: %s", (missing) => {
    expect(
      stateAfter(snapshot(), start(), { type: "coach-end", exchangeId: "e1", attempt: 1, message: null, missing })
        .exchanges[0],
    ).toMatchObject({ coachMissing: missing, coach: { ended: true, message: null } });
  });

  test("is not blamed for what befell its coach", () => {
    expect(
      stateAfter(snapshot(), start(), {
        type: "problem",
        exchangeId: "e1",
        lane: "coach",
        code: "upstream-failed",
        detail: "",
        retryable: false,
      }).exchanges[0]?.problem,
    ).toBeNull();
  });
});

describe("a snapshot", () => {
  test("replaces everything and goes on in the middle of a lane", () => {
    const view = {
      id: "e2",
      number: 2,
      attempt: 1,
      status: "running",
      coachMissing: null,
      problemCode: null,
      retryable: false,
    } as const;
    const state = stateAfter(
      snapshot(),
      ...wholeExchange(),
      snapshot({
        messages: [
          message("partner", "Yes?", { exchangeId: null, exchangeNumber: 0, attempt: null }),
          message("user", "hello", { exchangeId: "e2", exchangeNumber: 2 }),
        ],
        exchanges: [view],
        openExchanges: [
          {
            exchangeId: "e2",
            branchId: null,
            number: 2,
            attempt: 1,
            partnerText: "Put a ",
            partnerEnded: false,
            coachText: "",
            coachAttempt: 1,
          },
        ],
      }),
      delta("partner", "Put a ", 0, 1, "e2"),
      delta("partner", "jumper", 6, 1, "e2"),
    );
    expect(state.opening?.content).toBe("Yes?");
    expect(state.exchanges).toMatchObject([
      { id: "e2", user: { content: "hello" }, partner: { text: "Put a jumper", ended: false } },
    ]);
  });

  test("leaves out the messages of attempts that were tried again", () => {
    const view = {
      id: "e1",
      number: 1,
      attempt: 2,
      status: "running",
      coachMissing: null,
      problemCode: null,
      retryable: false,
    } as const;
    const state = stateAfter(
      snapshot({
        messages: [message("user", "hello"), message("partner", "cut sh", { attempt: 1 })],
        exchanges: [view],
      }),
    );
    expect(state.exchanges[0]).toMatchObject({ attempt: 2, user: { content: "hello" }, partner: { text: "" } });
  });

  test("orders by exchange, never by message id", () => {
    const view = (id: string, number: number) =>
      ({
        id,
        number,
        attempt: 1,
        status: "completed",
        coachMissing: null,
        problemCode: null,
        retryable: false,
      }) as const;
    const state = stateAfter(
      snapshot({
        exchanges: [view("b", 2), view("a", 1)],
        messages: [
          message("user", "second", { id: 1, exchangeId: "b", exchangeNumber: 2 }),
          message("user", "first", { id: 9, exchangeId: "a", exchangeNumber: 1 }),
        ],
      }),
    );
    expect(state.exchanges.map(({ user }) => user?.content)).toEqual(["first", "second"]);
  });

  test("is waited for: before it nothing is applied", () => {
    expect([start(), delta("partner", "Hm", 0)].reduce(applyStreamEvent, null)).toBeNull();
  });
});

describe("the rest of the log", () => {
  test("what is unknown changes nothing", () => {
    const state = stateAfter(snapshot(), ...wholeExchange());
    expect(applyStreamEvent(state, { type: "weather", sunny: true } as unknown as StreamEvent)).toBe(state);
  });

  test("only the exchange that changed is a new object", () => {
    const before = stateAfter(snapshot(), ...wholeExchange(), start("e2", 2));
    const after = applyStreamEvent(before, delta("partner", "Hm", 0, 1, "e2"));
    expect(after?.exchanges[0]).toBe(before.exchanges[0]);
    expect(after?.exchanges[1]).not.toBe(before.exchanges[1]);
  });

  test("status, watchers and what is left are the last that was said", () => {
    const state = stateAfter(
      snapshot({ session: session({ status: "PAUSED" }) }),
      { type: "session", status: "ACTIVE" },
      { type: "presence", observers: 2 },
      { type: "presence", observers: 1 },
      { type: "quota", ...quota(1, "last") },
    );
    expect(state).toMatchObject({
      session: { status: "ACTIVE" },
      observers: 1,
      quota: { exchangesLeft: 1, level: "last" },
    });
  });

  test("a problem of the invitation stands until an exchange is accepted", () => {
    const expired = stateAfter(snapshot(), { type: "problem", code: "expired", detail: "over", retryable: false });
    expect(expired.problem).toEqual({ code: "expired", detail: "over" });
    expect(applyStreamEvent(expired, start())?.problem).toBeNull();
  });
});

test("a snapshot after a gap leaves what it tells the same as it was, and replaces what has changed", () => {
  const before = stateAfter(snapshot(), ...wholeExchange("e1", 1), start("e2", 2), delta("partner", "Put", 0, 1, "e2"));
  const [first, second] = before.exchanges;
  const messages = [first?.user, first?.partner.message, first?.coach.message, second?.user].filter(
    (one) => one != null,
  );
  const told = snapshot({
    messages,
    exchanges: [exchangeView("e1", 1), exchangeView("e2", 2, { status: "failed", retryable: true })],
  });
  const after = applyStreamEvent(before, told);
  expect(after?.exchanges[0]).toBe(first);
  expect(after?.exchanges[1]).toMatchObject({ status: "failed", retryable: true });
});
