import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
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
    expect((await run("migrate")).out).toMatch(/^applied \d+_init\napplied \d+_ledger$/);
    expect((await run("migrate")).out).toBe("nothing to apply");
  });
  it("seed, site add, site allow, invite: a link on the site's page", async () => {
    expect((await run("seed")).out).toBe("seeded");
    expect((await run("site", "add", "lab", "--name", "The Lab", "--page", "https://lab.example/room")).out).toContain(
      'data-site="lab"',
    );
    expect((await run("site", "allow", "https://www.lab.example/some/page")).out).toBe(
      "https://www.lab.example may embed the widget of site lab",
    );
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
    [["invite", "--preset", "huge"], "huge"],
    [["invite", "--days", "0"], "expiresInDays"],
    [["dance"], "COMMAND"],
    [["invite", "--colour", "red"], "--colour"],
  ])("%j says what is wrong and exits 1", async (args, word) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(word);
    expect(err).not.toContain("    at ");
  });
});
