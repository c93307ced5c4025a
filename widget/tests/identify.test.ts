// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import { claim, leaveToAnother } from "../src/state/entering.ts";
import type { Over } from "../src/state/screen.ts";
import { claimed, enter, invitation, TOKEN, tokens, type Answers } from "./open-visit.ts";
import { session, settle } from "./samples.ts";

const both = { from: { sessions: 1, messages: 4 }, into: { name: "Ada", avatarUrl: null, provider: "site:lab" } };
const taken = () => new ApiProblem(409, "identity-taken", "", null, both);
const needed = () => new ApiProblem(403, "known-person-needed", "");
const refused = () => new ApiProblem(403, "known-person-refused", "");
const me = (outcome: string, changes: object = {}) => ({
  user: {},
  invitation,
  sessions: [session({ id: 3 })],
  outcome,
  ...changes,
});
const claimResponse = { ...tokens, user: {}, invitation, sessions: [] };
const sayYes = async (over: Over | null, yes: boolean): Promise<void> => {
  if (over?.name !== "both") throw new Error(`expected the question, not ${over?.name}`);
  await over.answer(yes);
};

describe("said before the claim", () => {
  const atPreview = async (answers: Answers) => {
    const entered = enter(answers);
    await entered.visit.open(TOKEN);
    entered.visit.identify("T1");
    const { value: screen } = entered.visit.screen;
    if (screen.name !== "preview") throw new Error(screen.name);
    await claim(entered.visit, TOKEN, screen.preview, { research: false });
    return entered;
  };

  test("goes with it, once", async () => {
    const asked = vi.fn<(body: unknown) => unknown>(() => claimResponse);
    const { visit, calls } = await atPreview({ "POST /v1/invitations/claim": asked });
    expect(asked).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ identified: "T1", confirm: false }));
    expect(calls).not.toContain("POST /v1/me/identify");
    expect(visit.screen.value.name).toBe("conversation");
    expect(visit.person).toBeNull();
    visit.dispose();
  });

  test("is asked about where there is an account already: with a yes the same claim, confirmed", async () => {
    const asked = vi.fn((body: unknown) => ((body as { confirm: boolean }).confirm ? claimResponse : taken()));
    const { visit } = await atPreview({ "POST /v1/invitations/claim": asked });
    expect(visit.screen.value).toMatchObject({ name: "both", both });
    await sayYes(visit.screen.value as Over, true);
    await vi.waitFor(() => expect(visit.screen.value.name).toBe("conversation"));
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ identified: "T1", confirm: true }));
    visit.dispose();
  });

  test("…and with a no, a claim as a guest", async () => {
    const asked = vi.fn((body: unknown) => ("identified" in (body as object) ? taken() : claimResponse));
    const { visit } = await atPreview({ "POST /v1/invitations/claim": asked });
    await sayYes(visit.screen.value as Over, false);
    await vi.waitFor(() => expect(visit.screen.value.name).toBe("conversation"));
    expect(asked).toHaveBeenCalledTimes(2);
    visit.dispose();
  });

  test("refused says so to the host page, and takes the next one by itself", async () => {
    const asked = vi.fn((body: unknown) =>
      (body as { identified: string }).identified === "T2" ? claimResponse : refused(),
    );
    const { visit, emit } = await atPreview({ "POST /v1/invitations/claim": asked });
    expect(visit.screen.value).toMatchObject({ name: "trouble", code: "known-person-refused" });
    expect(emit).toHaveBeenCalledWith("error", { code: "known-person-refused" });
    visit.identify("T2");
    await vi.waitFor(() => expect(visit.screen.value.name).toBe("conversation"));
    visit.dispose();
  });
});

test("a site that lets in only whom it has signed says so kindly, and opens when it has", async () => {
  const asked = vi.fn((body: unknown) => ("identified" in (body as object) ? claimResponse : needed()));
  const { visit, emit } = await claimed({ "POST /v1/invitations/claim": asked });
  expect(visit.screen.value).toEqual({ name: "lost", code: "known-person-needed", token: TOKEN });
  expect(emit).toHaveBeenCalledWith("error", { code: "known-person-needed" });
  visit.identify("T1");
  // nothing is claimed without the click
  await vi.waitFor(() => expect(visit.screen.value.name).toBe("preview"));
  expect(asked).toHaveBeenCalledOnce();
});

describe("said on a later day", () => {
  const later = async (answers: Answers) => {
    const { storage, visit } = await claimed();
    visit.dispose();
    const entered = enter(answers, storage);
    entered.visit.person = { token: "T1", confirm: false };
    await entered.visit.open(null);
    return entered;
  };

  test("comes before anything of the conversation, and in place of the question who one is", async () => {
    const say = vi.fn<(body: unknown) => unknown>(() => me("known"));
    const { visit, calls, bearers } = await later({ "POST /v1/me/identify": say });
    expect(say).toHaveBeenCalledExactlyOnceWith({ token: "T1", confirm: false });
    expect(bearers["POST /v1/me/identify"]).toBe("a");
    expect(calls).toEqual(["POST /v1/auth/refresh", "POST /v1/me/identify"]);
    expect(visit.screen.value.name).toBe("conversation");
    visit.dispose();
  });

  test("takes the new sign-in where there is one", async () => {
    const { visit, storage } = await later({
      "POST /v1/me/identify": () => me("linked", { accessToken: "b", refreshToken: "r9", expiresIn: 300 }),
    });
    expect(await visit.inside?.login.accessToken()).toBe("b");
    expect(JSON.stringify(storage)).toContain("r9");
    visit.dispose();
  });

  test("refused changes nothing: the host page is told, and one goes on", async () => {
    const { visit, emit } = await later({
      "POST /v1/me/identify": refused,
      "GET /v1/me": () => me("known"),
    });
    expect(emit).toHaveBeenCalledWith("error", { code: "known-person-refused" });
    expect(visit.screen.value.name).toBe("conversation");
    visit.dispose();
  });

  test("refused where the site asks for it says that, and asks the host page for no other", async () => {
    const { visit, emit } = await later({ "POST /v1/me/identify": refused, "GET /v1/me": needed });
    expect(visit.screen.value).toMatchObject({ name: "trouble", code: "known-person-refused" });
    expect(emit.mock.calls).toEqual([["error", { code: "known-person-refused" }]]);
  });

  test("of another person shows nothing of whose sign-in it is; whoever is there goes on as themselves", async () => {
    const logout = vi.fn(() => ({}));
    const { visit, calls, storage } = await later({
      "POST /v1/me/identify": () => new ApiProblem(409, "another-person", ""),
      "POST /v1/auth/logout": logout,
    });
    expect(visit.screen.value).toEqual({ name: "another" });
    expect(calls).not.toContain("GET /v1/me");
    visit.token = TOKEN;
    await leaveToAnother(visit);
    expect(logout).toHaveBeenCalledOnce();
    expect(Object.keys(storage).filter((name) => name.includes("login:"))).toEqual([]);
    expect(visit.screen.value).toMatchObject({ name: "preview", token: TOKEN });
    // and still goes with the claim
    expect(visit.person).toMatchObject({ token: "T1" });
  });

  test("asked about before it is shown; a no goes on as the guest", async () => {
    const { visit, calls } = await later({
      "POST /v1/me/identify": taken,
      "GET /v1/me": () => me("known"),
    });
    expect(visit.screen.value).toMatchObject({ name: "both", both });
    await sayYes(visit.screen.value as Over, false);
    await vi.waitFor(() => expect(visit.screen.value.name).toBe("conversation"));
    expect(calls.filter((call) => call === "POST /v1/me/identify")).toHaveLength(1);
    visit.dispose();
  });
});

describe("said in the midst of a conversation", () => {
  test("changes nothing on the screen", async () => {
    const { visit } = await claimed({ "POST /v1/me/identify": () => me("linked", { ...tokens, accessToken: "b" }) });
    const { value: before } = visit.screen;
    visit.identify("T1");
    await vi.waitFor(async () => expect(await visit.inside?.login.accessToken()).toBe("b"));
    expect(visit.screen.value).toBe(before);
    expect(visit.over.value).toBeNull();
    visit.dispose();
  });

  test("asks over it, and brings both together under the same conversation", async () => {
    const say = vi.fn((body: unknown) =>
      (body as { confirm: boolean }).confirm ? me("merged", { ...tokens, accessToken: "b" }) : taken(),
    );
    const { visit } = await claimed({ "POST /v1/me/identify": say });
    const { value: before } = visit.screen;
    visit.identify("T1");
    await vi.waitFor(() => expect(visit.over.value).toMatchObject({ name: "both", both }));
    await sayYes(visit.over.value, true);
    expect(say).toHaveBeenLastCalledWith({ token: "T1", confirm: true });
    expect(visit.over.value).toBeNull();
    expect(visit.screen.value).toBe(before);
    expect(await visit.inside?.login.accessToken()).toBe("b");
    visit.dispose();
  });

  test("…a yes that does not arrive says why, where it was asked", async () => {
    const say = vi.fn((body: unknown) =>
      (body as { confirm: boolean }).confirm ? new ApiProblem(0, "unreachable", "") : taken(),
    );
    const { visit } = await claimed({ "POST /v1/me/identify": say });
    visit.identify("T1");
    await vi.waitFor(() => expect(visit.over.value).not.toBeNull());
    await expect(sayYes(visit.over.value, true)).rejects.toMatchObject({ code: "unreachable" });
    expect(visit.over.value).not.toBeNull();
    visit.dispose();
  });

  test("of another person takes the conversation off the screen at once", async () => {
    const { visit } = await claimed({ "POST /v1/me/identify": () => new ApiProblem(409, "another-person", "") });
    visit.identify("T2");
    await vi.waitFor(() => expect(visit.screen.value).toEqual({ name: "another" }));
  });

  test("refused tells the host page alone", async () => {
    const { visit, emit } = await claimed({ "POST /v1/me/identify": refused });
    const { value: before } = visit.screen;
    visit.identify("T1");
    await vi.waitFor(() => expect(emit).toHaveBeenCalledWith("error", { code: "known-person-refused" }));
    await settle();
    expect(visit.screen.value).toBe(before);
    visit.dispose();
  });
});

test("the owner of an invitation who has signed in elsewhere is asked to sign in", async () => {
  const { visit } = await claimed({ "POST /v1/invitations/claim": () => new ApiProblem(409, "invitation-used", "") });
  expect(visit.screen.value).toEqual({ name: "returning", token: TOKEN });
});
