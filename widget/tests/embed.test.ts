// @vitest-environment happy-dom
import { beforeAll, expect, test, vi } from "vitest";
import type { SidecoachElement } from "../src/element.ts";

const open = vi.fn();
const element = () => document.querySelector("sidecoach-widget") as SidecoachElement;
const goTo = (hash: string): void => {
  location.hash = hash;
  open.mockClear();
  dispatchEvent(new Event("hashchange"));
};

beforeAll(async () => {
  const script = document.createElement("script");
  script.setAttribute("data-site", "lab");
  Object.defineProperty(script, "src", { value: "https://api.test/widget.js" });
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  window.Sidecoach = Object.assign(() => {}, { q: [["identify", { token: "T1" }]] });
  const { SidecoachElement } = await import("../src/element.ts");
  vi.spyOn(SidecoachElement.prototype, "open").mockImplementation(open);
  await import("../src/embed.ts");
});

test("keeps what the page said of who this is before the widget was there, and opens nothing for it", () => {
  expect(element().options.person).toBe("T1");
  expect(open).not.toHaveBeenCalled();
});

test("takes a newer one", () => {
  window.Sidecoach?.("identify", { token: "T2" });
  expect(element().options.person).toBe("T2");
});

test("opens by itself for who comes back from signing in, or with an invitation; else for nobody", () => {
  goTo("#sign-in=s1.CODE");
  expect(open).toHaveBeenCalledExactlyOnceWith(false);
  goTo("#chapter-2");
  expect(open).not.toHaveBeenCalled();
  goTo("#invitation=inv_1");
  expect(open).toHaveBeenCalledExactlyOnceWith(false);
  expect(element().options.invitation).toBe("inv_1");
});
