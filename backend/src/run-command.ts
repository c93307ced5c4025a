import { seed } from "../../prisma/seed.ts";
import { createInvitation } from "./administration/create-invitation.ts";
import type { AppContext } from "./app-context.ts";
import { type Invocation, UsageError } from "./command-line-arguments.ts";
import type { CommandName } from "./command-line-words.ts";
import { createApiKey, createSignInLink } from "./identity/sign-in-staff.ts";
import { SCOPES, type Scope } from "./identity/key-scopes.ts";
import { makeSigningKey } from "./identity/signing-keys.ts";
import { rebuildFigures } from "./figures/rebuild-figures.ts";
import { readInvite } from "./read-invite.ts";
import { reapplyErasures } from "./rights/reapply-erasures.ts";

type Values = Invocation["values"];

const roleOf = ({ role }: Values): "STAFF" | "ADMIN" => {
  if (role === "STAFF" || role === "ADMIN") return role;
  throw new UsageError("--role STAFF or --role ADMIN is needed");
};
const scopesOf = ({ scopes }: Values): Scope[] | null => {
  if (scopes === undefined) return null;
  const given = scopes.split(",").map((scope) => scope.trim());
  const wrong = given.find((scope) => !SCOPES.some((known) => known === scope));
  if (wrong !== undefined) throw new UsageError(`there is no scope ${wrong}: ${SCOPES.join(", ")}`);
  return SCOPES.filter((scope) => given.includes(scope));
};
const daysOf = (text: string): number => {
  const days = Number(text);
  if (!(days > 0 && days <= 3_650)) throw new UsageError("--days takes a number of days, more than 0 and at most 3650");
  return days;
};
const webUrlOf = (text: string | undefined, what: string): URL => {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(what);
  return url;
};
/** Nothing that was given is dropped: who allows a page would believe that only this page may embed the widget. */
const originOf = (text: string): string => {
  const url = webUrlOf(text, "an origin such as https://www.example.org is needed");
  if (url.href !== `${url.origin}/`)
    throw new UsageError(`an origin is scheme, host and port, nothing after them: use ${url.origin}`);
  return url.origin;
};
const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** Two people of one address: said, since an address joins nobody. */
const alikeNote =
  (email: string) =>
  ({ name, role }: { name: string | null; role: string }): string =>
    `note: ${name ?? "somebody"} signs in by an account with the address ${email} and is ${role} already. This is another person beside them: an address joins nobody.`;

/**
 * The key of the site that is meant: the one that was named, else the only one, the demo's aside where there are others.
 * @returns null where there is none at all @throws UsageError
 */
const siteMeant = async (world: AppContext, { site }: Values): Promise<string | null> => {
  const keys = (await world.siteStore.sites()).filter(({ isActive }) => isActive).map(({ key }) => key);
  if (site !== undefined && !keys.includes(site))
    throw new UsageError(`there is no active site ${site}: ${keys.join(", ") || "make one with site add"}`);
  const own = keys.filter((key) => key !== "demo");
  const [one, another] = site !== undefined ? [site] : own.length > 0 ? own : keys;
  if (another !== undefined) throw new UsageError(`say which site with --site KEY: ${keys.join(", ")}`);
  return one ?? null;
};

type Run = (world: AppContext, asked: Invocation & { applied: readonly string[] }) => Promise<string>;
const RUN: Record<CommandName, Run> = {
  migrate: async (_world, { applied }) =>
    applied.length === 0 ? "nothing to apply" : applied.map((migration) => `applied ${migration}`).join("\n"),
  seed: async (world) => {
    await seed(world.database.prisma, world.config.maxTokens);
    return "seeded";
  },
  "figures rebuild": async (world, { values }) => {
    if (values.from !== undefined && !/^\d{4}-\d\d-\d\d$/.test(values.from))
      throw new UsageError("--from takes a day, such as 2026-11-23");
    const from = await rebuildFigures(world, values.from === undefined ? null : new Date(`${values.from}T00:00:00Z`));
    return from === null ? "counted again" : `counted again from ${from.toISOString().slice(0, 10)} on`;
  },
  "reapply-erasures": async (world) => {
    const { erased, withdrawn } = await reapplyErasures(world);
    return `erased again: ${erased}; withdrawn again: ${withdrawn}`;
  },
  "staff add": async (world, { taken: [email = ""], values }) => {
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError("an e-mail address is needed");
    const userId = await world.identityStore.addStaff(email.toLowerCase(), roleOf(values));
    if (userId === null) throw new UsageError("that is the last ADMIN: make another one first");
    const base = world.config.publicUrl ?? `http://localhost:${world.config.port}`;
    const link = await createSignInLink(world, userId, `${base}/admin`);
    const alike = await world.identityStore.staffTold(email.toLowerCase(), userId);
    return [...alike.map(alikeNote(email)), link].join("\n");
  },
  "api-key create": async (world, { taken: [name = ""], values }) => {
    const role = roleOf(values);
    const scopes = scopesOf(values);
    const expiresAt = values.days === undefined ? undefined : new Date(Date.now() + daysOf(values.days) * 86_400_000);
    return createApiKey(world, await world.identityStore.commandLineUser(), name, role, {
      ...(scopes ? { scopes } : {}),
      ...(expiresAt ? { expiresAt } : {}),
    });
  },
  "rotate-signing-key": async (world) => {
    await world.signingKeyStore.rotate(makeSigningKey(world.keys.signingKeyEncryption));
    await world.signingKeys.reload();
    return `signing with ${world.signingKeys.current.kid}; running servers follow within a minute, older tokens stay good until they expire`;
  },
  "site add": async (world, { taken: [key = ""], values }) => {
    if (!/^[\w-]{1,64}$/.test(key)) throw new UsageError("a key of letters, digits, - and _ is needed");
    if (values.name === undefined) throw new UsageError("--name is needed: the brand that invitees see");
    const page = webUrlOf(values.page, "--page is needed: the web page with the widget, where invitations open").href;
    if (!(await world.siteStore.addSite({ key, name: values.name, pageUrl: page }, null)))
      throw new UsageError(`there is a site ${key} already`);
    return `site ${key}: embed it with data-site="${key}"; invitations open ${page}`;
  },
  "site allow": async (world, { taken: [text = ""], values }) => {
    const origin = originOf(text);
    const site = await siteMeant(world, values);
    const allowed = site === null ? null : await world.siteStore.allowOrigin(origin, site, null);
    if (!allowed) throw new UsageError("there is no site yet, make one with site add");
    return `${origin} may embed the widget of site ${allowed.key}`;
  },
  "site list": async (world) => {
    const sites = await world.siteStore.sites();
    if (sites.length === 0) return "there is no site yet, make one with site add";
    return columns([
      ["KEY", "NAME", "PAGE", "ALLOWED ORIGINS", "ID"],
      ...sites.map(({ id, key, name, pageUrl, origins, isActive }) => [
        key,
        isActive ? name : `${name} (not active)`,
        pageUrl,
        origins.join(", ") || "none",
        id,
      ]),
    ]);
  },
  invite: async (world, { values }) => {
    const asked = readInvite(values);
    const site = await siteMeant(world, values);
    const request = site === null ? asked : { ...asked, site };
    await seed(world.database.prisma, world.config.maxTokens);
    const { token, link } = await createInvitation(world, await world.identityStore.commandLineUser(), request, null);
    return `invitation: ${token}\nlink: ${link}`;
  },
};

/** Carries a command out. @returns what it prints @throws UsageError, Problem */
export const runCommand: (
  world: AppContext,
  invocation: Invocation,
  /** migrations that were applied on the way here */
  applied: readonly string[],
) => Promise<string> = (world, invocation, applied) => RUN[invocation.command](world, { ...invocation, applied });
