// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import { LIST } from "../src/state/route.ts";
import { ConsoleProvider } from "../src/view/console-context.ts";
import { Invitations } from "../src/view/invitations.tsx";
import { apiOn, consoleOn, invitation, pathOf } from "./fixtures.ts";

afterEach(cleanup);

it("an invitation that was made is in the list behind its sheet, which says what it holds", async () => {
  const items = [invitation("P-001")];
  const fetch = vi.fn<typeof globalThis.fetch>(async (input, init) => {
    const path = pathOf(input);
    if (init?.method !== "POST")
      return Response.json({ items: path.startsWith("/v1/admin/invitations") ? items : [], cursor: null });
    const made = invitation("P-002", { quota: { ...invitation("").quota, aboutExchanges: 11 } });
    items.unshift(made);
    return Response.json({ ...made, token: "t", link: "https://host.example/#invitation=t" }, { status: 201 });
  });
  render(
    <ConsoleProvider value={consoleOn(apiOn(fetch))}>
      <Invitations route={{ ...LIST, creating: true }} />
    </ConsoleProvider>,
  );
  await screen.findByText("1 invitation, that is all.");
  fireEvent.submit(screen.getByRole("button", { name: "Create invitation" }).closest("form")!);
  await screen.findByRole("heading", { name: "Invitation created" });
  await screen.findByText("2 invitations, that is all.");
  screen.getByRole("link", { name: "P-002" });
  expect(screen.getByText("Standard, about 11 exchanges").tagName).toBe("DD");
});
