// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LIST } from "../src/state/route.ts";
import { Invitation } from "../src/view/invitation.tsx";
import { Invitations } from "../src/view/invitations.tsx";
import { Upload } from "../src/view/upload.tsx";
import { invitation } from "./fixtures.ts";
import { listOf, openScreen, press, refusal, type } from "./open-screen.tsx";

afterEach(cleanup);

const PRESET = {
  id: "s",
  name: "short",
  label: "Short conversation",
  description: null,
  quota: { tokens: 60_000, label: "Short" },
  isDefault: true,
  sortOrder: 1,
};
const acted = { done: ["P-001"], skipped: [{ id: "P-002", why: "revoked" }] };
const openList = (answer: unknown = acted) =>
  openScreen(<Invitations route={{ ...LIST, cohort: "Wave 1" }} />, (call) => {
    if (call.startsWith("GET admin/invitations")) return listOf([invitation("P-001"), invitation("P-002")]);
    if (call.startsWith("GET admin/cohorts")) return listOf([{ name: "Wave 1" }]);
    if (call.startsWith("GET admin/quota-presets")) return listOf([PRESET]);
    if (call === "POST admin/invitations/acts") return answer;
    return listOf([]);
  });

describe("the chosen ones of the list", () => {
  it("are asked for by cohort, and an act is three clicks: choose, act, how much", async () => {
    const page = openList();
    fireEvent.click(await screen.findByRole("checkbox", { name: "Choose P-001" }));
    await press("Top up");
    await press(/^Short conversation/);
    await screen.findByText("Topped up 1. 1 left out: revoked.");
    expect(page.writes()).toEqual([
      { call: "POST admin/invitations/acts", body: { act: "top-up", ids: ["P-001"], tokens: 60_000 } },
    ]);
    expect(page.reads().filter((call) => call.startsWith("GET admin/invitations?"))[0]).toContain("cohort=Wave+1");
  });

  it("all that are shown at once, and none again; what is refused is said and nothing is closed", async () => {
    openList(refusal(503, "database-away"));
    const all = await screen.findByRole("checkbox", { name: "Choose all that are shown" });
    fireEvent.click(all);
    screen.getByText("2 chosen");
    await press("Revoke");
    const panel = await screen.findByRole("region", { name: "Revoke 2 invitations?" });
    fireEvent.click(within(panel).getByRole("button", { name: "Revoke" }));
    await screen.findByText("Nothing was revoked");
    within(panel).getByRole("button", { name: "Cancel" });
    fireEvent.click(all);
    await waitFor(() => expect(screen.queryByText("2 chosen")).toBeNull());
  });

  it("a new link is for one alone", async () => {
    openList();
    fireEvent.click(await screen.findByRole("checkbox", { name: "Choose P-001" }));
    screen.getByRole("button", { name: "Re-issue link" });
    fireEvent.click(screen.getByRole("checkbox", { name: "Choose P-002" }));
    expect(screen.queryByRole("button", { name: "Re-issue link" })).toBeNull();
  });
});

const row = (number: number, outcome: string, change: object = {}) => ({
  row: number,
  outcome,
  label: `P${number}`,
  externalRef: null,
  cohort: null,
  email: null,
  errors: [],
  invitation: null,
  ...change,
});
const answerOf = (stored: boolean, rows: ReturnType<typeof row>[]) => {
  const of = (outcome: string) => rows.filter((one) => one.outcome === outcome).length;
  const counts = { rows: rows.length, made: of("made"), existing: of("existing"), ready: of("ready"), bad: of("bad") };
  return { uploadKey: "key", stored, counts, rows };
};

describe("an upload", () => {
  const bad = row(3, "bad", { errors: [{ column: "days", detail: "“soon”: this is a number of days." }] });
  const made = (id: string) => ({ invitation: { id, token: "t", link: "https://host.example/#invitation=t" } });
  const open = () =>
    openScreen(<Upload />, (_call, body) =>
      body["dryRun"] === true
        ? answerOf(false, [row(2, "ready"), bad])
        : answerOf(true, [row(2, "made", made("one")), bad]),
    );

  it("is looked at first: the bad row with its column and what to do; then the good one is made, under the key of the first look", async () => {
    const page = open();
    fireEvent.input(screen.getByLabelText("Or paste rows here"), { target: { value: "label,days\nP2,\nP3,soon" } });
    await press("Look at the rows");
    await screen.findByText("1 row cannot be made. Nothing is stored yet.");
    const said = screen.getByRole("list", { name: "Rows to mend" });
    expect(said.textContent).toContain("Row 3 P3days “soon”: this is a number of days.");
    await press("Make the good one");
    await screen.findByText("1 invitation made.");
    expect(page.writes().map(({ body }) => body)).toEqual([
      { csv: "label,days\nP2,\nP3,soon", dryRun: true },
      { csv: "label,days\nP2,\nP3,soon", uploadKey: "key", onlyGood: true },
    ]);
    screen.getByText("1 row was left out. Mend them and upload again: nothing is made twice.");
  });

  it("rows that were changed have to be looked at again before any is made", async () => {
    open();
    const field = screen.getByLabelText("Or paste rows here");
    fireEvent.input(field, { target: { value: "label\nP2" } });
    await press("Look at the rows");
    await screen.findByRole("button", { name: "Make the good one" });
    fireEvent.input(field, { target: { value: "label\nP2\nP4" } });
    await waitFor(() => expect(screen.queryByRole("button", { name: "Make the good one" })).toBeNull());
  });

  it("that fails keeps the rows and says so", async () => {
    openScreen(<Upload />, () => refusal(503, "database-away"));
    fireEvent.input(screen.getByLabelText("Or paste rows here"), { target: { value: "label\nP2" } });
    await press("Look at the rows");
    await screen.findByText("The rows could not be looked at");
    expect(screen.getByLabelText<HTMLTextAreaElement>("Or paste rows here").value).toBe("label\nP2");
  });

  it("takes the address of every act from the console alone: no file is asked for twice by one click", async () => {
    const saved = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:x");
    open();
    await press("Save a file to fill in");
    expect(saved).toHaveBeenCalledTimes(1);
    saved.mockRestore();
  });
});

describe("the page of one invitation", () => {
  const open = (change: object, answer: unknown) => {
    const held = {
      ...invitation("p", { label: "Ada", ...change }),
      token: "t",
      link: "https://host.example/#invitation=t",
    };
    return openScreen(<Invitation id="p" />, (call) => {
      if (call === "POST admin/invitations/acts") return answer;
      if (call.startsWith("PATCH") && answer instanceof Response) return answer;
      if (call.endsWith("admin/invitations/p")) return held;
      return listOf([]);
    });
  };

  it("sends its link to its address, then reminds; what was left out is said", async () => {
    const page = open({ email: "ada@example.org" }, { done: [], skipped: [{ id: "p", why: "sent-already" }] });
    await press("Send the link");
    await screen.findByText("Nothing was sent: sent before.");
    expect(page.writes()).toEqual([{ call: "POST admin/invitations/acts", body: { act: "send", ids: ["p"] } }]);
    cleanup();
    const mailed = { email: "ada@example.org", mailedAt: invitation("p").createdAt, reminderCount: 2 };
    open(mailed, { done: ["p"], skipped: [] });
    await press("Remind them");
    await screen.findByText("The reminder is on its way.");
    screen.getByText(/reminded 2 times/);
  });

  it("changes label, cohort and address at once; an empty field takes it away", async () => {
    const page = open({ cohort: "Wave 1", email: "ada@example.org" }, undefined);
    await press("Change");
    fireEvent.input(screen.getByLabelText(/^Cohort/), { target: { value: " Wave 2 " } });
    fireEvent.input(screen.getByLabelText(/^E-mail/), { target: { value: "" } });
    fireEvent.submit(screen.getByRole("button", { name: "Save" }).closest("form")!);
    await screen.findByText("Changed.");
    expect(page.writes()).toEqual([{ call: "PATCH admin/invitations/p", body: { cohort: "Wave 2", email: null } }]);
  });

  it("a reference that another has is said so at the form, with what was typed kept", async () => {
    const detail = "is that of “Ros” already";
    open(
      { cohort: "Wave 1" },
      refusal(422, "invalid", "A reference is one invitation's own within its site and cohort.", [
        { pointer: "/externalRef", detail },
      ]),
    );
    await press("Change");
    type(/^Reference/, "P-14");
    fireEvent.submit(screen.getByRole("button", { name: "Save" }).closest("form")!);
    const said = await screen.findByText(/^A reference is one/);
    expect(said.closest("[role=alert]")?.textContent).toContain(`The reference ${detail}`);
    expect(screen.getByLabelText<HTMLInputElement>(/^Reference/).value).toBe("P-14");
  });

  it("what was left as it is is not sent", async () => {
    const page = open({ cohort: "Wave 1", email: "ada@example.org" }, undefined);
    await press("Change");
    fireEvent.submit(screen.getByRole("button", { name: "Save" }).closest("form")!);
    await screen.findByText("Changed.");
    expect(page.writes()).toEqual([]);
  });
});
