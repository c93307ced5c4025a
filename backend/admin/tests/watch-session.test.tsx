// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionStatus, StaffSessionDetail } from "../src/state/types.ts";
import { ConsoleProvider } from "../src/view/console-context.ts";
import { Session } from "../src/view/session.tsx";
import { apiOn, consoleOn, exchange, minutesAgo, pathOf, showPage } from "./fixtures.ts";

const detail = (status: SessionStatus, running: boolean): StaffSessionDetail => ({
  id: 7,
  invitationId: "one",
  invitationLabel: "one",
  scenario: { slug: "a", name: "The heating is off", version: 1 },
  partnerPersona: "Dana",
  status,
  startedAt: minutesAgo(9),
  endedAt: null,
  lastActivityAt: minutesAgo(1),
  durationSeconds: 480,
  totalMessages: 0,
  exchangesUsed: 0,
  simulated: false,
  wordsRemovedAt: null,
  trial: false,
  messages: [],
  exchanges: running ? [exchange("e1", 1, { status: "running" })] : [],
  branches: [],
  asides: [],
  notes: [],
  usage: [],
  invitee: null,
});

const LINE = "The invitee sees that you watch.";

/** The page of session 7 on a server that can be told what to answer; `tell` sends an event to whoever observes. */
const open = (first: { status?: SessionStatus; running?: boolean; refused?: boolean } = {}) => {
  const now = { status: "ACTIVE" as SessionStatus, running: false, refused: false, ...first };
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const calls = { reads: 0, observes: 0 };
  const observe = (signal: AbortSignal | null | undefined): Response => {
    calls.observes += 1;
    if (now.refused) return Response.json({ code: "too-many" }, { status: 429 });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        streams.add(controller);
        signal?.addEventListener("abort", () => {
          streams.delete(controller);
          controller.error(new Error("left"));
        });
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
  const fetch = vi.fn<typeof globalThis.fetch>(async (input, init) => {
    if (pathOf(input) === "/v1/admin/sessions/7/observe") return observe(init?.signal);
    calls.reads += 1;
    return Response.json(detail(now.status, now.running));
  });
  const page = render(
    <ConsoleProvider value={consoleOn(apiOn(fetch))}>
      <Session id={7} />
    </ConsoleProvider>,
  );
  const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const tell = (type: string): void => {
    for (const stream of streams) stream.enqueue(new TextEncoder().encode(`event: ${type}\ndata: {}\n\n`));
  };
  return { now, calls, streams, page, after, tell };
};

beforeEach(() => {
  vi.useFakeTimers();
  showPage("visible");
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("the page of a session that goes on", () => {
  it.each(["ACTIVE", "PAUSED", "ABANDONED"] as const)("observes one that is %s, and says so", async (status) => {
    const { streams, after } = open({ status });
    await after(10);
    expect(streams.size).toBe(1);
    expect(screen.getByText(LINE).getAttribute("role")).toBe("status");
  });

  it("reads again at once when something happens, then at most once a second, and misses nothing", async () => {
    const { calls, after, tell } = open();
    await after(10);
    expect(calls.reads).toBe(1);
    for (let beat = 0; beat < 20; beat++) {
      tell("exchange-start");
      await after(100);
    }
    // At 0, 1 and 2 s; the last event came at 1.9.
    await after(200);
    expect(calls.reads).toBe(4);
    await after(2_000);
    expect(calls.reads).toBe(4);
  });

  it.each(["partner-delta", "coach-delta", "aside-delta", "presence"])("reads nothing for a %s", async (type) => {
    const { calls, after, tell } = open();
    await after(10);
    tell(type);
    await after(1_500);
    expect(calls.reads).toBe(1);
  });

  it("leaves while the tab is hidden, and comes back with it", async () => {
    const { streams, calls, after } = open();
    await after(10);
    showPage("hidden");
    await after(10);
    expect([streams.size, screen.queryByText(LINE)]).toEqual([0, null]);
    await after(60_000);
    expect(calls).toEqual({ reads: 1, observes: 1 });
    showPage("visible");
    await after(10);
    expect(streams.size).toBe(1);
    screen.getByText(LINE);
  });

  it("leaves with the page", async () => {
    const { streams, calls, page, after } = open();
    await after(10);
    page.unmount();
    await after(60_000);
    expect(streams.size).toBe(0);
    expect(calls).toEqual({ reads: 1, observes: 1 });
  });

  it("leaves once the session is completed and its last lane has ended", async () => {
    const { now, streams, after, tell } = open();
    await after(10);
    Object.assign(now, { status: "COMPLETED", running: true });
    tell("session");
    await after(1_100);
    expect(streams.size).toBe(1);
    now.running = false;
    tell("coach-end");
    await after(1_100);
    expect([streams.size, screen.queryByText(LINE)]).toEqual([0, null]);
  });

  it("asks every 5 s where it cannot observe, every 20 s where it does", async () => {
    const refused = open({ refused: true });
    await refused.after(10);
    expect(screen.queryByText(LINE)).toBeNull();
    await refused.after(20_000);
    expect(refused.calls.reads).toBe(5);
    cleanup();
    const watching = open();
    await watching.after(10);
    await watching.after(20_000);
    expect(watching.calls.reads).toBe(2);
  });
});

it("a completed session is not observed, nor asked for again", async () => {
  const { calls, after } = open({ status: "COMPLETED" });
  await after(60_000);
  expect(calls).toEqual({ reads: 1, observes: 0 });
});
