// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/preact";
import { act } from "preact/test-utils";
import { afterEach, expect, it } from "vitest";
import { nameProviders, providerName } from "../src/text/provider-name.ts";

afterEach(() => {
  cleanup();
  nameProviders([]);
});

it("calls a host site by its brand and a provider as the settings do, once the server has said so", async () => {
  const Shown = () => (
    <p>
      {providerName("site:s1")}, {providerName("oidc:http://127.0.0.1:9320")}
    </p>
  );
  render(<Shown />);
  expect(screen.getByText("A host site, 127.0.0.1:9320")).toBeTruthy();
  await act(() =>
    nameProviders([
      { provider: "site:s1", name: "Harbor College" },
      { provider: "oidc:http://127.0.0.1:9320", name: "Campus" },
    ]),
  );
  expect(screen.getByText("Harbor College, Campus")).toBeTruthy();
});

it.each([
  ["google", "Google"],
  ["github:https://git.example", "GitHub, git.example"],
  ["oidc:https://older.example/realm", "older.example"],
  ["oidc", "Sign-in of the house"],
])("what is not set up any more, %s, goes by what can be read from it: %s", (stored, name) => {
  expect(providerName(stored)).toBe(name);
});
