import { followEvents } from "../api/follow-events.ts";
import { applyStreamEvent } from "./apply-stream-event.ts";
import type { Follow } from "./follow.ts";
import { shareLog } from "./share-log.ts";

/** The session's log, over one connection for all tabs of this browser. */
export const followLog: Follow = (wants) =>
  shareLog(
    wants,
    ({ tell, ...reader }) => followEvents({ ...reader, open: wants.open, renew: wants.renew, apply: tell }),
    (events) => (state) => events.reduce(applyStreamEvent, state),
  );
