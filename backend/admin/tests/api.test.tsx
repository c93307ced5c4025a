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
    expect(sent.headers.has("X-Sidecoach-Console")).toBe(false);
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
  ] as const)("%s carries the console's header", async (_, call, method, path, body) => {
    const { api, fetch } = apiOn(() => Response.json({}));
    await call(api);
    const sent = sentTo(fetch);
    expect(sent).toMatchObject({ method, path, body });
    expect(sent.headers.get("X-Sidecoach-Console")).toBe("1");
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
