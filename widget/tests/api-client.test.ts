// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import { createInviteeApi, createSendRequest } from "../src/api/api-client.ts";
import { ApiProblem } from "../src/api/api-problem.ts";
import { createLogin, type RefreshTokenStore } from "../src/api/login.ts";
import type { Tokens } from "../src/api/protocol.ts";
import { problemText } from "../src/text/en-pages.ts";

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

describe("a refused request", () => {
  const sendTo = (answer: () => Promise<Response>) => createSendRequest("https://api.test", answer)("GET", "/v1/me");

  test("becomes a problem with the code of its body", async () => {
    const problem = await sendTo(async () => json({ code: "exhausted", detail: "nothing left" }, 402)).catch(
      (caught: unknown) => caught,
    );
    expect(problem).toMatchObject({ status: 402, code: "exhausted", detail: "nothing left", passing: false });
  });

  test("says when to come back", async () => {
    expect(
      await sendTo(async () => json({ code: "too-many" }, 429, { "retry-after": "7" })).catch(
        (caught: unknown) => caught,
      ),
    ).toMatchObject({ retryAfter: 7, passing: true });
  });

  test("of a proxy, without problem+json, is a problem too", async () => {
    expect(
      await sendTo(async () => new Response("<h1>Bad gateway</h1>", { status: 502 })).catch(
        (caught: unknown) => caught,
      ),
    ).toMatchObject({ code: "http-502", passing: true });
  });

  test("without any answer is unreachable", async () => {
    expect(
      await sendTo(() => Promise.reject(new TypeError("Failed to fetch"))).catch((caught: unknown) => caught),
    ).toMatchObject({ status: 0, code: "unreachable", passing: true });
  });

  test("is told in our words, else in the server's", () => {
    expect(problemText({ code: "exhausted", detail: "402" })).toMatch(/not enough left/);
    expect(problemText({ code: "brand-new", detail: "Said by the server." })).toBe("Said by the server.");
    expect(problemText({ code: "brand-new", detail: "" })).not.toBe("");
  });
});

test("no cookie is sent, and the token goes in a header", async () => {
  const fetchIt = vi.fn<typeof fetch>(async () => json({}));
  await createSendRequest("https://api.test", fetchIt)("POST", "/v1/x", { body: { a: 1 }, token: "T" });
  expect(fetchIt).toHaveBeenCalledExactlyOnceWith(
    "https://api.test/v1/x",
    expect.objectContaining({
      credentials: "omit",
      body: '{"a":1}',
      headers: expect.objectContaining({ Authorization: "Bearer T" }),
    }),
  );
});

const keptIn = (first: string | null): RefreshTokenStore & { value: string | null } => {
  const store = {
    value: first,
    read: () => store.value,
    write: (token: string) => void (store.value = token),
    forget: () => void (store.value = null),
  };
  return store;
};
const noLock = { withLock: <T>(_: string, work: () => Promise<T>) => work() };

describe("the sign-in", () => {
  const issue = (n: number): Tokens => ({ accessToken: `a${n}`, refreshToken: `r${n}`, expiresIn: 900 });

  test("is refreshed once, however many ask", async () => {
    const refresh = vi.fn(async () => issue(1));
    const store = keptIn("r0");
    const login = createLogin("x", store, refresh, noLock);
    expect(await Promise.all(Array.from({ length: 10 }, () => login.accessToken()))).toEqual(
      Array.from({ length: 10 }, () => "a1"),
    );
    expect(refresh).toHaveBeenCalledExactlyOnceWith("r0");
    expect(store.value).toBe("r1");
  });

  test("is refreshed before it runs out, and when it was rejected", async () => {
    let time = 0;
    let n = 0;
    const login = createLogin("x", keptIn("r0"), async () => issue((n += 1)), { ...noLock, now: () => time });
    expect(await login.accessToken()).toBe("a1");
    expect(await login.accessToken()).toBe("a1");
    time = 880_000;
    expect(await login.accessToken()).toBe("a2");
    expect(await login.accessToken("a2")).toBe("a3");
    expect(await login.accessToken("a2")).toBe("a3");
  });

  test("that is refused is forgotten; one that could not be asked for is kept", async () => {
    const gone = keptIn("r0");
    await expect(
      createLogin("x", gone, () => Promise.reject(new ApiProblem(401, "session-ended", "")), noLock).accessToken(),
    ).rejects.toMatchObject({ status: 401 });
    expect(gone.value).toBeNull();
    const offline = keptIn("r0");
    await expect(
      createLogin("x", offline, () => Promise.reject(new ApiProblem(0, "unreachable", "")), noLock).accessToken(),
    ).rejects.toMatchObject({ status: 0 });
    expect(offline.value).toBe("r0");
  });

  test("takes the successor that another tab has just stored", async () => {
    const store = keptIn("r0");
    const refresh = vi.fn(async (token: string) => {
      if (token === "r0") {
        store.value = "r1";
        throw new ApiProblem(401, "bad-token", "");
      }
      return issue(2);
    });
    expect(await createLogin("x", store, refresh, noLock).accessToken()).toBe("a2");
    expect(refresh.mock.calls).toEqual([["r0"], ["r1"]]);
  });

  test("after a 401 is renewed once, and the call goes out once more", async () => {
    let n = 0;
    const login = createLogin("x", keptIn("r0"), async () => issue((n += 1)), noLock);
    const seen: (string | undefined)[] = [];
    const api = createInviteeApi(async (_method, _path, options) => {
      seen.push(options?.token);
      if (options?.token === "a1") throw new ApiProblem(401, "bad-token", "");
      return json({ items: [] });
    }, login);
    expect(await api.scenarios()).toEqual([]);
    expect(seen).toEqual(["a1", "a2"]);
  });

  test("a call that is refused twice is not tried a third time", async () => {
    let n = 0;
    const send = vi.fn(() => Promise.reject(new ApiProblem(401, "bad-token", "")));
    const api = createInviteeApi(
      send,
      createLogin("x", keptIn("r0"), async () => issue((n += 1)), noLock),
    );
    await expect(api.me()).rejects.toMatchObject({ status: 401 });
    expect(send).toHaveBeenCalledTimes(2);
  });
});
