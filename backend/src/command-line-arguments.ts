import { parseArgs } from "node:util";
import { COMMANDS, type CommandName, HELP_COMMAND, OPTIONS, type OptionName } from "./command-line-words.ts";

/** Said to the person at the terminal as one line; exit 1. */
export class UsageError extends Error {}

/** What was asked for: a command, what it takes, in its order, and its options, all of them text still. */
export type Invocation = {
  command: CommandName;
  taken: readonly string[];
  values: Partial<Record<OptionName, string>>;
};

const HELP = new Set(["help", "--help", "-h"]);
const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
const isCommand = (words: string): words is CommandName => Object.hasOwn(COMMANDS, words);
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const findCommand = (words: readonly string[]): CommandName => {
  const [first = "", second] = words;
  const both = `${first} ${second ?? ""}`;
  if (isCommand(both)) return both;
  if (isCommand(first)) return first;
  const seconds = Object.keys(COMMANDS).flatMap((name) => (name.startsWith(`${first} `) ? [name.split(" ")[1]] : []));
  if (seconds.length > 0 && second === undefined)
    throw new UsageError(`${first} needs one of these after it: ${seconds.join(", ")}`);
  throw new UsageError(
    first === ""
      ? `a command is needed; ${HELP_COMMAND} lists them`
      : `there is no command ${seconds.length > 0 ? both : first}; ${HELP_COMMAND} lists them`,
  );
};

/** @returns null where help was asked for @throws UsageError */
export const readInvocation = (args: readonly string[]): Invocation | null => {
  // Not strict: what is wrong is said in words of our own.
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const asked = tokens.some((token) => token.kind === "option" && HELP.has(token.rawName));
  if (asked || HELP.has(words[0] ?? "")) return null;

  const command = findCommand(words);
  const { takes, options } = COMMANDS[command];
  const taken = words.slice(command.split(" ").length);
  const values: Invocation["values"] = {};
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name) || !Object.hasOwn(options, name))
      throw new UsageError(
        `${command} has no option ${rawName}; it has ${listed(Object.keys(options).map((it) => `--${it}`)) || "none"}`,
      );
    if (value === undefined || value === "" || (!inlineValue && value.startsWith("-")))
      throw new UsageError(`${rawName} needs a value: ${rawName} ${OPTIONS[name].value}`);
    values[name] = value;
  }
  const missing = takes[taken.length];
  if (missing !== undefined) throw new UsageError(`${command} needs ${missing}`);
  const extra = taken[takes.length];
  if (extra !== undefined)
    throw new UsageError(
      `${command} takes ${listed(takes) || "nothing"}: ${extra} is too much (quote what has spaces)`,
    );
  return { command, taken, values };
};
