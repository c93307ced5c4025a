import type { Studio } from "./studio.ts";
import { askAsStaff } from "./staff.ts";
import { consoleWords } from "./words.ts";

const words = consoleWords.upload;
const FILE = [
  "label,reference,cohort,email,scenario,preset,days",
  ...Array.from({ length: 30 }, (_, n) => `Participant ${n + 1},p-${n + 1},Wave 1,p${n + 1}@example.org,,short,30`),
  "Participant 31,p-31,Wave 1,,the-heating-is-of,short,soon",
  "Participant 32,p-1,Wave 1,ada at home,,enormous,30",
].join("\n");

/** Invitations by the many: the upload, the chosen ones, the sheet of codes, the palette. */
export const shootMany = async ({ camera, staff }: Pick<Studio, "camera" | "staff">): Promise<void> => {
  const at = async (path: string): Promise<void> => {
    await staff.goto(new URL(path, staff.url()).href);
    await staff.waitForLoadState("networkidle");
  };
  const press = (name: string) => staff.getByRole("button", { name, exact: true }).last().click();
  await at("/admin/upload");
  await camera.shoot(staff, "console-upload");
  await staff.getByRole("textbox", { name: words.paste }).fill(FILE);
  await press(words.look);
  await staff.getByRole("heading", { name: words.preview }).waitFor();
  await camera.shootWhole(staff, "console-upload-preview");
  await press(words.makeGood(30));
  await staff.getByText(words.made(30, 0)).waitFor();
  await camera.shootWhole(staff, "console-upload-made");
  await press(words.send(30));
  await staff.getByText(words.sent(30)).waitFor();
  await camera.shoot(staff, "console-upload-sent");
  await staff.getByRole("link", { name: words.sheet }).click();
  await staff.getByRole("img").first().waitFor();
  await camera.shoot(staff, "console-qr-sheet");
  await staff.emulateMedia({ media: "print" });
  await camera.snap(staff, "console-qr-sheet-printed");
  await staff.emulateMedia({ media: null });

  await at(`/admin/invitations?cohort=${encodeURIComponent("Wave 1")}`);
  await camera.shoot(staff, "console-invitations-cohort");
  const boxes = staff.getByRole("checkbox");
  await boxes.nth(1).check();
  await boxes.nth(2).check();
  await camera.shoot(staff, "console-invitations-chosen");
  await press(consoleWords.chosen.extend);
  await camera.shoot(staff, "console-invitations-extend");
  await press(consoleWords.extend.day(7));
  await staff.getByText(consoleWords.chosen.done.extend(2)).waitFor();
  await camera.shoot(staff, "console-invitations-extended");
  await press(consoleWords.chosen.remind);
  await press(consoleWords.chosen.remindWords.confirm);
  await staff.getByText(consoleWords.chosen.why["reminded-today"]).waitFor();
  await camera.shoot(staff, "console-invitations-not-reminded");

  await at("/admin/invitations");
  await staff.keyboard.press("Control+K");
  await staff.getByRole("combobox", { name: consoleWords.palette.label }).waitFor();
  await camera.shoot(staff, "console-palette");
  await staff.keyboard.type("participant 7");
  await staff.getByRole("option", { name: "Participant 7" }).waitFor();
  await camera.shoot(staff, "console-palette-found");
  await staff.keyboard.press("Escape");
  await staff.keyboard.press("?");
  await camera.shoot(staff, "console-shortcuts");
  const { items } = await staff.evaluate(
    async () => (await (await fetch("/v1/admin/sites")).json()) as { items: { id: string }[] },
  );
  await at(`/admin/sites/${items[0]?.id ?? ""}`);
  await press(consoleWords.mail.change(consoleWords.mail.kind.reminder));
  await camera.shootWhole(staff, "console-site-mail");
  await askAsStaff(staff, "invitations", { label: "Addressed", email: "ada@example.org", cohort: "Wave 2" });
  await at("/admin/invitations?q=Addressed");
  await staff.getByRole("link", { name: "Addressed" }).click();
  await staff.getByRole("button", { name: consoleWords.invitationMail.send }).waitFor();
  await camera.shootWhole(staff, "console-invitation-addressed");
};
