import { text } from "../text/en.ts";

type Props = { text: string; lane: "partner" | "coach"; persona?: string };

/** What a lane is saying just now, as the invitee reads it. Not announced word by word: its end is, with the session. */
export const LiveLane = ({ text: said, lane, persona }: Props) =>
  lane === "partner" ? (
    <div class="say live-lane">
      <p class="who">
        <b>{persona}</b> {text.session.ai} <LiveTag />
      </p>
      <p class="partner">{said}</p>
    </div>
  ) : (
    <div class="note coach-note live-lane">
      <p class="note-by">
        <b>{text.coach.label}</b> <LiveTag />
      </p>
      <p class="note-content">{said}</p>
    </div>
  );

/** A dot and a word: it goes on at this moment. */
export const LiveTag = ({ long = false }: { long?: boolean }) => (
  <span class="live-tag">
    <span class="live-dot" aria-hidden="true" />
    {long ? text.live.liveLong : text.live.live}
  </span>
);
