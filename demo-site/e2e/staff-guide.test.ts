// The guide for staff names pictures that are there, all of them, and nothing that it links to is missing.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";

const DOCS = new URL("../../docs/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, DOCS), "utf8");
const guide = read("staff-guide.md");
const MOST_BYTES = 80_000;

/** As a page's headings are linked to: lower case, hyphens for spaces, nothing but letters, digits and hyphens. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
const imagesIn = (page: string): string[] =>
  [...page.matchAll(/!\[[^\]]+\]\((images\/staff\/[^)]+)\)/g)].map(([, path = ""]) => path);
const linksIn = (page: string): string[] => [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);

test("each picture that the guide names is there, and each one that is there is named once", () => {
  const there = readdirSync(new URL("images/staff/", DOCS)).map((name) => `images/staff/${name}`);
  expect(imagesIn(guide).toSorted()).toEqual(there.toSorted());
  expect(there.length).toBeGreaterThanOrEqual(8);
});

test("each picture is a PNG of 1280 pixels across, and small", () => {
  const wrong = imagesIn(guide).filter((path) => {
    const bytes = readFileSync(new URL(path, DOCS));
    const isPng = bytes.toString("latin1", 1, 4) === "PNG";
    return !isPng || bytes.readUInt32BE(16) !== 1_280 || statSync(new URL(path, DOCS)).size > MOST_BYTES;
  });
  expect(wrong).toEqual([]);
});

test("each link of the guide leads somewhere", () => {
  const dead = linksIn(guide).filter((target) => {
    const [path = "", anchor] = target.split("#");
    if (path !== "" && !existsSync(new URL(path, DOCS))) return true;
    return anchor !== undefined && !anchorsOf(read(path === "" ? "staff-guide.md" : path)).includes(anchor);
  });
  expect(dead).toEqual([]);
});

test("each command of the guide is a script of this repository", () => {
  const missing = [...guide.matchAll(/`node (\S+?\.mjs)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => !existsSync(new URL(`../${path}`, DOCS)));
  expect(missing).toEqual([]);
  expect(guide).toContain("demo-site/e2e/staff-guide-pictures.mjs");
});
