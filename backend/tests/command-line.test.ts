import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readInvocation, UsageError } from "../src/command-line-arguments.ts";
import { COMMANDS } from "../src/command-line-words.ts";
import { migrationsFolder } from "../src/open-database.ts";
import { readInvite } from "../src/read-invite.ts";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase({ migrated: false });
const entry = pathToFileURL(join(import.meta.dirname, "../src/command-line.ts")).href;
const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: database.url,
    SECRET_KEY: "a secret key for the command line test",
  };
  const script = `import(${JSON.stringify(entry)}).then((module) => module.main(process.argv.slice(1)))`;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "-e", script, "--", ...args],
      { env, cwd: join(import.meta.dirname, "../..") },
    );
    return { code: 0, out: stdout.trim(), err: stderr.trim() };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout.trim(), err: stderr.trim() };
  }
};

// On a database given by DATABASE_URL, empty to begin with.
describe("npm run sidecoach --", () => {
  it("migrate brings the database up to date, once", async () => {
    const all = readdirSync(migrationsFolder(), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `applied ${name}`);
    expect((await run("migrate")).out).toBe(all.toSorted().join("\n"));
    expect((await run("migrate")).out).toBe("nothing to apply");
  });
  it("seed, site add, site allow, invite: a link on the site's page", async () => {
    expect((await run("seed")).out).toBe("seeded");
    expect((await run("site", "add", "lab", "--name", "The Lab", "--page", "https://lab.example/room")).out).toContain(
      'data-site="lab"',
    );
    expect((await run("site", "allow", "https://www.lab.example/")).out).toBe(
      "https://www.lab.example may embed the widget of site lab",
    );
    const [head, lab, none] = (await run("site", "list")).out.split("\n").map((line) => line.split(/ {2,}/));
    expect([head, lab, none]).toEqual([
      ["KEY", "NAME", "PAGE", "ALLOWED ORIGINS", "ID"],
      [
        "lab",
        "The Lab",
        "https://lab.example/room",
        "https://lab.example, https://www.lab.example",
        expect.stringMatching(/^[\w-]{20,}$/),
      ],
      undefined,
    ]);
    const invited = await run(
      "invite",
      "--label",
      "P-1",
      "--scenario",
      "the-heating-is-off",
      "--preset",
      "short",
      "--ref",
      "s-1",
    );
    expect(invited.out).toMatch(/^invitation: inv_[0-9A-Za-z]{36}\nlink: https:\/\/lab\.example\/room#invitation=inv_/);
    // Of several sites none is taken unasked, by either.
    await run("site", "add", "clinic", "--name", "The Clinic", "--page", "https://clinic.example/room");
    for (const unclear of [
      ["site", "allow", "https://www.clinic.example"],
      ["invite", "--label", "P-2"],
    ]) {
      const { code, out, err } = await run(...unclear);
      expect([code, out, err]).toEqual([1, "", "say which site with --site KEY: lab, clinic"]);
    }
    expect((await run("invite", "--site", "clinic")).out).toContain("link: https://clinic.example/room#");
    expect((await run("site", "list")).out).not.toContain("www.clinic");
  }, 60_000);
  it("staff add and api-key create print what is shown once", async () => {
    expect((await run("staff", "add", "Ada@Example.org", "--role", "STAFF")).out).toMatch(
      /^http:\/\/localhost:8787\/admin#sign-in=link_/,
    );
    expect((await run("api-key", "create", "export", "--role", "ADMIN")).out).toMatch(/^key_[\w-]{43}$/);
  }, 60_000);
  it.each([
    [["staff", "add", "ada@example.org"], "--role"],
    [["staff", "add", "nobody", "--role", "STAFF"], "e-mail"],
    [["site", "allow", "example.org"], "origin"],
    [["site", "add", "lab", "--name", "x", "--page", "https://lab.example"], "already"],
    [["invite", "--preset", "huge", "--site", "lab"], "huge"],
    [["site", "allow", "https://lab.example/some/page"], "use https://lab.example"],
    [["site", "allow", "https://other.example", "--site", "lob"], "no active site lob: lab, clinic"],
    [["invite", "--days", "0"], "--days takes a number of days, more than 0 and at most 3650"],
    [["dance"], "there is no command dance"],
  ])("%j says what is wrong and exits 1", async (args, word) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(word);
    expect(err.split("\n")).toHaveLength(1);
  });
  it("help is printed, and is no mistake", async () => {
    const { code, out, err } = await run("--help");
    expect([code, err]).toEqual([0, ""]);
    for (const command of Object.keys(COMMANDS)) expect(out).toContain(`\n  ${command}`);
    expect(out).toContain("site allow ORIGIN [--site KEY]");
  });
});

describe("the arguments of a command", () => {
  it.each([[["help"]], [["--help"]], [["-h"]], [["invite", "--help"]], [["help", "invite"]]])(
    "%j asks for help",
    (args) => {
      expect(readInvocation(args)).toBeNull();
    },
  );
  it("are read, an option before or after what the command takes", () => {
    const asked = { command: "staff add", taken: ["a@b"], values: { role: "STAFF" } };
    expect(readInvocation(["staff", "add", "a@b", "--role", "STAFF"])).toEqual(asked);
    expect(readInvocation(["--role=STAFF", "staff", "add", "a@b"])).toEqual(asked);
    expect(readInvocation(["invite", "--label=-5"])?.values).toEqual({ label: "-5" });
  });
  it.each([
    [[], "a command is needed; npm run sidecoach -- help lists them"],
    [["dance"], "there is no command dance; npm run sidecoach -- help lists them"],
    [["site"], "site needs one of these after it: add, allow, list"],
    [["site", "dance"], "there is no command site dance; npm run sidecoach -- help lists them"],
    [["site", "allow"], "site allow needs ORIGIN"],
    [["site", "list", "all"], "site list takes nothing: all is too much (quote what has spaces)"],
    [["site", "add", "lab", "The", "Lab"], "site add takes KEY: The is too much (quote what has spaces)"],
    [["site", "allow", "https://a.example", "--colour", "red"], "site allow has no option --colour; it has --site"],
    [["site", "add", "lab", "--days", "3"], "site add has no option --days; it has --name and --page"],
    [["seed", "-x"], "seed has no option -x; it has none"],
    [["invite", "--label"], "--label needs a value: --label LABEL"],
    [["invite", "--label", "--days", "3"], "--label needs a value: --label LABEL"],
    [["invite", "--days="], "--days needs a value: --days DAYS"],
  ])("%j are refused in one line of ours", (args, line) => {
    expect(() => readInvocation(args)).toThrow(new UsageError(line));
  });
});

describe("the options of an invitation", () => {
  it.each([
    [{ days: "0" }, "--days takes a number of days, more than 0 and at most 3650"],
    [{ days: "4000" }, "--days takes a number of days, more than 0 and at most 3650"],
    [{ days: "soon" }, "--days takes a number of days, more than 0 and at most 3650"],
    [{ shared: "1.5" }, "--shared takes a whole number of people, from 1 to 100000"],
    [{ label: "x".repeat(201) }, "--label takes at most 200 characters of text"],
    [{ days: "0", shared: "0" }, /^--days takes .*; --shared takes/],
  ])("%j is refused by the option's own name", (values, line) => {
    expect(() => readInvite(values)).toThrow(line);
  });
  it("are what the API takes", () => {
    expect(readInvite({ days: "0.5", shared: "12", scenario: "a", ref: "s-1" })).toEqual({
      expiresInDays: 0.5,
      claimMode: "SHARED",
      maxClaims: 12,
      scenarioSlug: "a",
      externalRef: "s-1",
    });
  });
});
