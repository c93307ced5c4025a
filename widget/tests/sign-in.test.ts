// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import type { RedeemedSignIn, SignInStatus } from "../src/api/protocol.ts";
import { LONGEST_MS, pauseUntilBack, pollSignIn } from "../src/state/poll-sign-in.ts";
import type { SignInDoor } from "../src/state/sign-in-door.ts";
import { makeSignInKeys } from "../src/state/sign-in-keys.ts";
import { createSigningIn, type SignInState } from "../src/state/signing-in.ts";
import { settle } from "./samples.ts";

const API = "https://api.test";
const told = (status: SignInStatus["status"], code: string | null = null): SignInStatus => ({
  status,
  code,
  provider: "google",
});
const offline = (): ApiProblem => new ApiProblem(0, "unreachable", "");
const answers =
  <T>(...list: (T | ApiProblem)[]) =>
  async (): Promise<T> => {
    const next = list.length > 1 ? list.shift() : list[0];
    if (next instanceof ApiProblem) throw next;
    return next as T;
  };
/** base64url of the SHA-256, as RFC 7636 says */
const challengeOf = async (verifier = ""): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
};
const never = new AbortController().signal;

test("a verifier is 43 characters of base64url, its challenge the SHA-256 of it", async () => {
  const made = await makeSignInKeys();
  expect(made?.verifier).toMatch(/^[\w-]{43}$/);
  expect(made?.challenge).toBe(await challengeOf(made?.verifier));
  expect((await makeSignInKeys())?.verifier).not.toBe(made?.verifier);
});

describe("polling", () => {
  const clock = () => {
    let time = 0;
    const waits: number[] = [];
    return {
      waits,
      now: () => time,
      pause: async (milliseconds: number) => {
        waits.push(milliseconds);
        time += milliseconds;
      },
    };
  };

  test("asks ever more slowly until there is an answer", async () => {
    const { pause, now, waits } = clock();
    const status = vi.fn(answers(...Array.from({ length: 12 }, () => told("pending")), told("ready")));
    expect(await pollSignIn({ status, signal: never, pause, now })).toEqual({ status: "ready" });
    expect(status).toHaveBeenCalledTimes(13);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  });

  test("ends with why it failed", async () => {
    const { pause, now } = clock();
    expect(
      await pollSignIn({ status: answers(told("failed", "sign-in-declined")), signal: never, pause, now }),
    ).toEqual({ status: "failed", code: "sign-in-declined" });
  });

  test("goes on while offline, and while the server restarts; waits as long as it is told", async () => {
    const { pause, now, waits } = clock();
    const busy = new ApiProblem(429, "too-many", "", 9);
    const status = answers(offline(), new ApiProblem(503, "database-away", ""), busy, told("ready"));
    expect(await pollSignIn({ status, signal: never, pause, now })).toEqual({ status: "ready" });
    expect(waits).toContain(9_000);
  });

  test("gives up after ten minutes, and no earlier", async () => {
    const { pause, now } = clock();
    expect(await pollSignIn({ status: answers(told("pending")), signal: never, pause, now })).toEqual({
      status: "failed",
      code: "sign-in-expired",
    });
    expect(now()).toBeGreaterThanOrEqual(LONGEST_MS);
  });

  test("throws what will not pass", async () => {
    const { pause, now } = clock();
    const gone = new ApiProblem(404, "not-found", "");
    await expect(pollSignIn({ status: answers<SignInStatus>(gone), signal: never, pause, now })).rejects.toBe(gone);
  });

  test("asks at once when one comes back to the page", async () => {
    const status = vi.fn(answers(told("ready")));
    const polled = pollSignIn({ status, signal: never });
    await settle();
    expect(status).not.toHaveBeenCalled();
    window.dispatchEvent(new Event("focus"));
    expect(await polled).toEqual({ status: "ready" });
  });

  test("a wait that is left rejects, and leaves nothing behind", async () => {
    const leave = new AbortController();
    const waiting = pauseUntilBack(60_000, leave.signal);
    leave.abort(new Error("left"));
    await expect(waiting).rejects.toThrow("left");
    await expect(pauseUntilBack(60_000, leave.signal)).rejects.toThrow("left");
  });
});

const redeemed = (outcome: RedeemedSignIn["outcome"] = "linked"): RedeemedSignIn =>
  ({
    accessToken: "a2",
    refreshToken: "r2",
    expiresIn: 300,
    outcome,
    offer: null,
    sessions: [],
  }) as unknown as RedeemedSignIn;
const started = { id: "s1", url: `${API}/sign-in/s1`, intent: "INTENT", expiresAt: "" };
const both = { from: { sessions: 1, messages: 4 }, into: { name: "Ada", avatarUrl: null, provider: "google" } };

describe("signing in", () => {
  let dispose = (): void => {};
  beforeEach(() => sessionStorage.clear());
  afterEach(() => {
    dispose();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  type Mocks = { [Name in "start" | "status" | "redeem"]: ReturnType<typeof vi.fn<SignInDoor[Name]>> };
  const play = (door: Partial<SignInDoor> = {}, blocked = false) => {
    const popup = { postMessage: vi.fn(), close: vi.fn(), closed: false, location: { replace: vi.fn() } };
    const parts = {
      by: { name: "n1" },
      start: vi.fn<SignInDoor["start"]>(async () => started),
      status: vi.fn<SignInDoor["status"]>(async () => told("ready")),
      redeem: vi.fn<SignInDoor["redeem"]>(async () => redeemed()),
      look: vi.fn<NonNullable<SignInDoor["look"]>>(),
      ...door,
    } as SignInDoor & Mocks;
    const onSigned = vi.fn();
    const onLost = vi.fn();
    const go = vi.fn();
    const open = vi.fn(() => (blocked ? null : popup));
    const signing = createSigningIn({
      door: parts,
      options: { api: API, site: "lab" },
      onSigned,
      onLost,
      go,
      open,
      pause: async (_, signal) => signal.throwIfAborted(),
    });
    dispose = signing.dispose;
    const becomes = async <Name extends SignInState["name"]>(name: Name) => {
      await vi.waitFor(() => expect(signing.state.value.name).toBe(name));
      return signing.state.value as Extract<SignInState, { name: Name }>;
    };
    return { signing, door: parts, popup, onSigned, onLost, go, open, becomes };
  };

  test("opens the window within the click, before anything is asked", () => {
    const { signing, door, open, popup } = play();
    signing.begin("google");
    expect(open).toHaveBeenCalledOnce();
    expect(door.start).not.toHaveBeenCalled();
    expect(popup.location.replace).not.toHaveBeenCalled();
  });

  test("sends the challenge first and the verifier last, and goes on by itself", async () => {
    const { signing, door, popup, onSigned } = play();
    signing.begin("google");
    await vi.waitFor(() => expect(onSigned).toHaveBeenCalledExactlyOnceWith(redeemed()));
    const { challenge, ...request } = door.start.mock.calls[0]?.[0] ?? { challenge: "" };
    expect(request).toEqual({ provider: "google", mode: "popup" });
    const { verifier = "" } = door.redeem.mock.calls[0]?.[1] ?? {};
    expect(challenge).toBe(await challengeOf(verifier));
    expect(JSON.stringify(door.start.mock.calls)).not.toContain(verifier);
    expect(popup.location.replace).toHaveBeenCalledExactlyOnceWith(started.url);
    expect(signing.state.value).toEqual({ name: "idle" });
  });

  test("says so where no window can be had, and goes in place of the page on a click", async () => {
    const { signing, door, go } = play({}, true);
    signing.begin("google");
    expect(signing.state.value).toEqual({ name: "blocked", provider: "google" });
    expect(door.start).not.toHaveBeenCalled();
    signing.leave("google");
    await vi.waitFor(() => expect(go).toHaveBeenCalledExactlyOnceWith(started.url));
    expect(door.start).toHaveBeenCalledExactlyOnceWith({
      provider: "google",
      challenge: expect.any(String),
      mode: "redirect",
      returnUrl: location.href.split("#")[0],
    });
    expect(JSON.parse(sessionStorage.getItem("sidecoach:lab:trip") ?? "")).toEqual({
      id: "s1",
      verifier: expect.stringMatching(/^[\w-]{43}$/),
      provider: "google",
      name: "n1",
    });
  });

  test("at a page that is not registered says what helps, and tells its owner the address", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const invalid = new ApiProblem(422, "invalid", "", null, { errors: [{ pointer: "/returnUrl", detail: "" }] });
    const { signing, becomes, go } = play({ start: () => Promise.reject(invalid) });
    signing.leave("google");
    expect(await becomes("problem")).toMatchObject({ code: "no-return" });
    expect(print.mock.calls.flat().join("")).toContain(location.origin);
    expect(go).not.toHaveBeenCalled();
  });

  test("comes back with the code of the address", async () => {
    const { signing, door, onSigned } = play();
    const trip = { id: "s1", verifier: "v".repeat(43), provider: "google" as const, name: "n1" };
    signing.comeBack({ trip, code: "CODE" });
    await vi.waitFor(() => expect(onSigned).toHaveBeenCalledOnce());
    expect(door.redeem).toHaveBeenCalledExactlyOnceWith("s1", { verifier: trip.verifier, code: "CODE" });
  });

  test("comes back without a code: it failed, and the server says why", async () => {
    const { signing, door, becomes } = play({ status: async () => told("failed", "sign-in-declined") });
    signing.comeBack({ trip: { id: "s1", verifier: "v", provider: "google", name: "n1" }, code: null });
    expect(await becomes("problem")).toMatchObject({ code: "sign-in-declined" });
    expect(door.redeem).not.toHaveBeenCalled();
  });

  test.each(["sign-in-declined", "sign-in-failed", "provider-unavailable", "sign-in-expired"])(
    "that ended as %s says so, and can be begun again",
    async (code) => {
      const { signing, becomes, onSigned, popup } = play({ status: async () => told("failed", code) });
      signing.begin("google");
      expect(await becomes("problem")).toMatchObject({ code });
      expect(onSigned).not.toHaveBeenCalled();
      expect(popup.close).toHaveBeenCalled();
      signing.begin("google");
      expect(signing.state.value.name).toBe("opening");
    },
  );

  test("shows both accounts where the identity is taken; declined, nothing is changed", async () => {
    const taken = new ApiProblem(409, "identity-taken", "", null, both);
    const { signing, door, becomes, onSigned } = play({ redeem: vi.fn(() => Promise.reject(taken)) });
    signing.begin("google");
    const asking = await becomes("asking");
    expect(asking.both).toEqual(both);
    await asking.answer(false);
    expect(signing.state.value).toEqual({ name: "idle" });
    expect(door.redeem).toHaveBeenCalledOnce();
    expect(onSigned).not.toHaveBeenCalled();
  });

  test("…and confirmed, redeems the same sign-in once more, with the yes", async () => {
    const redeem = vi.fn<SignInDoor["redeem"]>(async (_, { confirm }) => {
      if (!confirm) throw new ApiProblem(409, "identity-taken", "", null, both);
      return redeemed("merged");
    });
    const { signing, becomes, onSigned } = play({ redeem });
    signing.begin("google");
    await (await becomes("asking")).answer(true);
    expect(onSigned).toHaveBeenCalledExactlyOnceWith(redeemed("merged"));
    const [first, second] = redeem.mock.calls;
    expect(second).toEqual([first?.[0], { ...first?.[1], confirm: true }]);
  });

  test("sends a redemption again that got no answer; one that went through is looked up", async () => {
    const me = { user: {}, invitation: {}, sessions: [] };
    const redeem = vi.fn(answers<RedeemedSignIn>(offline(), new ApiProblem(409, "sign-in-used", "")));
    const { signing, onSigned } = play({ redeem, look: vi.fn(async () => me as never) });
    signing.begin("google");
    await vi.waitFor(() => expect(onSigned).toHaveBeenCalledExactlyOnceWith({ ...me, outcome: "known", offer: null }));
    expect(redeem).toHaveBeenCalledTimes(2);
  });

  test("that was used by somebody else is no success", async () => {
    const { signing, becomes, onSigned, door } = play({
      redeem: () => Promise.reject(new ApiProblem(409, "sign-in-used", "")),
    });
    signing.begin("google");
    expect(await becomes("problem")).toMatchObject({ code: "sign-in-used" });
    expect(door.look).not.toHaveBeenCalled();
    expect(onSigned).not.toHaveBeenCalled();
  });

  test("offline for long says so, and redeems the same one when asked again", async () => {
    let online = false;
    const redeem = vi.fn<SignInDoor["redeem"]>(async () => {
      if (!online) throw offline();
      return redeemed();
    });
    const { signing, becomes, onSigned } = play({ redeem });
    signing.begin("google");
    const { again } = await becomes("problem");
    online = true;
    again?.();
    await vi.waitFor(() => expect(onSigned).toHaveBeenCalledOnce());
    expect(new Set(redeem.mock.calls.map((call) => JSON.stringify(call))).size).toBe(1);
  });

  test.each(["other-account", "merge-refused", "wrong-verifier"])(
    "refused as %s is not offered again",
    async (code) => {
      const { signing, becomes } = play({ redeem: () => Promise.reject(new ApiProblem(409, code, "")) });
      signing.begin("google");
      expect(await becomes("problem")).toMatchObject({ code, again: null });
    },
  );

  test("whose login is gone is lost, not a problem of the sign-in", async () => {
    const lost = new ApiProblem(401, "session-ended", "");
    const { signing, onLost } = play({ start: () => Promise.reject(lost) });
    signing.begin("google");
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledExactlyOnceWith(lost));
  });

  test("that was cancelled closes its window, and what comes later changes nothing", async () => {
    let answer: (told: SignInStatus) => void = () => {};
    const status = vi.fn(() => new Promise<SignInStatus>((resolve) => (answer = resolve)));
    const { signing, popup, door, onSigned } = play({ status });
    signing.begin("google");
    await vi.waitFor(() => expect(status).toHaveBeenCalled());
    signing.cancel();
    expect(popup.close).toHaveBeenCalled();
    answer(told("ready"));
    await settle();
    expect(signing.state.value).toEqual({ name: "idle" });
    expect(door.redeem).not.toHaveBeenCalled();
    expect(onSigned).not.toHaveBeenCalled();
  });

  test("answers nobody but the window it opened, at the API's origin", async () => {
    const { signing, popup } = play({ status: () => new Promise(() => {}) });
    signing.begin("google");
    await vi.waitFor(() => expect(popup.location.replace).toHaveBeenCalled());
    const say = (origin: string, source: unknown): void =>
      void window.dispatchEvent(
        Object.assign(new Event("message"), { data: { type: "sidecoach-sign-in-ready", id: "s1" }, origin, source }),
      );
    say("https://evil.test", popup);
    say(API, window);
    expect(popup.postMessage).not.toHaveBeenCalled();
    say(API, popup);
    expect(popup.postMessage).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ intent: "INTENT" }), API);
  });

  test("is not handed to a window at another origin than the API's", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const { signing, popup, becomes } = play({
      start: async () => ({ ...started, url: "https://other.test/sign-in/s1" }),
    });
    signing.begin("google");
    await becomes("problem");
    expect(popup.location.replace).not.toHaveBeenCalled();
    expect(print.mock.calls.flat().join("")).toContain("PUBLIC_URL");
  });

  test("in a window that stays silent offers the way in this page; heard, it does not", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { signing, popup } = play({ status: () => new Promise(() => {}) });
    signing.begin("google");
    await vi.waitFor(() => expect(popup.location.replace).toHaveBeenCalled());
    expect(signing.state.value).toMatchObject({ name: "waiting", silent: false });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(signing.state.value).toMatchObject({ name: "waiting", silent: true });
    window.dispatchEvent(
      Object.assign(new Event("message"), {
        data: { type: "sidecoach-sign-in-ready", id: "s1" },
        origin: API,
        source: popup,
      }),
    );
    expect(signing.state.value).toMatchObject({ name: "waiting", silent: false });
  });
});
