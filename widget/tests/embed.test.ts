// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SidecoachElement } from "../src/element.ts";
import type { Embedding } from "../src/loader.ts";
import type { Options } from "../src/options.ts";
import type { PanelHost } from "../src/panel-handle.ts";
import { arrives } from "./arrives.ts";

vi.stubGlobal("FILE_SUMS", { "pages.js": "sha256-pages" });
const { SidecoachElement: Element } = await import("../src/element.ts");
const { startEmbedding } = await import("../src/embedding.ts");

/** Panels that only remember what they were told. */
const panels: { host: PanelHost; said: unknown[][] }[] = [];
const mountPanel = (host: PanelHost) => {
  const said: unknown[][] = [];
  panels.push({ host, said });
  const place = document.createElement("div");
  const box = document.createElement("div");
  place.append(box);
  host.root.append(place);
  return {
    box,
    show: (byClick: boolean) => void said.push(["show", byClick]),
    hide: () => void said.push(["hide"]),
    tell: (told: object) => void said.push(["tell", ...Object.entries(told).flat()]),
    signOut: () => void said.push(["signOut"]),
    dispose: () => {
      place.remove();
      said.push(["dispose"]);
    },
  };
};

const scriptTag = (data: Record<string, string>): HTMLScriptElement => {
  const script = document.createElement("script");
  Object.assign(script.dataset, data);
  Object.defineProperty(script, "src", { value: "https://api.test/widget.js" });
  return script;
};
let embedding: Embedding;
const fetched: (readonly [string, string])[] = [];
const signOut = vi.fn<(options: Options) => void>();
const loadPanel = vi.fn((_anew?: boolean) => Promise.resolve({ mountPanel, signOut }));
/** as a page says it to all of its widgets */
const call = (verb: string, given?: unknown, more?: unknown): void => embedding.answer(null, verb, given, more);
const insert = (data: Record<string, string> = {}): void => call("add", scriptTag({ site: "lab", ...data }));
const widgets = () => [...document.querySelectorAll<SidecoachElement>("sidecoach-widget")];
const goTo = (hash: string): void => {
  location.hash = hash;
  dispatchEvent(new Event("hashchange"));
};
const opened = async (at = 0) => {
  await arrives(() => panels[at]?.said.length);
  return panels[at] as (typeof panels)[number];
};
customElements.define("sidecoach-widget", Element);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  location.hash = "";
  Object.assign(Element, {
    script: scriptTag({ site: "own", mode: "manual" }),
    ask: (...asked: Parameters<Embedding["answer"]>) => embedding.answer(...asked),
    warm: () => {},
  });
  embedding = startEmbedding({
    fetch: (file) => {
      fetched.push(file);
      return Promise.resolve({});
    },
    panel: loadPanel,
  });
});
afterEach(() => {
  call("destroy");
  document.body.replaceChildren();
  panels.length = fetched.length = 0;
  loadPanel.mockClear();
  vi.useRealTimers();
});

test("what is said before it is opened is kept for the panel, and opens nothing", async () => {
  insert();
  call("identify", { token: "T1" });
  call("setLocale", "de");
  call("setTheme", "dark");
  call("close");
  expect([panels, widgets()[0]?.dataset["theme"]]).toEqual([[], "dark"]);
  call("open");
  const { host, said } = await opened();
  expect(host.options).toMatchObject({ site: "lab", person: "T1", locale: "de", mode: "floating" });
  call("identify", { token: "T2" });
  widgets()[0]?.dispatchEvent(new Event("click"));
  expect(said.at(-1)).toEqual(["tell", "person", "T2"]);
  call("toggle");
  expect(said.at(-1)).toEqual(["hide"]);
  call("toggle");
  await arrives(() => said.at(-1)?.[0] === "show");
});

test("each event is heard by the page and by who asked for it, once or until it is called off", async () => {
  insert();
  const [always, once, off, onElement] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  call("on", "open", always);
  call("once", "open", once);
  call("on", "open", off);
  call("off", "open", off);
  call("on", "open", "not a function");
  const [element] = widgets();
  (element as unknown as { on: (name: string, listener: () => void) => void }).on("open", onElement);
  for (const verb of ["open", "close", "open"]) {
    call(verb);
    await opened();
    await Promise.resolve();
  }
  await arrives(() => always.mock.calls.length === 2);
  expect([once, off, onElement].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 2]);
  expect(always.mock.calls[0]?.[0]).toMatchObject({
    type: "sidecoach:open",
    detail: null,
    bubbles: true,
    target: element,
  });
  call("destroy");
  call("open");
  await opened(1);
  expect(always).toHaveBeenCalledTimes(2);
});

test("is ready after the calls that waited, and says so once", async () => {
  const ready = vi.fn();
  insert({ mode: "side-panel" });
  call("on", "ready", ready);
  await Promise.resolve();
  document.body.append(...widgets());
  await Promise.resolve();
  expect(ready.mock.calls.map(([event]) => (event as CustomEvent).detail as unknown)).toEqual([{ mode: "side-panel" }]);
});

test("is not put off by a visitor whom the page does not know, and takes the announcement of one", async () => {
  insert();
  for (const nobody of [{ token: "" }, { token: null }, {}, undefined]) call("identify", nobody);
  const ask = async (): Promise<string> => "T3";
  call("identify", { token: ask });
  for (const nobody of [{ token: "" }, undefined]) call("identify", nobody);
  call("open");
  const { host } = await opened();
  expect(host.options.person).toBe(ask);
});

test("signs out by the panel, and where there is none without drawing one; what was said of somebody is forgotten", async () => {
  insert({ invitation: "inv_1" });
  call("identify", { token: "T1" });
  call("signOut");
  await arrives(() => signOut.mock.calls.length === 1);
  expect([panels, signOut.mock.calls[0]?.[0]]).toMatchObject([[], { site: "lab", invitation: null }]);
  expect(signOut.mock.calls[0]?.[0]).not.toHaveProperty("person");
  call("open");
  const { said } = await opened();
  call("signOut");
  expect(said.at(-1)).toEqual(["signOut"]);
});

test("opens by itself for who comes back from signing in, or with an invitation; else for nobody", async () => {
  insert();
  goTo("#chapter-2");
  expect(loadPanel).not.toHaveBeenCalled();
  goTo("#sign-in=s1.CODE");
  expect(loadPanel).toHaveBeenCalledOnce();
  const { said } = await opened();
  goTo("#invitation=inv_1");
  expect(said).toContainEqual(["tell", "invitation", "inv_1"]);
});

test("the same tag again is the same widget; another mode, target or site is another", () => {
  insert();
  insert({ theme: "dark" });
  expect(widgets()).toHaveLength(1);
  document.body.append(Object.assign(document.createElement("main"), { id: "here" }));
  insert({ mode: "inline", target: "#here" });
  insert({ site: "other" });
  insert({ site: "third", mode: "manual" });
  expect(widgets()).toHaveLength(3);
});

test("waits for a target that is not there yet, and comes back with a page that is exchanged, at once and whole", async () => {
  insert({ mode: "inline", target: "#room" });
  expect(widgets()).toEqual([]);
  const draw = () => Object.assign(document.createElement("main"), { id: "room" });
  document.body.append(draw());
  await arrives(() => widgets().length === 1);
  const { said } = await opened();
  const [element] = widgets();
  const before = said.length;
  document.body.replaceChildren(draw());
  await arrives(() => widgets().length === 1);
  vi.advanceTimersByTime(10_000);
  expect(widgets()[0]).toBe(element);
  expect(said.slice(before).map(([verb]) => verb)).not.toContain("dispose");
});

test("taken out by itself it is disposed of, and stays away until it is called", async () => {
  insert();
  call("open");
  const { said } = await opened();
  widgets()[0]?.remove();
  vi.advanceTimersByTime(10_000);
  expect(said.at(-1)).toEqual(["dispose"]);
  await Promise.resolve();
  expect(widgets()).toEqual([]);
  call("open");
  await opened(1);
  expect(widgets()).toHaveLength(1);
});

test("destroy leaves nothing: no element, no timer, no ear for the address", async () => {
  insert();
  call("open");
  const { said } = await opened();
  widgets()[0]?.remove();
  expect(vi.getTimerCount()).toBe(1);
  call("destroy");
  expect([said.at(-1), widgets(), vi.getTimerCount()]).toEqual([["dispose"], [], 0]);
  goTo("#invitation=inv_2");
  expect([panels.length, widgets()]).toEqual([1, []]);
});

test("an element of the page's own goes by its attributes, then by the tag's; calls reach it alone", async () => {
  insert();
  const own = document.createElement("sidecoach-widget");
  Object.assign(own.dataset, { mode: "side-panel", invitation: "inv_3" });
  document.body.append(own);
  own.open();
  const { host, said } = await opened();
  expect(host.options).toMatchObject({ site: "own", mode: "side-panel", invitation: "inv_3" });
  own.setTheme("light");
  expect(widgets().map(({ dataset }) => dataset["theme"])).toEqual(["", "light"]);
  own.destroy();
  expect([said.at(-1), widgets().length]).toEqual([["dispose"], 1]);
});

test("asks recorders of visits to leave it out, and files of the panel to be what was built", async () => {
  insert();
  call("open");
  const { host } = await opened();
  const [element] = widgets();
  const inner = element?.shadowRoot?.querySelector("div");
  for (const marked of [element, inner]) {
    expect([...(marked?.classList ?? [])]).toEqual(expect.arrayContaining(["rr-block", "fs-exclude", "ph-no-capture"]));
    expect(marked?.getAttribute("data-dd-privacy")).toBe("hidden");
  }
  await host.check(["https://api.test/v/1/pages.js"]);
  expect(fetched).toEqual([["https://api.test/v/1/pages.js", "sha256-pages"]]);
});

test("a panel that does not come says so, and is fetched at the next click; one that misses a file starts anew", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const error = vi.fn();
  insert();
  call("on", "error", error);
  loadPanel.mockRejectedValueOnce(new Error("offline"));
  call("open");
  await arrives(() => error.mock.calls.length === 1);
  expect(error.mock.calls[0]?.[0]).toMatchObject({ detail: { code: "unreachable" } });
  const button = widgets()[0]?.shadowRoot?.querySelector("button");
  expect(button?.hidden).toBe(false);
  // as a browser's own is: a script cannot make one
  button?.dispatchEvent(Object.defineProperty(new MouseEvent("click"), "isTrusted", { value: true }));
  const { host, said } = await opened();
  loadPanel.mockRejectedValueOnce(new Error("offline"));
  await expect(host.restart()).rejects.toThrow("offline");
  // by a click of the visitor's
  expect(said.at(-1)).toEqual(["show", true]);
  await Promise.all([host.restart(), host.restart()]);
  expect([said.at(-1), panels[1]?.said]).toEqual([["dispose"], [["show", false]]]);
  expect([loadPanel.mock.calls.map(([anew]) => anew), panels.length]).toEqual([[undefined, undefined, true, true], 2]);
});
