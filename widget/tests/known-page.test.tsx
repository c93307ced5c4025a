// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import { enPages } from "../src/text/en-pages.ts";
import { KnownPage } from "../src/view/pages.tsx";

afterEach(cleanup);

it("whom a site does not let in is shown the way to what is theirs, where their link is at hand", () => {
  render(<KnownPage onAgain={() => {}} yours="https://talk.example.org/me#invitation=inv_x" />);
  const link = screen.getByRole("link", { name: enPages.known.yours });
  expect(link.getAttribute("href")).toBe("https://talk.example.org/me#invitation=inv_x");
  expect(link.getAttribute("rel")).toContain("noreferrer");
  cleanup();
  render(<KnownPage onAgain={() => {}} yours={null} />);
  expect(screen.queryByRole("link")).toBeNull();
});
