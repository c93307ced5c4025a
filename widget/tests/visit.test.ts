// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import type { SendRequest } from "../src/api/api-client.ts";
import { ApiProblem } from "../src/api/api-problem.ts";
import { parseOptions } from "../src/options.ts";
import { createBrowserStore } from "../src/state/browser-store.ts";
import { createVisit } from "../src/state/visit.ts";
import { memoryStorage, session } from "./samples.ts";

const TOKEN = "tok-tok-tok-tok-1";
const preview = {
  siteName: "Lab",
  helpContacts: [],
  scenarios: [session().scenario],
  exchanges: 12,
  expiresAt: "2026-12-14T12:00:00.000Z",
  state: "unopened",
  claimed: false,
  consent: { version: "v1" },
  whoSeesWhat: { partner: "", coach: "", staff: "", invitee: "" },
  simulated: false,
};
const tokens = { accessToken: "a", expiresIn: 900, refreshToken: "r1" };
const invitation = { id: "i", state: "claimed", helpContacts: [] };

type Answers = Record<string, (body: unknown) => unknown>;
const enter = (answers: Answers = {}, storage = memoryStorage()) => {
  const calls: string[] = [];
  const all: Answers = {
    "POST /v1/invitations/preview": () => preview,
    "POST /v1/invitations/claim": () => ({ ...tokens, user: {}, invitation, sessions: [] }),
    "POST /v1/auth/refresh": () => ({ ...tokens, refreshToken: "r2" }),
    "GET /v1/me": () => ({ user: {}, invitation, sessions: [] }),
    "GET /v1/scenarios": () => ({ items: [session().scenario] }),
    "POST /v1/sessions": () => session(),
    "GET /v1/origin-check": () => ({ origin: "https://host.test", allowed: true, command: null }),
    ...answers,
  };
  const send: SendRequest = async (method, path, options) => {
    calls.push(`${method} ${path}`);
    const answer = all[`${method} ${path}`]?.(options?.body);
    if (answer instanceof ApiProblem) throw answer;
    return new Response(JSON.stringify(answer ?? {}));
  };
  const onStored = vi.fn();
  const emit = vi.fn();
  const visit = createVisit({
    options: parseOptions({ site: "lab" }, "https://api.test/widget.js"),
    emit,
    onStored,
    send,
    store: createBrowserStore("lab", storage),
    follow: () => () => {},
  });
  return { visit, calls, storage, onStored, emit };
};
const claimed = async (answers: Answers = {}, storage = memoryStorage()) => {
  const entered = enter(answers, storage);
  await entered.visit.open(TOKEN);
  const { value: screen } = entered.visit.screen;
  if (screen.name !== "preview") throw new Error(`expected the preview, not ${screen.name}`);
  await entered.visit.claim(TOKEN, screen.preview, { scenarioSlug: "heating", research: true });
  return entered;
};

describe("with an invitation", () => {
  test("shows the preview; claims and stores nothing before the click", async () => {
    const { visit, calls, storage, onStored } = enter();
    await visit.open(TOKEN);
    expect(visit.screen.value).toMatchObject({ name: "preview", token: TOKEN });
    expect(calls).toEqual(["POST /v1/invitations/preview"]);
    expect(Object.keys(storage)).toEqual([]);
    expect(onStored).not.toHaveBeenCalled();
  });

  test("the click claims with the consent that was shown, and starts", async () => {
    const claim = vi.fn(() => ({ ...tokens, user: {}, invitation, sessions: [] }));
    const { visit, storage, onStored, emit } = await claimed({ "POST /v1/invitations/claim": claim });
    expect(claim).toHaveBeenCalledExactlyOnceWith({
      token: TOKEN,
      deviceId: expect.stringMatching(/^[\da-f-]{36}$/),
      consent: { service: "v1", research: true },
    });
    expect(visit.screen.value.name).toBe("conversation");
    expect(onStored).toHaveBeenCalledOnce();
    expect(emit).toHaveBeenCalledWith("start", { sessionId: 7 });
    expect(JSON.stringify(storage)).not.toContain(TOKEN);
    visit.dispose();
  });

  test("that is claimed again goes on with the unfinished session", async () => {
    const sessions = [
      session({ id: 1, status: "COMPLETED", lastActivityAt: "2026-11-25T00:00:00.000Z" }),
      session({ id: 2, status: "ABANDONED", lastActivityAt: "2026-11-24T00:00:00.000Z" }),
    ];
    const { visit, calls } = await claimed({
      "POST /v1/invitations/claim": () => ({ ...tokens, user: {}, invitation, sessions }),
    });
    expect(visit.screen.value).toMatchObject({ name: "conversation", conversation: { sessionId: 2 } });
    expect(calls).not.toContain("POST /v1/sessions");
    visit.dispose();
  });

  test("that is mistyped says so", async () => {
    const { visit } = enter({ "POST /v1/invitations/preview": () => new ApiProblem(422, "mistyped-token", "") });
    await visit.open(TOKEN);
    expect(visit.screen.value).toMatchObject({ name: "link", code: "mistyped-token" });
  });
});

describe("on a later day", () => {
  test("goes on with the sign-in of this browser, without any link", async () => {
    const { storage } = await claimed();
    const { visit, calls } = enter(
      { "GET /v1/me": () => ({ user: {}, invitation, sessions: [session({ id: 3 })] }) },
      storage,
    );
    await visit.open(null);
    expect(calls).toEqual(["POST /v1/auth/refresh", "GET /v1/me"]);
    expect(visit.screen.value).toMatchObject({ name: "conversation", conversation: { sessionId: 3 } });
    visit.dispose();
  });

  test("with a sign-in that has ended asks for the link, and shows the preview where it is there", async () => {
    const { storage } = await claimed();
    const ended: Answers = { "POST /v1/auth/refresh": () => new ApiProblem(401, "session-ended", "") };
    const withLink = enter(ended, storage);
    await withLink.visit.open(TOKEN);
    expect(withLink.visit.screen.value.name).toBe("preview");
    const without = enter(ended, storage);
    await without.visit.open(null);
    expect(without.visit.screen.value.name).toBe("lost");
  });

  test("claimed but never started, with a choice, lets one choose", async () => {
    const { storage } = await claimed();
    const two = [session().scenario, { ...session().scenario, slug: "uncle" }];
    const startSession = vi.fn(() => session({ id: 9 }));
    const { visit } = enter(
      { "GET /v1/scenarios": () => ({ items: two }), "POST /v1/sessions": startSession },
      storage,
    );
    await visit.open(null);
    expect(visit.screen.value).toMatchObject({ name: "choose", scenarios: two });
    await visit.choose("uncle");
    expect(startSession).toHaveBeenCalledExactlyOnceWith({ scenarioSlug: "uncle" });
    visit.dispose();
  });
});

test("without an invitation and never here before, says that one is needed and calls nobody", async () => {
  const { visit, calls } = enter();
  await visit.open(null);
  expect(visit.screen.value.name).toBe("invite");
  expect(calls).toEqual([]);
});

describe("a page that cannot reach the API", () => {
  const unreachable = (): ApiProblem => new ApiProblem(0, "unreachable", "");

  test("and is not allowed prints the command that allows it", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const { visit } = enter({
      "POST /v1/invitations/preview": unreachable,
      "GET /v1/origin-check": () => ({
        origin: "https://host.test",
        allowed: false,
        command: "npm run sidecoach -- site allow https://host.test",
      }),
    });
    await visit.open(TOKEN);
    expect(visit.screen.value).toEqual({ name: "refused", origin: "https://host.test" });
    expect(print.mock.calls.flat().join("")).toContain("npm run sidecoach -- site allow https://host.test");
    print.mockRestore();
  });

  test("and is offline says so, and tries again", async () => {
    let online = false;
    const { visit } = enter({
      "POST /v1/invitations/preview": () => (online ? preview : unreachable()),
      "GET /v1/origin-check": unreachable,
    });
    await visit.open(TOKEN);
    expect(visit.screen.value).toMatchObject({ name: "trouble", code: "unreachable" });
    online = true;
    visit.again();
    await vi.waitFor(() => expect(visit.screen.value.name).toBe("preview"));
  });
});
