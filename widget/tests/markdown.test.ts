// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { isAllowedLink } from "../src/view/prose.tsx";
import { createMarkdownWriter } from "../src/view/render-markdown.ts";

const draw = (...steps: string[]): HTMLElement => {
  const root = document.createElement("div");
  const writer = createMarkdownWriter(root, isAllowedLink);
  steps.forEach((text, at) => writer.write(text, at === steps.length - 1));
  return root;
};

test.each([
  ["https://a.test", true],
  ["http://a.test", true],
  ["mailto:a@b.test", true],
  ["tel:+123", true],
  ["javascript:alert(1)", false],
  ["JaVaScRiPt:alert(1)", false],
  [" javascript:alert(1)", false],
  ["java\nscript:alert(1)", false],
  ["data:text/html,x", false],
  ["vbscript:x", false],
  ["//evil.test", false],
  ["/relative", false],
  ["http:evil", false],
  ["", false],
])("link %j allowed: %s", (href, allowed) => {
  expect(isAllowedLink(href)).toBe(allowed);
});

describe("an answer", () => {
  test("has its emphasis, and safe links that open apart", () => {
    const root = draw("Ask **Mrs. Petrov**, see [the desk](https://a.test/x).");
    expect(root.querySelector("strong")?.textContent).toBe("Mrs. Petrov");
    const link = root.querySelector("a");
    expect([link?.getAttribute("href"), link?.getAttribute("rel"), link?.getAttribute("target")]).toEqual([
      "https://a.test/x",
      "noopener noreferrer",
      "_blank",
    ]);
  });

  test("keeps the words of a link that is not allowed, without the link", () => {
    const root = draw("[press](javascript:alert(1)) and ![pixel](https://track.test/p.gif)");
    expect(root.textContent).toContain("press");
    expect(root.querySelector("[href], [src], img")).toBeNull();
  });

  test("never turns text into markup", () => {
    const root = draw('<img src=x onerror="alert(1)"><script>alert(1)</script>');
    expect(root.querySelector("img, script")).toBeNull();
    expect(root.textContent).toContain("onerror");
  });

  test("brings no headings into the page's outline", () => {
    expect(draw("# Big\n\ntext").querySelector("h1, h2, h3")).toBeNull();
  });

  test("is only ever appended to: what stands stays the same node", () => {
    const root = document.createElement("div");
    const writer = createMarkdownWriter(root, isAllowedLink);
    writer.write("First.\n\nSec", false);
    const first = root.firstElementChild;
    writer.write("First.\n\nSecond part", false);
    writer.write("First.\n\nSecond part", true);
    expect(root.firstElementChild).toBe(first);
    expect([...root.children].map((child) => child.textContent)).toEqual(["First.", "Second part"]);
  });

  test("is the same, however it was cut", () => {
    const text = "Well. *Listen*, [ask](https://a.test):\n\n- one\n- two **three**\n\n> said";
    const whole = draw(text).innerHTML;
    expect(draw(...Array.from({ length: text.length }, (_, at) => text.slice(0, at + 1))).innerHTML).toBe(whole);
  });

  test("that turns out different is drawn anew", () => {
    expect(draw("Put a", "No.").textContent).toBe("No.");
  });

  test("nested deeper than can be shaped still shows its words", () => {
    expect(draw(`${"> ".repeat(60)}deep`).textContent).toContain("deep");
  });

  test.each([">", "> ", "- ", "*a **b "])("of thousands of %j makes no tree that a browser gives up on", (mark) => {
    const root = draw(`${mark.repeat(5_000)}deep`, `${mark.repeat(5_000)}deep\n\nand on`);
    const depthOf = (element: Element): number => 1 + Math.max(0, ...[...element.children].map(depthOf));
    expect(depthOf(root)).toBeLessThan(20);
    expect(root.textContent).toContain("deep");
    expect(root.textContent).toContain("and on");
  });

  test("keeps its end where a link in it never ends", () => {
    expect(draw("She [sighs](and then\n\nnothing.").textContent).toContain("nothing");
    expect(draw("See [the desk](https://a.test/x)").querySelector("a")?.textContent).toBe("the desk");
  });

  test.each(["```no line break after it", "a\n\n```said here\nand there", "```js\none()\n```"])(
    "keeps the words beside a fence: %j",
    (text) => {
      const words = text.match(/\w+/g) ?? [];
      const whole = draw(text).textContent ?? "";
      const cut = draw(...Array.from({ length: text.length }, (_, at) => text.slice(0, at + 1))).textContent;
      expect(words.filter((word) => !whole.includes(word))).toEqual([]);
      expect(cut).toBe(whole);
    },
  );
});
