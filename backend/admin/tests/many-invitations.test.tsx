// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LIST } from "../src/state/route.ts";
import { Invitation } from "../src/view/invitation.tsx";
import { Invitations } from "../src/view/invitations.tsx";
import { keptUpload, templateFor } from "../src/state/upload.ts";
import { ConsoleProvider } from "../src/view/console-context.ts";
import { Upload } from "../src/view/upload.tsx";
import { apiOn, consoleOn, invitation, site } from "./fixtures.ts";
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
  used: false,
};
const scenario = (slug: string) => ({
  id: 1,
  slug,
  name: "Passed over",
  description: "",
  partnerPersona: "Ray",
  partnerModel: "m",
  coachModel: "m",
  isActive: true,
  version: 1,
  changed: false,
  modelFallback: null,
});
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
  scenario: null,
  preset: null,
  days: null,
  site: null,
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
  const openOn = (dry: () => unknown, stored: () => unknown = dry, sites: object[] = []) =>
    openScreen(<Upload />, (call, body) => {
      if (call === "GET admin/sites") return listOf(sites);
      if (call === "GET admin/scenarios") return listOf([scenario("passed-over")]);
      if (call === "GET admin/quota-presets") return listOf([PRESET]);
      return body["dryRun"] === true ? dry() : stored();
    });
  const open = () =>
    openOn(
      () => answerOf(false, [row(2, "ready"), bad]),
      () => answerOf(true, [row(2, "made", made("one")), bad]),
    );
  const look = async (csv: string) => {
    fireEvent.input(screen.getByLabelText("Or paste rows here"), { target: { value: csv } });
    await press("Look at the rows");
  };

  it("proposes the site of rows without one as a new invitation does; another one asks for another look", async () => {
    const sites = [site("a", { key: "demo" }), site("b", { key: "clinic" })];
    const page = openOn(() => answerOf(false, [row(2, "ready")]), undefined, sites);
    await look("label\nP2");
    await screen.findByRole("button", { name: "Make 1 invitation" });
    fireEvent.change(screen.getByLabelText("Site of rows without one"), { target: { value: "clinic" } });
    await waitFor(() => expect(screen.queryByRole("button", { name: "Make 1 invitation" })).toBeNull());
    await press("Look at the rows");
    await press("Make 1 invitation");
    expect(page.writes().map(({ body }) => (body as { site?: string }).site)).toEqual(["demo", "clinic", "clinic"]);
  });

  it("looks again at the same file, once it was mended", async () => {
    let answer = answerOf(false, [bad]);
    const page = openOn(() => answer);
    const field = screen.getByLabelText<HTMLInputElement>("Choose a CSV file");
    const choose = (text: string) => {
      Object.defineProperty(field, "files", { configurable: true, value: [new File([text], "people.csv")] });
      fireEvent.change(field);
    };
    const emptied = vi.fn();
    Object.defineProperty(field, "value", { configurable: true, get: () => "C:\\fakepath\\people.csv", set: emptied });
    choose("label,days\nP3,soon");
    await screen.findByText("1 row cannot be made. Nothing is stored yet.");
    // A field that still holds the file says nothing when it is chosen again.
    expect(emptied).toHaveBeenCalledWith("");
    answer = answerOf(false, [row(2, "ready")]);
    choose("label,days\nP3,14");
    await screen.findByText("1 invitation can be made.");
    expect(screen.queryByText("1 row cannot be made. Nothing is stored yet.")).toBeNull();
    expect(page.writes().map(({ body }) => (body as { csv: string }).csv)).toEqual([
      "label,days\nP3,soon",
      "label,days\nP3,14",
    ]);
  });

  it("tells what is wrong with many rows once, with their numbers; and what each good one comes to", async () => {
    const errors = [{ column: "scenario", detail: "There is no active scenario Passed." }];
    const comesTo = { scenario: "Passed over", preset: "Short conversation", days: 14, site: "Clinic" };
    const rows = [2, 3, 4, 7].map((number) => row(number, "bad", { errors }));
    openOn(() => answerOf(false, [...rows, row(8, "ready", comesTo)]));
    await look("label");
    const said = await screen.findByRole("list", { name: "Rows to mend" });
    expect(said.textContent).toBe("4 rows: 2–4, 7scenario: There is no active scenario Passed.");
    const shown = screen.getByRole("table", { name: "What would be made" }).textContent;
    for (const words of Object.values(comesTo)) expect(shown).toContain(String(words));
    // What the columns take here is shown beside them.
    screen.getByText("passed-over");
    screen.getByText("short");
  });

  it("has nothing to make where all are there already, and shows the way to their links", async () => {
    const page = openOn(() => answerOf(false, [row(2, "existing", made("one"))]));
    await look("label\nP2");
    await screen.findByText("The row is there already: there is nothing to make.");
    expect(screen.queryByRole("button", { name: /^Make/ })).toBeNull();
    await press("To its link");
    screen.getByRole("heading", { name: "There already" });
    screen.getByRole("link", { name: "QR codes to print" });
    expect(page.writes()).toHaveLength(1);
  });

  it("keeps what was made for who comes back from the codes; “Upload more” begins anew", async () => {
    const { api } = consoleOn(apiOn(vi.fn()));
    keptUpload(api, "s").made.value = answerOf(true, [row(2, "made", made("one"))]) as never;
    expect(keptUpload(api, "s").made.value).not.toBeNull();
    expect(keptUpload(api, "another").made.value).toBeNull();
    const first = open();
    await look("label\nP2");
    await press("Make the good one");
    await screen.findByRole("heading", { name: "They are made" });
    first.rerender(<ConsoleProvider value={first.console}>{null}</ConsoleProvider>);
    expect(screen.queryByRole("heading")).toBeNull();
    first.rerender(
      <ConsoleProvider value={first.console}>
        <Upload />
      </ConsoleProvider>,
    );
    screen.getByRole("heading", { name: "They are made" });
    await press("Upload more");
    screen.getByRole("heading", { name: "Many invitations" });
  });

  it("writes mails after a look at how many, in whose words, and the first; without a mail server it says that they wait", async () => {
    const preview = {
      count: 1,
      words: [{ site: "Clinic", changed: true, count: 1 }],
      example: { recipient: "ada@example.org", subject: "Come in", body: "Dear Ada, {link}" },
      mail: "outbox",
    };
    const addressed = row(2, "made", { ...made("one"), email: "ada@example.org" });
    const page = openScreen(
      <Upload />,
      (call, body) => {
        if (call === "POST admin/invitations/mail-preview") return preview;
        if (call === "POST admin/invitations/acts") return { done: ["one"], skipped: [] };
        if (call.startsWith("GET ")) return listOf([]);
        return body["dryRun"] === true ? answerOf(false, [row(2, "ready")]) : answerOf(true, [addressed]);
      },
      { mail: "outbox" },
    );
    await look("label\nP2");
    await press("Make 1 invitation");
    await press("Send 1 link by e-mail");
    await screen.findByText("1 mail will be written. Clinic: its own words.");
    screen.getByText("Dear Ada, [their own link]");
    screen.getByText(/^This server sends no mail, since SMTP_URL is not set/);
    expect(page.writes().map(({ call }) => call)).not.toContain("POST admin/invitations/acts");
    await press("Send them");
    await screen.findByText(/^1 mail written\. Nothing is sent, since SMTP_URL is not set/);
    expect(page.writes().at(-1)).toEqual({ call: "POST admin/invitations/acts", body: { act: "send", ids: ["one"] } });
  });

  it("takes a file to fill in with every column and a row that can be made here", () => {
    const choices = { scenarios: [scenario("passed-over")], presets: [PRESET], sites: [site("a", { key: "demo" })] };
    expect(templateFor(choices)).toBe(
      "label,reference,cohort,email,scenario,preset,days,mode,people,site\r\nP01,S-1001,Wave 1,p01@example.org,passed-over,short,14,SINGLE,,demo\r\n",
    );
  });

  it("is looked at first: the bad row with its column and what to do; then the good one is made, under the key of the first look", async () => {
    const page = open();
    fireEvent.input(screen.getByLabelText("Or paste rows here"), { target: { value: "label,days\nP2,\nP3,soon" } });
    await press("Look at the rows");
    await screen.findByText("1 row cannot be made. Nothing is stored yet.");
    const said = screen.getByRole("list", { name: "Rows to mend" });
    expect(said.textContent).toContain("Row 3 P3days: “soon”: this is a number of days.");
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
      invitee: null,
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
    const at = invitation("p").createdAt;
    const mailed = { email: "ada@example.org", mailQueuedAt: at, mailedAt: at, reminderCount: 2 };
    open(mailed, { done: ["p"], skipped: [] });
    await press("Remind them");
    await screen.findByText("The reminder is on its way.");
    screen.getByText(/reminded 2 times/);
  });

  it("says of a mail that nobody took that it waits, and offers no second one", async () => {
    open({ email: "ada@example.org", mailQueuedAt: invitation("p").createdAt }, undefined);
    await screen.findByText(/^written .*, not sent yet$/);
    screen.getByText("It waits in the outbox, where admins read why.");
    expect(screen.queryByRole("button", { name: /Send the link|Remind them/ })).toBeNull();
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
