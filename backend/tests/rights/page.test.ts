import { readFileSync } from "node:fs";
import { Window } from "happy-dom";
import { afterEach, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const file = (name: string) => readFileSync(new URL(`../../src/rights/page/${name}`, import.meta.url), "utf8");
const windows: Window[] = [];
afterEach(async () => {
  for (const window of windows.splice(0)) await window.happyDOM.close();
});

/** The page as a browser has it, with the real server behind it. */
const where = ({ location: { origin, pathname, hash } }: Window) => ({ origin, pathname, hash });
/** @param tab what the tab keeps while it goes to a provider and back */
const openPage = (hash: string, tab = new Map<string, string>()) => {
  const window = new Window({ url: `${world.url}/me${hash}` });
  windows.push(window);
  window.document.write(file("me.html").replace(/<script[^>]*><\/script>|<link[^>]*>/g, ""));
  const asked: string[] = [];
  const left: string[] = [];
  const ask = (path: string, init: { method: string; headers: Record<string, string>; body?: string }) => {
    asked.push(path);
    return fetch(world.url + path, { ...init, headers: { ...init.headers, origin: world.url } });
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the page's own script, with this window's globals
  new Function("document", "location", "history", "fetch", "window", "sessionStorage", file("me.js"))(
    window.document,
    { ...where(window), assign: (url: string) => left.push(url) },
    window.history,
    ask,
    window,
    {
      getItem: (name: string) => tab.get(name) ?? null,
      setItem: (name: string, value: string) => tab.set(name, value),
      removeItem: (name: string) => tab.delete(name),
    },
  );
  const at = (id: string) => {
    const element = window.document.getElementById(id);
    if (!element) throw new Error(`there is no #${id}`);
    return element;
  };
  return {
    window,
    asked,
    left,
    at,
    shown: (id: string) => !at(id).hasAttribute("hidden"),
    click: (id: string) => at(id).dispatchEvent(new window.MouseEvent("click", { bubbles: true })),
  };
};

const talked = async () => {
  const made = await world.invite();
  const invitee = await world.claimToken(made.token);
  await invitee.exchange(await invitee.start(), "Good <b>evening</b>, Mr. Halloran.");
  await world.running.settled();
  return { ...made, invitee };
};

it("the link's token leaves the address at once; what is there is shown, read, and erased by a second click", async () => {
  const { token, invitee } = await talked();
  const page = openPage(`#invitation=${token}`);
  expect(page.window.location.hash).toBe("");
  await expect.poll(() => page.shown("about")).toBe(true);
  expect(page.at("title").textContent).toBe("What is yours at Practice House");
  expect(page.at("summary").textContent).toMatch(/^1 conversations, \d+ messages\.$/);

  page.click("read");
  await expect.poll(() => page.shown("transcript")).toBe(true);
  const text = page.at("sessions").textContent;
  expect(text).toContain("Good <b>evening</b>, Mr. Halloran.");
  expect(page.at("sessions").querySelector("b")).toBeNull();

  page.click("research");
  await expect.poll(() => page.at("research").textContent).toBe("Take it back");
  page.click("research");
  await expect.poll(() => page.at("research").textContent).toBe("Agree to research");

  page.click("erase");
  expect(page.asked).not.toContain("/v1/rights/erasure");
  page.click("keep");
  expect(page.shown("sure")).toBe(false);
  page.click("erase");
  page.click("erase-now");
  await expect.poll(() => page.at("status").textContent).toBe("All of it is erased.");
  expect(page.at("sessions").textContent).toBe("");
  expect((await invitee.get("/v1/me")).status).toBe(401);
});

it("a transcript's link shows it once; the second time it says what to do", async () => {
  const { invitee } = await talked();
  const { hash } = new URL((await invitee.post("/v1/me/transcript-link")).body.url);
  const page = openPage(hash);
  await expect.poll(() => page.shown("transcript")).toBe(true);
  expect(page.window.location.hash).toBe("");
  const again = openPage(hash);
  await expect.poll(() => again.at("status").textContent).toContain("Ask for another");
  expect(again.shown("transcript")).toBe(false);
});

it("without a link, or with one that is nobody's, it says so", async () => {
  expect(openPage("").at("status").textContent).toContain("Open this page by the link");
  const page = openPage(`#invitation=${(await world.invite()).token}`);
  await expect.poll(() => page.at("status").textContent).toContain("Nothing of anybody's");
  const mistyped = openPage("#invitation=inv_x");
  await expect.poll(() => mistyped.at("status").textContent).toContain("mistyped");
});

it("whoever has signed in leaves for the provider and comes back; a sign-in of another tab is not taken", async () => {
  const { token, invitee } = await talked();
  await world.database.prisma.user.update({ where: { id: invitee.user.id }, data: { role: "USER" } });
  const page = openPage(`#invitation=${token}`);
  await expect.poll(() => page.at("status").textContent).toContain("has signed in since");
  // None is set up here, so none is offered.
  expect(page.shown("sign-in")).toBe(false);
  const planted = openPage("#sign-in=some-id.some-code");
  await expect.poll(() => planted.at("status").textContent).toContain("not begun in this tab");
  expect(planted.asked).toEqual([]);
});
