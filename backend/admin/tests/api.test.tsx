import { describe, expect, it, vi } from "vitest";
import { createConsoleApi } from "../src/api/console-api.ts";
import { createOpenStream } from "../src/api/open-stream.ts";
import { ProblemError, type Problem } from "../src/api/problem.ts";
import { createRequest } from "../src/api/request.ts";

const apiOn = (respond: () => Promise<Response> | Response) => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => respond());
  const onSignedOut = vi.fn<() => void>();
  return {
    fetch,
    onSignedOut,
    api: createConsoleApi(createRequest({ fetch, onSignedOut }), createOpenStream({ fetch, onSignedOut })),
  };
};
const problemFrom = async (call: Promise<unknown>): Promise<Problem> => {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ProblemError)) throw new Error("no ProblemError was thrown");
  return thrown.problem;
};
const sentTo = (fetch: ReturnType<typeof apiOn>["fetch"]) => {
  const [path, init] = fetch.mock.calls[0] ?? [];
  return {
    path,
    method: init?.method,
    headers: new Headers(init?.headers),
    body: init?.body,
    credentials: init?.credentials,
  };
};

describe("requests", () => {
  it("reads with the cookie of this origin, and without the header of unsafe requests", async () => {
    const { api, fetch } = apiOn(() => Response.json({ items: [], cursor: null }));
    await api.listInvitations({ state: "stuck", q: "P & 14", cursor: undefined, limit: 50 });
    const sent = sentTo(fetch);
    expect(sent).toMatchObject({
      path: "/v1/admin/invitations?state=stuck&q=P+%26+14&limit=50",
      method: "GET",
      credentials: "same-origin",
      body: undefined,
    });
    expect(sent.headers.has("X-CSRF-Token")).toBe(false);
  });

  it.each([
    [
      "create",
      (api: ReturnType<typeof apiOn>["api"]) => api.createInvitation({ label: "a" }),
      "POST",
      "/v1/admin/invitations",
      '{"label":"a"}',
    ],
    [
      "change",
      (api: ReturnType<typeof apiOn>["api"]) => api.changeInvitation("a/b", { quotaTokens: 5 }),
      "PATCH",
      "/v1/admin/invitations/a%2Fb",
      '{"quotaTokens":5}',
    ],
    [
      "revoke",
      (api: ReturnType<typeof apiOn>["api"]) => api.revokeInvitation("a"),
      "POST",
      "/v1/admin/invitations/a/revoke",
      undefined,
    ],
    [
      "note",
      (api: ReturnType<typeof apiOn>["api"]) => api.addNote(7, { content: "x", messageId: 3 }),
      "POST",
      "/v1/admin/sessions/7/notes",
      '{"content":"x","messageId":3}',
    ],
    [
      "sign in",
      (api: ReturnType<typeof apiOn>["api"]) => api.signIn("t"),
      "POST",
      "/v1/admin/sign-in",
      '{"token":"t"}',
    ],
  ] as const)("%s sends its body", async (_, call, method, path, body) => {
    const { api, fetch } = apiOn(() => Response.json({}));
    await call(api);
    const sent = sentTo(fetch);
    expect(sent).toMatchObject({ method, path, body });
  });

  it("a write carries the token of whoever is signed in; a refused one asks for it again, once", async () => {
    let current = "first";
    const fetch = vi.fn<typeof globalThis.fetch>(async (_path, init) => {
      const token = new Headers(init?.headers).get("X-CSRF-Token");
      if (init?.method === "GET") return Response.json({ staff: { csrfToken: current } });
      return token === current ? Response.json({ token }) : Response.json({ code: "csrf-token" }, { status: 403 });
    });
    const request = createRequest({ fetch, onSignedOut: () => undefined });
    await request("GET", "/v1/admin/sign-in");
    expect(await request("POST", "/v1/admin/invitations", {})).toEqual({ token: "first" });
    expect(fetch).toHaveBeenCalledTimes(2);
    current = "second";
    expect(await request("POST", "/v1/admin/invitations", {})).toEqual({ token: "second" });
    expect(fetch.mock.calls.map(([path]) => path).slice(2)).toEqual([
      "/v1/admin/invitations",
      "/v1/admin/me",
      "/v1/admin/invitations",
    ]);
  });

  it("takes an empty answer for done", async () => {
    const { api } = apiOn(() => new Response(null, { status: 204 }));
    await expect(api.signOut()).resolves.toBeUndefined();
  });
});

const body = {
  type: "t",
  title: "Invalid",
  status: 422,
  code: "invalid",
  detail: "below what was used",
  requestId: "req_1",
  errors: [{ pointer: "/quotaTokens", detail: "too low" }],
};

describe("problems", () => {
  it("keeps the server's words, number and pointers", async () => {
    const { api, onSignedOut } = apiOn(() => Response.json(body, { status: 422 }));
    expect(await problemFrom(api.changeInvitation("a", { quotaTokens: 1 }))).toEqual({
      code: "invalid",
      status: 422,
      title: "Invalid",
      detail: "below what was used",
      requestId: "req_1",
      errors: [{ pointer: "/quotaTokens", detail: "too low" }],
      retryAfterSeconds: null,
    });
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it("reads Retry-After", async () => {
    const { api } = apiOn(() =>
      Response.json({ ...body, code: "too-many" }, { status: 429, headers: { "Retry-After": "30" } }),
    );
    expect(await problemFrom(api.readSignedIn())).toMatchObject({ code: "too-many", retryAfterSeconds: 30 });
  });

  it("tells of a sign-in that ended", async () => {
    const { api, onSignedOut } = apiOn(() => Response.json({ ...body, code: "session-ended" }, { status: 401 }));
    expect(await problemFrom(api.readSignedIn())).toMatchObject({ code: "session-ended", status: 401 });
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["a proxy's page", () => new Response("<h1>Bad gateway</h1>", { status: 502 }), "unreadable", 502],
    ["JSON that is no problem", () => Response.json({ oops: true }, { status: 500 }), "unreadable", 500],
    ["a page with status 200", () => new Response("<h1>Log in to the wifi</h1>"), "unreadable", 200],
    ["no answer at all", () => Promise.reject(new TypeError("fetch failed")), "unreachable", 0],
  ])("%s", async (_, respond, code, status) => {
    const { api } = apiOn(respond);
    expect(await problemFrom(api.readSignedIn())).toMatchObject({ code, status, requestId: null });
  });
});
