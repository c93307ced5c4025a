// @vitest-environment happy-dom
import { describe, expect, test, vi } from "vitest";
import { ApiProblem } from "../src/api/api-problem.ts";
import type { PeopleApi } from "../src/api/people-api.ts";
import type { ContactMethodView, Identity } from "../src/api/protocol.ts";
import { createAccount } from "../src/state/account.ts";
import { createBrowserStore } from "../src/state/browser-store.ts";
import { forgetPerson } from "../src/state/forget-person.ts";
import { memoryStorage, session } from "./samples.ts";

const identity = (id: string, email = `${id}@example.org`): Identity => ({
  id,
  provider: "google",
  name: "Google",
  email,
  createdAt: "2026-11-01T00:00:00.000Z",
});
const contact = (value: string, changes: Partial<ContactMethodView> = {}): ContactMethodView => ({
  id: `cm_${value}`,
  type: "email",
  value,
  verified: false,
  primary: false,
  pending: { expiresAt: "2026-11-23T10:10:00.000Z", triesLeft: 5 },
  ...changes,
});
const consent = { service: "v1", current: "v1", research: true, givenAt: null, withdrawnAt: null };
const refuse =
  (status: number, code: string, body = {}) =>
  () =>
    Promise.reject(new ApiProblem(status, code, "", null, body));

const openAccount = async (changes: Partial<PeopleApi> = {}, providers: () => Promise<never[]> = async () => []) => {
  const api = {
    me: async () => ({
      user: { id: "u", name: null, avatarUrl: null, role: "USER" },
      invitation: {},
      sessions: [session()],
    }),
    identities: vi.fn(async () => [identity("a"), identity("b")]),
    contacts: vi.fn(async () => ({ items: [], types: ["email" as const], mail: "sent" as const })),
    consent: async () => consent,
    ...changes,
  } as unknown as PeopleApi;
  const parts = { onLost: vi.fn(), onErased: vi.fn(), onSignedOut: vi.fn(), save: vi.fn() };
  const account = createAccount({ api, listProviders: providers, ...parts });
  await account.load();
  return { account, api, ...parts };
};

describe("looking oneself up", () => {
  test("knows all of it, also where nobody says how to sign in", async () => {
    const { account } = await openAccount({}, () => Promise.reject(new ApiProblem(0, "unreachable", "")));
    expect(account.facts.value).toMatchObject({ providers: [], identities: [{ id: "a" }, { id: "b" }], consent });
  });

  test("offline says so, and works when asked again", async () => {
    let online = false;
    const { account } = await openAccount({
      consent: async () => {
        if (!online) throw new ApiProblem(0, "unreachable", "");
        return consent;
      },
    });
    expect(account.failed.value?.code).toBe("unreachable");
    online = true;
    await account.load();
    expect([account.failed.value, account.facts.value?.consent]).toEqual([null, consent]);
  });

  test("with a sign-in that is gone is lost", async () => {
    const { account, onLost } = await openAccount({ identities: refuse(401, "session-ended") });
    expect(onLost).toHaveBeenCalledOnce();
    expect(account.failed.value).toBeNull();
  });
});

describe("accounts", () => {
  test("one is removed, and the list is as the server has it", async () => {
    const left = vi.fn(async () => [identity("a"), identity("b")]);
    const { account } = await openAccount({ identities: left, removeIdentity: vi.fn(async () => new Response()) });
    left.mockResolvedValue([identity("a")]);
    expect(await account.removeIdentity("b")).toBe(true);
    expect(account.facts.value?.identities).toEqual([identity("a")]);
    expect(account.told.value).toMatchObject({ at: "accounts", text: expect.any(String) });
  });

  test("the last one stays, with why", async () => {
    const { account } = await openAccount({ removeIdentity: refuse(409, "last-identity") });
    expect(await account.removeIdentity("a")).toBe(false);
    expect(account.told.value).toMatchObject({ at: "accounts", problem: { code: "last-identity" } });
    expect(account.facts.value?.identities).toHaveLength(2);
  });

  test("one act at a time", async () => {
    let done = (): void => {};
    const removeIdentity = vi.fn(() => new Promise<Response>((resolve) => (done = () => resolve(new Response()))));
    const { account } = await openAccount({ removeIdentity });
    const first = account.removeIdentity("a");
    expect(account.working.value).toBe("accounts");
    expect(await account.removeIdentity("b")).toBe(false);
    done();
    expect(await first).toBe(true);
    expect(removeIdentity).toHaveBeenCalledOnce();
    expect(account.working.value).toBeNull();
  });

  test("somebody who has just signed in is offered the address, and nothing is added", async () => {
    const addContact = vi.fn();
    const { account } = await openAccount({ addContact });
    await account.signed({ outcome: "linked", offer: { type: "email", value: "a@example.org" } });
    expect(account.offer.value).toBe("a@example.org");
    expect(addContact).not.toHaveBeenCalled();
  });
});

describe("addresses", () => {
  test("one that is added waits for its code; an offer that was taken is none any more", async () => {
    const contacts = vi.fn(async () => ({
      items: [] as ContactMethodView[],
      types: ["email" as const],
      mail: "sent" as "sent" | "outbox",
    }));
    const { account } = await openAccount({ contacts, addContact: async ({ value }) => contact(value) });
    account.offer.value = "a@example.org";
    contacts.mockResolvedValue({ items: [contact("a@example.org")], types: ["email"], mail: "sent" as const });
    expect(await account.addContact({ type: "email", value: "a@example.org" })).toBe(true);
    expect(account.facts.value?.contacts.items).toEqual([contact("a@example.org")]);
    expect(account.offer.value).toBeNull();
  });

  test("a wrong code says so, and shows the tries that are left", async () => {
    const waiting = contact("a@example.org", { pending: { expiresAt: "2026-11-23T10:10:00.000Z", triesLeft: 4 } });
    const contacts = vi.fn(async () => ({
      items: [contact("a@example.org")],
      types: ["email" as const],
      mail: "sent" as "sent" | "outbox",
    }));
    const { account } = await openAccount({ contacts, verifyContact: refuse(422, "wrong-code", { triesLeft: 4 }) });
    contacts.mockResolvedValue({ items: [waiting], types: ["email"], mail: "sent" as const });
    expect(await account.verifyContact("cm_a@example.org", "000000")).toBe(false);
    expect(account.told.value).toMatchObject({
      at: "contacts",
      problem: { code: "wrong-code", body: { triesLeft: 4 } },
    });
    expect(account.facts.value?.contacts.items[0]?.pending?.triesLeft).toBe(4);
  });

  test("what came of it is told also where the list cannot be asked for again", async () => {
    const contacts = vi.fn(async () => ({ items: [], types: ["email" as const], mail: "sent" as "sent" | "outbox" }));
    const { account } = await openAccount({ contacts, addContact: async ({ value }) => contact(value) });
    contacts.mockRejectedValue(new ApiProblem(0, "unreachable", ""));
    expect(await account.addContact({ type: "email", value: "a@example.org" })).toBe(true);
  });
});

describe("the transcript", () => {
  test("opens in the tab that the click opened", async () => {
    const tab = { location: { replace: vi.fn() }, close: vi.fn() };
    const { account } = await openAccount({
      transcriptLink: async () => ({ url: "https://api.test/me#t", expiresAt: "" }),
    });
    expect(await account.openTranscript(tab)).toBe(true);
    expect(tab.location.replace).toHaveBeenCalledExactlyOnceWith("https://api.test/me#t");
    expect(account.link.value).toBeNull();
  });

  test("is a link where no tab could be opened", async () => {
    const { account } = await openAccount({
      transcriptLink: async () => ({ url: "https://api.test/me#t", expiresAt: "" }),
    });
    await account.openTranscript(null);
    expect(account.link.value).toBe("https://api.test/me#t");
  });

  test("that cannot be had closes the tab again", async () => {
    const tab = { location: { replace: vi.fn() }, close: vi.fn() };
    const { account } = await openAccount({ transcriptLink: refuse(0, "unreachable") });
    expect(await account.openTranscript(tab)).toBe(false);
    expect(tab.close).toHaveBeenCalledOnce();
    expect(account.told.value).toMatchObject({ at: "transcript", problem: { code: "unreachable" } });
  });

  test("is handed over as a file", async () => {
    const file = new Blob(["{}"]);
    const { account, save } = await openAccount({ transcript: async () => file });
    await account.download();
    expect(save).toHaveBeenCalledExactlyOnceWith(file, expect.stringMatching(/^Transcript \d{4}-\d\d-\d\d\.json$/));
  });
});

test("research that could not be taken back is not shown as taken back", async () => {
  const { account } = await openAccount({ changeConsent: refuse(0, "unreachable") });
  expect(await account.changeResearch(false)).toBe(false);
  expect(account.facts.value?.consent.research).toBe(true);
});

describe("erasure", () => {
  test("is done once the server says so", async () => {
    const { account, onErased } = await openAccount({ erase: async () => ({ status: "erasing" }) });
    await account.erase();
    expect(onErased).toHaveBeenCalledExactlyOnceWith("erasing");
  });

  test("that was refused keeps all", async () => {
    const { account, onErased } = await openAccount({ erase: refuse(409, "erasure-refused") });
    expect(await account.erase()).toBe(false);
    expect(onErased).not.toHaveBeenCalled();
    expect(account.told.value).toMatchObject({ at: "erase", problem: { code: "erasure-refused" } });
  });

  test("takes everything of theirs out of this browser, and nothing of others'", () => {
    const storage = memoryStorage();
    const store = createBrowserStore("lab", storage);
    const theirs = ["login:n1", "draft:7", "draft:7:e1", "pending:7:k", "question:7", "left:7", "line:7", "try:7"];
    const others = ["login:n2", "draft:77", "draft:8", "pending:8:7", "device"];
    for (const name of [...theirs, ...others]) store.write(name, "x");
    store.write("current", "n1");
    forgetPerson(store, "n1", [{ id: 7 }]);
    expect(store.names("").toSorted()).toEqual(others.toSorted());
  });

  test("leaves the sign-in that was used last where that is another's", () => {
    const store = createBrowserStore("lab", memoryStorage());
    store.write("current", "n2");
    forgetPerson(store, "n1", []);
    expect(store.read("current")).toBe("n2");
  });
});
