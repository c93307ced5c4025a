export const HELP_COMMAND = "npm run sidecoach -- help";

/** Every option takes a value; `value` stands for it where the option is shown. */
export const OPTIONS = {
  role: { type: "string", value: "STAFF|ADMIN" },
  site: { type: "string", value: "KEY" },
  label: { type: "string", value: "LABEL" },
  scenario: { type: "string", value: "SLUG" },
  preset: { type: "string", value: "NAME" },
  name: { type: "string", value: "NAME" },
  page: { type: "string", value: "URL" },
  scopes: { type: "string", value: "SCOPE,…" },
  days: { type: "string", value: "DAYS" },
  shared: { type: "string", value: "PEOPLE" },
  ref: { type: "string", value: "REFERENCE" },
  from: { type: "string", value: "DAY" },
} as const;
export type OptionName = keyof typeof OPTIONS;

type Command = {
  /** what has to follow the command's words */
  takes: readonly string[];
  options: Partial<Record<OptionName, "needed" | "optional">>;
  does: string;
};

const commands = {
  "staff add": {
    takes: ["EMAIL"],
    options: { role: "needed" },
    does: "make or promote staff; prints a one-time sign-in link",
  },
  "api-key create": {
    takes: ["NAME"],
    options: { role: "needed", scopes: "optional", days: "optional" },
    does: "prints a key for scripts, once",
  },
  "rotate-signing-key": {
    takes: [],
    options: {},
    does: "sign access tokens with the next key; running servers follow within a minute",
  },
  "site add": {
    takes: ["KEY"],
    options: { name: "needed", page: "needed" },
    does: "make a host site; its page's origin may embed the widget",
  },
  "site allow": { takes: ["ORIGIN"], options: { site: "optional" }, does: "let a web origin embed the widget" },
  "site list": { takes: [], options: {}, does: "key, name, page, allowed origins and id of each site" },
  invite: {
    takes: [],
    options: {
      label: "optional",
      scenario: "optional",
      preset: "optional",
      days: "optional",
      shared: "optional",
      site: "optional",
      ref: "optional",
    },
    does: "make an invitation; prints its token and link",
  },
  migrate: { takes: [], options: {}, does: "bring the database up to date" },
  "figures rebuild": {
    takes: [],
    options: { from: "optional" },
    does: "count usage and telemetry again, from the rows that are there, all of it or from a day on (2026-11-23)",
  },
  "reapply-erasures": {
    takes: [],
    options: {},
    does: "erase again what a restored backup brought back; every start does it, too",
  },
  seed: { takes: [], options: {}, does: "plant scenarios and presets where they are missing" },
} satisfies Record<string, Command>;
export type CommandName = keyof typeof commands;
export const COMMANDS: Record<CommandName, Command> = commands;

const shapeOf = ([name, { takes, options }]: [string, Command]): string =>
  [
    name,
    ...takes,
    ...Object.entries(options).map(([option, need]) => {
      const shown = `--${option} ${OPTIONS[option as OptionName].value}`;
      return need === "needed" ? shown : `[${shown}]`;
    }),
  ].join(" ");

/** What `help` prints: every command with its options, and what it does. */
export const usage = (): string =>
  [
    "npm run sidecoach -- COMMAND",
    ...Object.entries(COMMANDS).map((command) => `\n  ${shapeOf(command)}\n      ${command[1].does}`),
    "\n  help\n      this list",
  ].join("\n");
