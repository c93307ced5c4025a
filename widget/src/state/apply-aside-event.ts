import type { AsideView, OpenAside, StreamEvent } from "../api/protocol.ts";
import type { AsideState } from "./session-state.ts";

type AsideEvent = Extract<StreamEvent, { type: "aside-start" | "aside-delta" | "aside-end" }>;

/** An aside as a view tells it, with the answer so far where it still runs. */
export const asideFromView = (view: AsideView, open: readonly OpenAside[] = []): AsideState => ({
  ...view,
  text: view.answer?.content ?? open.find(({ asideId }) => asideId === view.id)?.text ?? "",
});

const applyToOne = (aside: AsideState, event: Exclude<AsideEvent, { type: "aside-start" }>): AsideState => {
  if (aside.status !== "running") return aside;
  if (event.type === "aside-end") {
    const { status, message, problemCode } = event;
    return { ...aside, status, problemCode, answer: message, text: message?.content ?? aside.text };
  }
  const { length } = aside.text;
  // text that is there already changes nothing; a gap is left for the stored answer to fill
  if (event.offset > length || event.offset + event.text.length <= length) return aside;
  return { ...aside, text: aside.text + event.text.slice(length - event.offset) };
};

/** The asides after one event of theirs. Pure and idempotent; the same list where nothing has changed. */
export const applyAsideEvent = (asides: readonly AsideState[], event: AsideEvent): readonly AsideState[] => {
  const id = event.type === "aside-start" ? event.aside.id : event.asideId;
  const at = asides.findIndex((aside) => aside.id === id);
  const before = asides[at];
  if (event.type === "aside-start")
    return before ? asides : [...asides, asideFromView(event.aside)].toSorted((a, b) => a.number - b.number);
  const after = before && applyToOne(before, event);
  return !after || after === before ? asides : asides.with(at, after);
};
