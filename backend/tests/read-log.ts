// Readers of a session's log over HTTP.
import { parseEvents, type SentEvent } from "./test-world.ts";

type Place = { url: string; path: string; headers: Record<string, string>; cursor?: string | null };

/** Reads a log after a cursor until `enough`, then cuts the connection; or to its end. */
export const readLog = async (place: Place, enough: (events: SentEvent[]) => boolean): Promise<SentEvent[]> => {
  const { url, path, headers, cursor } = place;
  const response = await fetch(url + path, { headers: { ...headers, ...(cursor ? { "last-event-id": cursor } : {}) } });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const events = parseEvents(text.slice(0, text.lastIndexOf("\n\n") + 2));
    if (enough(events)) {
      await reader.cancel();
      return events;
    }
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
    if (done || value === undefined) return events;
    text += value;
  }
};

/** Reads as a client does: comes back by its cursor whenever the stream ends, until told to stop. */
export const followLog = (place: Omit<Place, "url">, urls: () => string[]) => {
  const [events, stop] = [[] as SentEvent[], new AbortController()];
  const follower = { events, cuts: 0, stop: () => stop.abort(), done: Promise.resolve() };
  let cursor = place.cursor ?? "";
  const take = (event: SentEvent): void => {
    events.push(event);
    if (event.id !== "") cursor = event.id;
  };
  const readOnce = async (url: string): Promise<void> => {
    const headers = { ...place.headers, ...(cursor === "" ? {} : { "last-event-id": cursor }) };
    const response = await fetch(url + place.path, { headers, signal: stop.signal });
    if (!response.ok || !response.body) throw new Error(String(response.status));
    let text = "";
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const end = text.lastIndexOf("\n\n") + 2;
      if (end < 2) continue;
      parseEvents(text.slice(0, end)).forEach(take);
      text = text.slice(end);
    }
  };
  follower.done = (async () => {
    for (let turn = 0; !stop.signal.aborted; turn++) {
      const all = urls();
      await readOnce(all[turn % all.length]!).catch(() => undefined);
      follower.cuts += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return follower;
};

/** What a reader has of an exchange's lane, by the rules of the wire: offsets, attempts, snapshots and ends. */
export const laneText = (events: SentEvent[], exchangeId: string, lane: "partner" | "coach"): string => {
  let text = "";
  for (const event of events) {
    if (event.type === "snapshot") {
      const open = event.openExchanges.find((one) => one.exchangeId === exchangeId);
      const said = event.messages.find((one) => one.exchangeId === exchangeId && one.role === lane);
      text = said?.content ?? (lane === "partner" ? open?.partnerText : open?.coachText) ?? "";
    } else if (!("exchangeId" in event) || event.exchangeId !== exchangeId) continue;
    else if (event.type === `${lane}-delta` && "offset" in event && event.offset <= text.length)
      text += event.text.slice(text.length - event.offset);
    else if (event.type === `${lane}-end` && "message" in event && event.message) text = event.message.content;
  }
  return text;
};
