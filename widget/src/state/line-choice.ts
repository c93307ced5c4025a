import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { BrowserStore } from "./browser-store.ts";
import { exchangesInLine, type LineId } from "./lines.ts";
import { findStored, type Pending } from "./outbox.ts";
import type { BranchState, ExchangeState, SessionState } from "./session-state.ts";

type Surroundings = {
  store: BrowserStore;
  sessionId: number;
  state: ReadonlySignal<SessionState | null>;
  pending: ReadonlySignal<Pending | null>;
};

/** The line that another go, still on its way, will be: its key stands for its id until the server has given one. */
const lineToBe = ({ key, branchId, afterNumber }: Pending): BranchState => ({
  id: key,
  parentId: branchId,
  fromNumber: afterNumber + 1,
});

/**
 * Which line the invitee is in, kept in this browser; and whether one stands before an exchange to try it again. What is
 * shown follows from these and the log alone.
 */
export const createLineChoice = ({ store, sessionId, state, pending }: Surroundings) => {
  const [lineName, tryName] = [`line:${sessionId}`, `try:${sessionId}`];
  const chosen = signal<LineId>(store.read(lineName));
  const tryingId = signal(store.read(tryName));

  const keep = (name: string, value: string | null): void =>
    value === null ? store.forget(name) : store.write(name, value);
  const goTo = (line: LineId): void => {
    chosen.value = line;
    keep(lineName, line);
  };

  /** the line one is in, or the key of one that is still on its way */
  const line = computed((): LineId => {
    const [wanted, told, going] = [chosen.value, state.value, pending.value];
    if (wanted === null || told === null || told.branches.some(({ id }) => id === wanted)) return wanted;
    // the log may have it before the server has answered
    return going?.key === wanted ? (findStored(going, told)?.branchId ?? wanted) : null;
  });

  /** the exchange that is to be tried again, while its words are being changed */
  const trying = computed((): ExchangeState | null => {
    const told = state.value;
    if (told === null || told.session.status === "COMPLETED") return null;
    return told.exchanges.find(({ id }) => id === tryingId.value) ?? null;
  });

  /** what the scene shows */
  const shown = computed((): readonly ExchangeState[] => {
    if (state.value === null) return [];
    const { exchanges, branches } = state.value;
    const again = trying.value;
    if (again) return exchangesInLine(exchanges, branches, again.branchId, again.number);
    const going = pending.value;
    return exchangesInLine(exchanges, going?.fromExchangeId ? [...branches, lineToBe(going)] : branches, line.value);
  });

  return {
    line,
    trying,
    /** as it was kept, before the log says whether there is such an exchange */
    tryingId,
    shown,
    goTo,
    setTrying: (exchangeId: string | null): void => {
      tryingId.value = exchangeId;
      keep(tryName, exchangeId);
    },
  };
};
