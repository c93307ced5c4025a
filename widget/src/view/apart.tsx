/** What is written beside the scene, interrupts it or follows it, in one file that is fetched while the scene is set. */
export { quoteIsOpen } from "../../../backend/src/protocol/coach-comment.ts";
export { AwaitedNote } from "./awaited-note.tsx";
export { EndNotice } from "./end-notice.tsx";
export { HeldNote } from "./held-note.tsx";
export { NotSent } from "./not-sent.tsx";
export { StandingNotice } from "./standing-notice.tsx";
export { SteppedOut } from "./stepped-out.tsx";
export { Summary } from "./summary.tsx";
export { Trial } from "./trial.tsx";
export { WrittenNote } from "./written-note.tsx";
