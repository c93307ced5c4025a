type Fields = Record<string, unknown>;

/** What tells a fault from another, and quotes nothing that a person wrote. */
const SAFE = ["code", "severity", "constraint", "table", "column", "schema", "routine", "status", "syscall", "errno"];

/** PostgreSQL and Prisma quote values in their messages: those say only which fault it was. */
const quotesValues = (error: Error & Fields): boolean =>
  ("severity" in error && "routine" in error) ||
  error.name.startsWith("PrismaClient") ||
  error.name === "DriverAdapterError" ||
  error instanceof SyntaxError ||
  error.name === "ZodError";

const framesOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");

/** An error as the log holds it: its kind, its code, where it was thrown, and its message where that is one of ours. */
export const describeError = (thrown: unknown): Fields => {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const error = thrown as Error & Fields;
  const safe = Object.fromEntries(
    SAFE.flatMap((name) => (["string", "number"].includes(typeof error[name]) ? [[name, error[name]]] : [])),
  );
  return {
    type: error.constructor.name,
    ...(quotesValues(error) ? {} : { message: error.message }),
    ...safe,
    stack: framesOf(error),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
};
