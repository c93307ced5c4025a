type Call = { id: number; name: string; argument: unknown };
type Reply = { id: number; value?: unknown; error?: string };

/** Answers calls of the process that started this one. */
export const answerCalls = (verbs: Record<string, (argument: never) => unknown>): void => {
  process.on("message", (message: Call) => {
    const verb = verbs[message.name];
    if (!verb) return;
    const reply = (it: Omit<Reply, "id">) => process.send?.({ id: message.id, ...it } satisfies Reply);
    Promise.resolve()
      .then(() => verb(message.argument as never))
      .then(
        (value) => reply({ value }),
        (error: unknown) => reply({ error: String(error) }),
      );
  });
  // Whoever started this one is gone.
  process.on("disconnect", () => process.exit(0));
};
