// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import type { ContactMethodView, Identity } from "../src/api/protocol.ts";
import { BothPage } from "../src/view/both-page.tsx";
import { Frame } from "../src/view/frame.ts";
import { LostPage } from "../src/view/pages.tsx";
import { ReturnPage } from "../src/view/return-page.tsx";
import { YouPage } from "../src/view/you-page.tsx";
import { enPages } from "../src/text/en-pages.ts";
import { enSignIn } from "../src/text/en-sign-in.ts";
import { enYou } from "../src/text/en-you.ts";
import { claimed, invitation, TOKEN, tokens, type Answers } from "./open-visit.ts";
import { session } from "./samples.ts";

const GUEST = { id: "u", name: null, avatarUrl: null, role: "GUEST" };
const ADA = { ...GUEST, name: "Ada", role: "USER" };
const google = { id: "google", name: "Google" };
const identity = (id: string): Identity => ({
  id,
  provider: "google",
  name: "Google",
  email: `${id}@example.org`,
  createdAt: "2026-11-01T00:00:00.000Z",
});
const waiting: ContactMethodView = {
  id: "cm_1",
  type: "email",
  value: "ada@example.org",
  verified: false,
  primary: false,
  pending: { expiresAt: "2026-11-23T10:10:00.000Z", triesLeft: 5 },
};
const consent = { service: "v1", current: "v1", research: false, givenAt: null, withdrawnAt: null };
const sessions = [session()];
const both = {
  from: { sessions: 1, messages: 4 },
  into: { name: "Ada", avatarUrl: null, provider: "google", account: "Google", email: "ada@example.org" },
};
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const click = (name: string | RegExp) => void fireEvent.click(button(name));

/** The page over a conversation, of a person that the server says. */
const open = async (user: object, answers: Answers = {}) => {
  const entered = await claimed({
    "GET /v1/me": () => ({ user, invitation, sessions }),
    "GET /v1/sign-in-providers": () => ({ items: [google] }),
    "GET /v1/me/identities": () => ({ items: user === GUEST ? [] : [identity("ada"), identity("work")] }),
    "GET /v1/me/contact-methods": () => ({ items: [], types: ["email"], mail: "sent" as const }),
    "GET /v1/me/consent": () => consent,
    ...answers,
  });
  const { visit } = entered;
  const over = visit.over;
  over.value = { name: "you" };
  render(
    <Frame.Provider
      value={{ floats: true, wide: signal(false), roomy: signal(false), close: () => {}, adopt: () => {}, over }}
    >
      <YouPage visit={visit} back={undefined} />
    </Frame.Provider>,
  );
  await screen.findByRole("heading", { name: enYou.research.title });
  return entered;
};

const popup = { postMessage: vi.fn(), close: vi.fn(), closed: false, location: { replace: vi.fn() }, document };
beforeEach(() => void vi.spyOn(window, "open").mockReturnValue(popup as unknown as Window));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

/** The window's answer is there as soon as one comes back to the page. */
const comeBackSigned = async (): Promise<void> => {
  await waitFor(() => expect(popup.location.replace).toHaveBeenCalled());
  await act(async () => void window.dispatchEvent(new Event("focus")));
};
const SIGN_IN: Answers = {
  "POST /v1/sign-ins": () => ({ id: "s1", url: "https://api.test/sign-in/s1", intent: "I", expiresAt: "" }),
  "GET /v1/sign-ins/s1": () => ({ status: "ready", provider: "google", code: null }),
};

describe("of a guest", () => {
  test("says why one may sign in, and with what", async () => {
    await open(GUEST);
    expect(screen.getByRole("heading", { name: enYou.keep.title })).not.toBeNull();
    expect(button(enSignIn.with("Google"))).not.toBeNull();
    expect(screen.queryByRole("button", { name: enYou.accounts.signOut })).toBeNull();
  });

  test("who came by a link for many is not told that it brings them back", async () => {
    const shared = { ...invitation, shared: true };
    await open(GUEST, {
      "POST /v1/invitations/claim": () => ({ ...tokens, user: GUEST, invitation: shared, sessions }),
    });
    expect(screen.getByText(enYou.guestOfMany)).not.toBeNull();
    expect(screen.queryByRole("link", { name: enYou.transcript.elsewhere })).toBeNull();
  });

  test("is led to a page of their own, by the link that they came by", async () => {
    await open(GUEST);
    const link = screen.getByRole("link", { name: enYou.transcript.elsewhere });
    expect(link.getAttribute("href")).toBe(`https://api.test/me#invitation=${TOKEN}`);
  });

  test("where nobody can sign in, says nothing of it", async () => {
    await open(GUEST, { "GET /v1/sign-in-providers": () => ({ items: [] }) });
    expect(screen.queryByRole("heading", { name: enYou.keep.title })).toBeNull();
  });

  test("signed in goes on: the same conversation, the new sign-in, and the address only offered", async () => {
    let user: object = GUEST;
    const add = vi.fn();
    const redeemed = {
      ...tokens,
      accessToken: "b",
      user: ADA,
      invitation,
      sessions,
      outcome: "linked",
      offer: { type: "email", value: "ada@example.org" },
    };
    const { visit } = await open(GUEST, {
      ...SIGN_IN,
      "GET /v1/me": () => ({ user, invitation, sessions }),
      "POST /v1/sign-ins/s1/redeem": () => {
        user = ADA;
        return redeemed;
      },
      "POST /v1/me/contact-methods": add,
    });
    const { value: before } = visit.screen;
    click(enSignIn.with("Google"));
    await comeBackSigned();
    await screen.findByText(enYou.signedIn("Ada"));
    expect(await screen.findByText(enYou.contacts.offer("ada@example.org"))).not.toBeNull();
    expect(add).not.toHaveBeenCalled();
    expect(visit.screen.value).toBe(before);
    expect(await visit.inside?.login.accessToken()).toBe("b");
    visit.dispose();
  });

  test("known here already is asked first, and a no leaves all as it was", async () => {
    const redeem = vi.fn(() => new ApiProblem(409, "identity-taken", "", null, both));
    const { visit } = await open(GUEST, { ...SIGN_IN, "POST /v1/sign-ins/s1/redeem": redeem });
    click(enSignIn.with("Google"));
    await comeBackSigned();
    await screen.findByRole("heading", { name: enSignIn.both.title });
    expect(screen.getByText(enSignIn.both.have(1, 4))).not.toBeNull();
    click(enSignIn.both.no);
    await screen.findByRole("button", { name: enSignIn.with("Google") });
    expect(redeem).toHaveBeenCalledOnce();
    expect(await visit.inside?.login.accessToken()).toBe("a");
    visit.dispose();
  });

  test("whose window was blocked is told, and can go in this page", async () => {
    vi.spyOn(window, "open").mockReturnValue(null);
    await open(GUEST);
    click(enSignIn.with("Google"));
    expect(screen.getByText(enSignIn.blocked)).not.toBeNull();
    expect(button(enSignIn.here)).not.toBeNull();
    click(enSignIn.cancel);
    expect(button(enSignIn.with("Google"))).not.toBeNull();
  });
});

describe("of somebody who has signed in", () => {
  test("asks before an account is removed; the focus waits on the way back and returns to the button", async () => {
    const remove = vi.fn(() => ({}));
    await open(ADA, { "DELETE /v1/me/identities/work": remove });
    const name = enYou.accounts.removeLabel("Google", "work@example.org");
    click(name);
    expect(remove).not.toHaveBeenCalled();
    expect(document.activeElement?.textContent).toBe(enYou.accounts.no);
    click(enYou.accounts.no);
    expect(document.activeElement).toBe(button(name));
    click(name);
    click(enYou.accounts.yes);
    await screen.findByText(enYou.accounts.removed);
    expect(remove).toHaveBeenCalledOnce();
  });

  test("says why the last one stays", async () => {
    await open(ADA, { "DELETE /v1/me/identities/ada": () => new ApiProblem(409, "last-identity", "") });
    click(enYou.accounts.removeLabel("Google", "ada@example.org"));
    click(enYou.accounts.yes);
    expect(await screen.findByText(enYou.problems["last-identity"] ?? "")).not.toBeNull();
  });

  test("offers no removal of the only way in", async () => {
    await open(ADA, { "GET /v1/me/identities": () => ({ items: [identity("ada")] }) });
    expect(screen.getByText("ada@example.org")).not.toBeNull();
    expect(screen.queryByRole("button", { name: enYou.accounts.removeLabel("Google", "ada@example.org") })).toBeNull();
  });

  test("can add a second one of the same kind: the provider asks which, and it is said that it was added", async () => {
    const start = vi.fn<(body: unknown) => unknown>(SIGN_IN["POST /v1/sign-ins"]);
    await open(ADA, {
      ...SIGN_IN,
      "POST /v1/sign-ins": start,
      "POST /v1/sign-ins/s1/redeem": () => ({
        ...tokens,
        user: ADA,
        invitation,
        sessions,
        outcome: "linked",
        offer: null,
      }),
    });
    expect(screen.getByRole("heading", { name: enYou.accounts.add })).not.toBeNull();
    click(enSignIn.with("Google"));
    await comeBackSigned();
    await screen.findByText(enYou.added.linked);
    expect(start.mock.lastCall?.[0]).toHaveProperty("choose", true);
  });

  test("signs out of this browser alone, and the way back is shown", async () => {
    const logout = vi.fn(() => ({}));
    const { visit, storage } = await open(ADA, { "POST /v1/auth/logout": logout });
    click(enYou.accounts.signOut);
    await waitFor(() => expect(visit.screen.value).toMatchObject({ name: "lost", token: TOKEN }));
    expect(logout).toHaveBeenCalledExactlyOnceWith({});
    expect(Object.keys(storage).some((name) => name.includes("login:"))).toBe(false);
  });
});

describe("addresses", () => {
  test("where no mail is sent nobody is told to look for one", async () => {
    await open(GUEST, {
      "GET /v1/me/contact-methods": () => ({ items: [], types: ["email"], mail: "outbox" as const }),
      "POST /v1/me/contact-methods": () => waiting,
    });
    expect(screen.getByText(enYou.contacts.noMail)).not.toBeNull();
    fireEvent.input(screen.getByLabelText(enYou.contacts.email), { target: { value: waiting.value } });
    click(enYou.contacts.add);
    await screen.findByText(enYou.contacts.waits(waiting.value));
  });

  test("a wrong code says how many tries are left, and the field is there for the next", async () => {
    await open(GUEST, {
      "GET /v1/me/contact-methods": () => ({ items: [waiting], types: ["email"], mail: "sent" as const }),
      "POST /v1/me/contact-methods/cm_1/verify": () => new ApiProblem(422, "wrong-code", "", null, { triesLeft: 4 }),
    });
    const field = screen.getByLabelText(new RegExp("six digits"));
    fireEvent.input(field, { target: { value: "12 34 56" } });
    expect(field).toHaveProperty("value", "123456");
    click(enYou.contacts.verify);
    await screen.findByText(enYou.contacts.wrongCode(4));
    expect(screen.getByLabelText(new RegExp("six digits"))).toHaveProperty("value", "");
  });

  test("another code too early says when", async () => {
    await open(GUEST, {
      "GET /v1/me/contact-methods": () => ({ items: [waiting], types: ["email"], mail: "sent" as const }),
      "POST /v1/me/contact-methods": () => new ApiProblem(429, "too-many", "", 1_500),
    });
    click(enYou.contacts.resend);
    await screen.findByText(enYou.contacts.tooMany(1_500));
    expect(enYou.contacts.tooMany(1_500)).toContain("25 minutes");
  });

  test("what was typed stays until it was taken", async () => {
    const add = vi.fn(() => new ApiProblem(422, "invalid", "") as unknown);
    await open(GUEST, { "POST /v1/me/contact-methods": add });
    const field = screen.getByLabelText(enYou.contacts.email);
    fireEvent.input(field, { target: { value: " ada@example" } });
    click(enYou.contacts.add);
    await screen.findByText(enYou.contacts.noAddress);
    expect(field).toHaveProperty("value", " ada@example");
    expect(add).toHaveBeenCalledExactlyOnceWith({ type: "email", value: "ada@example" });
    add.mockReturnValue({ ...waiting, value: "ada@example.org" });
    click(enYou.contacts.add);
    await screen.findByText(enYou.contacts.sent("ada@example.org"));
    expect(field).toHaveProperty("value", "");
  });

  test("the one that is used first is chosen by a click", async () => {
    const first = vi.fn(() => ({}));
    const verified = { ...waiting, verified: true, pending: null };
    await open(GUEST, {
      "GET /v1/me/contact-methods": () => ({
        items: [
          { ...verified, primary: true },
          { ...verified, id: "cm_2", value: "b@example.org" },
        ],
        types: ["email"],
      }),
      "POST /v1/me/contact-methods/cm_2/primary": first,
    });
    expect(screen.queryByRole("button", { name: enYou.contacts.makePrimaryLabel(waiting.value) })).toBeNull();
    click(enYou.contacts.makePrimaryLabel("b@example.org"));
    await waitFor(() => expect(first).toHaveBeenCalledOnce());
  });
});

test("research that cannot be changed now is shown as it is", async () => {
  await open(GUEST, { "PATCH /v1/me/consent": () => new ApiProblem(0, "unreachable", "") });
  const box = screen.getByRole("checkbox", { name: enYou.research.label });
  fireEvent.click(box);
  await screen.findByText(enYou.problems["unreachable"] ?? "");
  expect(box).toHaveProperty("checked", false);
});

describe("deleting everything", () => {
  test("takes two steps, forgets this browser's sign-in and drafts, and says so", async () => {
    const erase = vi.fn(() => ({ status: "erased" }));
    const { visit, storage } = await open(GUEST, { "POST /v1/me/erasure": erase });
    storage.setItem("sidecoach:lab:draft:7", "what I wanted to say");
    click(enYou.erase.open);
    expect(erase).not.toHaveBeenCalled();
    const question = screen.getByRole("alertdialog", { name: enYou.erase.sure });
    for (const line of [...enYou.erase.going, ...enYou.erase.staying])
      expect(within(question).getByText(line)).not.toBeNull();
    expect(within(question).queryByText(enYou.erase.everywhere)).toBeNull();
    click(enYou.erase.yes);
    await waitFor(() => expect(visit.screen.value).toEqual({ name: "gone", status: "erased" }));
    expect(erase).toHaveBeenCalledExactlyOnceWith({ confirm: true });
    expect(Object.keys(storage).filter((name) => /login|draft|current/.test(name))).toEqual([]);
  });

  test("Escape answers the question, and leaves no page", async () => {
    const { visit } = await open(ADA);
    click(enYou.erase.open);
    expect(screen.getByText(enYou.erase.everywhere)).not.toBeNull();
    fireEvent.keyDown(screen.getByRole("alertdialog"), { key: "Escape" });
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(visit.over.value).toEqual({ name: "you" });
    fireEvent.keyDown(button(enYou.erase.open), { key: "Escape" });
    expect(visit.over.value).toBeNull();
  });
});

describe("two accounts", () => {
  test("a yes that fails says why, and can be said again", async () => {
    const answer = vi.fn<(yes: boolean) => Promise<void>>(() => Promise.reject(new ApiProblem(0, "unreachable", "")));
    render(<BothPage both={both} answer={answer} />);
    expect(screen.getByText(/Ada/)).not.toBeNull();
    expect(screen.getByText("ada@example.org · Google")).not.toBeNull();
    click(enSignIn.both.yes);
    await screen.findByText(enSignIn.problems["unreachable"] ?? "");
    click(enSignIn.both.yes);
    await waitFor(() => expect(answer.mock.calls).toEqual([[true], [true]]));
  });
});

describe("on a second device", () => {
  const draw = async (answers: Answers) => {
    const entered = await claimed({
      "POST /v1/invitations/claim": () => new ApiProblem(409, "invitation-used", ""),
      "GET /v1/sign-in-providers": () => ({ items: [google] }),
      ...SIGN_IN,
      ...answers,
    });
    render(<ReturnPage visit={entered.visit} token={TOKEN} ways={undefined} back={undefined} />);
    await screen.findByRole("button", { name: enSignIn.with("Google") });
    return entered;
  };

  test("the owner signs in and is back where they were", async () => {
    const start = vi.fn<(body: unknown) => unknown>(() => ({
      id: "s1",
      url: "https://api.test/sign-in/s1",
      intent: "I",
      expiresAt: "",
    }));
    const redeem = vi.fn<(body: unknown) => unknown>(() => ({
      ...tokens,
      user: ADA,
      invitation,
      sessions: [session({ id: 5 })],
      outcome: "returned",
      offer: null,
    }));
    const { visit, storage } = await draw({ "POST /v1/sign-ins": start, "POST /v1/sign-ins/s1/redeem": redeem });
    click(enSignIn.with("Google"));
    await comeBackSigned();
    await waitFor(() =>
      expect(visit.screen.value).toMatchObject({ name: "conversation", conversation: { sessionId: 5 } }),
    );
    const by = { invitationToken: TOKEN, deviceId: storage.getItem("sidecoach:lab:device") };
    expect(start.mock.calls[0]?.[0]).toMatchObject(by);
    expect(redeem.mock.calls[0]?.[0]).toMatchObject(by);
    expect(JSON.stringify(storage)).not.toContain(TOKEN);
    visit.dispose();
  });

  test("with another account is told so, and can try the right one", async () => {
    const start = vi.fn<(body: unknown) => unknown>(SIGN_IN["POST /v1/sign-ins"]);
    const { visit } = await draw({
      "POST /v1/sign-ins": start,
      "POST /v1/sign-ins/s1/redeem": () => new ApiProblem(409, "other-account", ""),
    });
    click(enSignIn.with("Google"));
    await comeBackSigned();
    await screen.findByText(enSignIn.problems["other-account"] ?? "");
    expect(start.mock.lastCall?.[0]).not.toHaveProperty("choose");
    // the provider would silently say the same one again
    click(enSignIn.with("Google"));
    await waitFor(() => expect(start).toHaveBeenCalledTimes(2));
    expect(start.mock.lastCall?.[0]).toHaveProperty("choose", true);
    await comeBackSigned();
    await screen.findByText(enSignIn.problems["other-account"] ?? "");
    expect(button(enSignIn.with("Google"))).not.toBeNull();
    expect(visit.screen.value.name).toBe("returning");
  });

  test("who comes in by the site's word is sent to the site, and offered no account that they do not have", async () => {
    const entered = await claimed({
      "POST /v1/invitations/claim": () =>
        new ApiProblem(409, "invitation-used", "", null, { ways: { site: true, account: false } }),
      "GET /v1/sign-in-providers": () => ({ items: [google] }),
    });
    expect(entered.emit).toHaveBeenCalledWith("error", { code: "invitation-used" });
    const shown = entered.visit.screen.value;
    if (shown.name !== "returning") throw new Error(shown.name);
    render(<ReturnPage visit={entered.visit} token={TOKEN} ways={shown.ways} back={undefined} />);
    expect(screen.getByText(enSignIn.returning.siteText)).not.toBeNull();
    await act(async () => {});
    expect(screen.queryByRole("button", { name: enSignIn.with("Google") })).toBeNull();
  });

  test("the ways to sign in that could not be loaded can be asked for again", async () => {
    let online = false;
    const entered = await claimed({
      "POST /v1/invitations/claim": () => new ApiProblem(409, "invitation-used", ""),
      "GET /v1/sign-in-providers": () => (online ? { items: [google] } : new ApiProblem(0, "unreachable", "")),
    });
    render(<ReturnPage visit={entered.visit} token={TOKEN} ways={undefined} back={undefined} />);
    await screen.findByText(enSignIn.unknown);
    online = true;
    click(/Try again/);
    expect(await screen.findByRole("button", { name: enSignIn.with("Google") })).not.toBeNull();
  });
});

test("signed out, one goes back by the link that one came by; without it, it is asked for; what was not written is not kept", () => {
  const onInvitation = vi.fn();
  const { rerender } = render(<LostPage onInvitation={onInvitation} token={TOKEN} drafts={false} replaced={false} />);
  click(/Come back in/);
  expect(onInvitation).toHaveBeenCalledExactlyOnceWith(TOKEN);
  expect(screen.queryByText(enPages.lost.kept)).toBeNull();
  rerender(<LostPage onInvitation={onInvitation} token={null} drafts replaced={false} />);
  expect(screen.getByRole("textbox")).not.toBeNull();
  expect(screen.getByText(enPages.lost.kept)).not.toBeNull();
  // The link that one came by was replaced: it leads nowhere, and the new one is asked for.
  rerender(<LostPage onInvitation={onInvitation} token={TOKEN} drafts replaced />);
  expect(screen.queryByRole("button", { name: /Come back in/ })).toBeNull();
  expect(screen.getByText(enPages.linkProblems.replaced)).not.toBeNull();
  expect(screen.getByRole("textbox")).not.toBeNull();
});
