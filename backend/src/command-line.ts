import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seed } from "../../prisma/seed.ts";
import { createInvitation } from "./administration/create-invitation.ts";
import { type AppContext, createContext } from "./app-context.ts";
import { ConfigError, readConfig } from "./config.ts";
import { createDatabase } from "./database/create-database.ts";
import { migrate } from "./database/migrate.ts";
import { createApiKey, createSignInLink } from "./identity/sign-in-staff.ts";
import type { LanguageModel } from "./model/language-model.ts";
import { migrationsFolder, openDatabase } from "./open-database.ts";
import { Problem } from "./problem.ts";
import { projectRoot } from "./project-root.ts";
import { CreateInvitation } from "./protocol/administration.ts";

const USAGE = `npm run sidecoach -- COMMAND

  staff add EMAIL --role STAFF|ADMIN     make or promote staff; prints a one-time sign-in link
  api-key create NAME --role STAFF|ADMIN prints a key for scripts, once
  site add KEY --name NAME --page URL    make a host site; its page's origin may embed the widget
  site allow ORIGIN [--site KEY]         let a web origin embed the widget
  invite [--label L] [--scenario SLUG] [--preset NAME] [--days N] [--shared MAX] [--site KEY] [--ref R]
  migrate                                bring the database up to date
  seed                                   plant scenarios and presets where they are missing`;

/** Said to the person at the terminal as one line; exit 1. */
class UsageError extends Error {}
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const roleOf = (text: string | undefined): "STAFF" | "ADMIN" => {
  if (text === "STAFF" || text === "ADMIN") return text;
  throw new UsageError("--role STAFF or --role ADMIN is needed");
};
const originOf = (text: string | undefined): string => {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError("an origin such as https://www.example.org is needed");
  return url.origin;
};
const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const OPTIONS = {
  role: { type: "string" },
  site: { type: "string" },
  label: { type: "string" },
  scenario: { type: "string" },
  preset: { type: "string" },
  name: { type: "string" },
  page: { type: "string" },
  days: { type: "string" },
  shared: { type: "string" },
  ref: { type: "string" },
} as const;

const run = async (world: AppContext, applied: readonly string[], args: readonly string[]): Promise<void> => {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [command, what, name] = positionals;
  if (command === "migrate") {
    say(applied.length === 0 ? "nothing to apply" : applied.map((migration) => `applied ${migration}`).join("\n"));
    return;
  }
  if (command === "seed") {
    await seed(world.database.prisma, world.config.maxTokens);
    say("seeded");
  } else if (command === "staff" && what === "add" && name !== undefined) {
    if (!/^[^@\s]+@[^@\s]+$/.test(name)) throw new UsageError("an e-mail address is needed");
    const userId = await world.identityStore.addStaff(name.toLowerCase(), roleOf(values.role));
    const base = world.config.publicUrl ?? `http://localhost:${world.config.port}`;
    say(await createSignInLink(world, userId, `${base}/admin`));
  } else if (command === "api-key" && what === "create" && name !== undefined) {
    say(await createApiKey(world, await world.identityStore.ensureOwner(), name, roleOf(values.role)));
  } else if (command === "site" && what === "add" && name !== undefined) {
    if (!/^[\w-]{1,64}$/.test(name)) throw new UsageError("a key of letters, digits, - and _ is needed");
    if (!values.name) throw new UsageError("--name is needed: the brand that invitees see");
    const page = new URL(values.page ?? "", `${originOf(values.page)}/`).href;
    if (!(await world.administrationStore.addSite({ key: name, name: values.name, pageUrl: page })))
      throw new UsageError(`there is a site ${name} already`);
    say(`site ${name}: embed it with data-site="${name}"; invitations open ${page}`);
  } else if (command === "site" && what === "allow") {
    const origin = originOf(name);
    const allowed = await world.administrationStore.allowOrigin(origin, values.site ?? null);
    if (!allowed)
      throw new UsageError(
        `say which site with --site KEY: ${(await world.administrationStore.sites()).map((site) => site.key).join(", ") || "there is none yet, make one with site add"}`,
      );
    say(`${origin} may embed the widget of site ${allowed.key}`);
  } else if (command === "invite") {
    const request = CreateInvitation.safeParse(
      given({
        label: values.label,
        scenarioSlug: values.scenario,
        preset: values.preset,
        expiresInDays: values.days === undefined ? undefined : Number(values.days),
        claimMode: values.shared === undefined ? undefined : "SHARED",
        maxClaims: values.shared === undefined ? undefined : Number(values.shared),
        site: values.site,
        externalRef: values.ref,
      }),
    );
    if (!request.success)
      throw new UsageError(request.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
    await seed(world.database.prisma, world.config.maxTokens);
    const { token, link } = await createInvitation(world, await world.identityStore.ensureOwner(), request.data);
    say(`invitation: ${token}\nlink: ${link}`);
  } else throw new UsageError(USAGE);
};

/** No command calls a model. */
const noModel: LanguageModel = {
  stream: () => {
    throw new Error("the command line calls no model");
  },
  countTokens: async () => 0,
  knows: async () => null,
};

/** `npm run sidecoach -- …`: works beside a running server, or without one. */
export const main = async (args: readonly string[]): Promise<void> => {
  try {
    if (args.length === 0 || args.includes("--help")) throw new UsageError(USAGE);
    const envFile = join(projectRoot(), ".env");
    if (existsSync(envFile)) process.loadEnvFile(envFile);
    const { config, secrets } = readConfig({ ...process.env, MODEL: "simulator" });
    const opened = await openDatabase(config, secrets, {
      shared: true,
      print: () => undefined,
      onExit: () => undefined,
    });
    try {
      const applied = await migrate(opened.url, migrationsFolder());
      const database = createDatabase(opened.url, { poolSize: 3 });
      try {
        await run(
          await createContext({ config, secretKey: opened.secretKey, database, model: noModel, simulated: true }),
          applied,
          args,
        );
      } finally {
        await database.close();
      }
    } finally {
      await opened.close();
    }
  } catch (error) {
    const plain =
      error instanceof UsageError ||
      error instanceof ConfigError ||
      error instanceof Problem ||
      (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    process.stderr.write(
      `${plain ? (error as Error).message : String(error instanceof Error ? error.stack : error)}\n`,
    );
    process.exitCode = 1;
  }
  process.exit();
};
