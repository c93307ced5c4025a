import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { POPUP_SCRIPT } from "../../src/sign-in/page-scripts.ts";
import { SITE_ORIGIN } from "../test-world.ts";

type Message = { origin: string; source: unknown; data: unknown };
const PROVIDER = "https://provider.example/authorize";

/** The page's script in a window that holds as much of a browser as it uses. */
const openWindow = (hasOpener: boolean) => {
  const told: { message: unknown; target: string }[] = [];
  const opener = { postMessage: (message: unknown, target: string) => told.push({ message, target }) };
  const elements = { title: { textContent: "" }, text: { textContent: "" } };
  const asked: { url: string; body: string }[] = [];
  const went: string[] = [];
  const timers: (() => void)[] = [];
  let listener: (message: Message) => unknown = () => undefined;
  const window = { opener: hasOpener ? opener : null };
  runInNewContext(POPUP_SCRIPT, {
    window,
    document: {
      body: { dataset: { id: "sign-in-1", origin: SITE_ORIGIN } },
      getElementById: (id: "title" | "text") => elements[id],
    },
    addEventListener: (_type: string, listen: typeof listener) => (listener = listen),
    fetch: async (url: string, { body }: { body: string }) => {
      asked.push({ url, body });
      return { ok: true, json: async () => ({ url: PROVIDER }) };
    },
    location: { replace: (url: string) => went.push(url) },
    setTimeout: (work: () => void) => timers.push(work),
  });
  const intent = { type: "sidecoach-sign-in-intent", id: "sign-in-1", intent: "the intent" };
  const receive = (message: Partial<Message>) =>
    listener({ origin: SITE_ORIGIN, source: opener, data: intent, ...message });
  return { told, asked, went, window, elements, intent, receive, wait: () => timers.forEach((work) => work()) };
};

it("without an opener there is nobody to prove: it refuses", () => {
  const popup = openWindow(false);
  expect(popup.told).toEqual([]);
  expect(popup.elements.title.textContent).toContain("has to be opened by the page you were on");
});

it("speaks to the page at the recorded origin alone", () => {
  const popup = openWindow(true);
  expect(popup.told).toEqual([{ message: { type: "sidecoach-sign-in-ready", id: "sign-in-1" }, target: SITE_ORIGIN }]);
});

it("an intent of another origin, window, sign-in or shape is not heard; with silence it refuses", async () => {
  const popup = openWindow(true);
  for (const wrong of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { source: {} },
    { source: null },
    { data: { ...popup.intent, id: "another" } },
    { data: { ...popup.intent, type: "something else" } },
    { data: { ...popup.intent, intent: 1 } },
    { data: null },
  ])
    await popup.receive(wrong);
  expect([popup.asked, popup.went]).toEqual([[], []]);
  popup.wait();
  expect(popup.elements.title.textContent).toContain("has to be opened by the page you were on");
});

it("with the intent it goes to the provider, once, and lets the opener go before", async () => {
  const popup = openWindow(true);
  await popup.receive({});
  await popup.receive({});
  expect(popup.asked).toEqual([{ url: "/sign-in/sign-in-1/open", body: JSON.stringify({ intent: "the intent" }) }]);
  expect(popup.went).toEqual([PROVIDER]);
  expect(popup.window.opener).toBeNull();
});
