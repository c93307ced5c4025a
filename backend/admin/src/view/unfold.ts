import type { StaffExchange } from "../state/types.ts";

/** Opens every fold that something stands in: what is folded cannot be gone to. */
export const unfoldAround = (element: Element): void => {
  for (let fold = element.closest("details"); fold !== null; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
};

/** Opens the folds around a message. */
export const unfold = (messageId: number | null): void => {
  const message = messageId === null ? null : document.querySelector(`[data-message="${messageId}"]`);
  if (message !== null) unfoldAround(message);
};

/** Where something is said now, on whatever line, or was said last. */
export const newestTurn = ({
  exchanges,
}: {
  exchanges: readonly Pick<StaffExchange, "id" | "status" | "startedAt">[];
}): Element | null => {
  const running = exchanges.filter(({ status }) => status === "running");
  // One that was only just heard of may not say yet when it began: it is the newest.
  const newest = (running.length > 0 ? running : exchanges).reduce<{ id: string; startedAt: string } | null>(
    (last, one) => (last === null || one.startedAt === "" || one.startedAt >= last.startedAt ? one : last),
    null,
  );
  const turns = [...document.querySelectorAll<HTMLElement>(".turn")];
  return turns.find(({ dataset }) => newest !== null && dataset["exchange"] === newest.id) ?? null;
};
