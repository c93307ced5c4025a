// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import { nameOfInvitation } from "../src/state/browser-store.ts";
import { claimed, enter, invitation, preview, TOKEN, tokens, type Answers } from "./open-visit.ts";
import { memoryStorage, session, snapshot, stateAfter } from "./samples.ts";

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
    const asked = vi.fn(() => ({ ...tokens, user: {}, invitation, sessions: [] }));
    const { visit, storage, onStored, emit } = await claimed({ "POST /v1/invitations/claim": asked });
    expect(asked).toHaveBeenCalledExactlyOnceWith({
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

  test("is claimed by a device of a name that claims take, whatever was kept in its place", async () => {
    const storage = memoryStorage();
    storage.setItem("sidecoach:lab:device", "\0");
    const asked = vi.fn(() => ({ ...tokens, user: {}, invitation, sessions: [] }));
    const { visit } = await claimed({ "POST /v1/invitations/claim": asked }, storage);
    expect(asked).toHaveBeenCalledWith(
      expect.objectContaining({ deviceId: expect.stringMatching(/^[\da-f-]{36}$/) as string }),
    );
    visit.dispose();
  });

  test.each(["", "\0", "two words", "x".repeat(201)])("is shown where no sign-in, but %j was kept", async (garbage) => {
    const storage = memoryStorage();
    storage.setItem(`sidecoach:lab:login:${nameOfInvitation(TOKEN)}`, garbage);
    const { visit, calls } = enter({}, storage);
    await visit.open(TOKEN);
    expect([visit.screen.value.name, calls]).toEqual(["preview", ["POST /v1/invitations/preview"]]);
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

describe("before what was said is there", () => {
  /** a visit of somebody who was in session 7 before, and has not been answered yet */
  const comeBack = async (status: "ACTIVE" | "PAUSED" | "COMPLETED" = "ACTIVE") => {
    const { visit, storage } = await claimed();
    const { value: screen } = visit.screen;
    if (screen.name !== "conversation") throw new Error("expected the conversation");
    screen.conversation.state.value = stateAfter(snapshot({ session: session({ status }) }));
    visit.dispose();
    const back = enter({ "POST /v1/auth/refresh": () => new Promise(() => {}) }, storage);
    void back.visit.open(null);
    expect(back.visit.screen.value.name).toBe("opening");
    return back;
  };

  test("one can write in the session that goes on", async () => {
    expect((await comeBack()).visit.expects()).toBe(7);
  });

  test.each(["PAUSED", "COMPLETED"] as const)("not in one that is %s", async (status) => {
    expect((await comeBack(status)).visit.expects()).toBeNull();
  });

  test("nothing that is kept is shown where the page has announced who this is, or words of another line wait", async () => {
    const { visit, storage } = await comeBack();
    storage.setItem("sidecoach:lab:draft:7:some-exchange", "another go");
    expect(visit.expects()).toBeNull();
    storage.removeItem("sidecoach:lab:draft:7:some-exchange");
    expect(visit.expects()).toBe(7);
    visit.identify(() => Promise.resolve(null));
    expect(visit.expects()).toBeNull();
  });

  test("it is forgotten with the sign-in", async () => {
    const { visit, storage } = await comeBack();
    visit.logins.forget(storage.getItem("sidecoach:lab:current") ?? "");
    expect(Object.keys(storage).filter((key) => key.includes(":in:"))).toEqual([]);
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

  test("by a link that staff have replaced says so, inside and on the way in", async () => {
    const { storage } = await claimed();
    const replaced = { replaced: true };
    const kept = enter(
      { "POST /v1/auth/refresh": () => new ApiProblem(401, "session-ended", "", null, replaced) },
      storage,
    );
    await kept.visit.open(null);
    expect(kept.visit.screen.value).toMatchObject({ name: "lost", code: "replaced" });
    const old = enter({
      "POST /v1/invitations/preview": () => new ApiProblem(404, "invitation-not-found", "", null, replaced),
    });
    await old.visit.open(TOKEN);
    expect(old.visit.screen.value).toMatchObject({ name: "link", code: "replaced" });
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
    await visit.startSession("uncle");
    expect(startSession).toHaveBeenCalledExactlyOnceWith({ scenarioSlug: "uncle", locale: "en-GB" });
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
      "GET /v1/origin-check?site=lab": () => ({
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

  test("says so without an invitation, too, to who tries the page before anybody is invited", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const { visit } = enter({
      "GET /v1/origin-check?site=lab": () => ({
        origin: "https://host.test",
        allowed: false,
        command: "npm run sidecoach -- site allow https://host.test --site lab",
      }),
    });
    await visit.open(null);
    expect(visit.screen.value.name).toBe("invite");
    await vi.waitFor(() => expect(visit.screen.value).toEqual({ name: "refused", origin: "https://host.test" }));
    expect(print.mock.calls.flat().join("")).toContain("site allow https://host.test --site lab");
    print.mockRestore();
  });

  test("and is offline says so, and tries again", async () => {
    let online = false;
    const { visit } = enter({
      "POST /v1/invitations/preview": () => (online ? preview : unreachable()),
      "GET /v1/origin-check?site=lab": unreachable,
    });
    await visit.open(TOKEN);
    expect(visit.screen.value).toMatchObject({ name: "trouble", code: "unreachable" });
    online = true;
    visit.again();
    await vi.waitFor(() => expect(visit.screen.value.name).toBe("preview"));
  });
});
