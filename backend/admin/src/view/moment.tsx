import { now } from "../state/clock.ts";
import { text } from "../text/en.ts";
import { formatDay, formatDayAndClock, formatMoment } from "../text/time.ts";

type How = "ago" | "day" | "day-and-clock";

/** An instant as people say it; pointing at it tells the whole of it. */
export const Moment = ({ at, how }: { at: string | null; how: How }) => {
  if (at === null) return <span class="soft">{text.ago(null, 0)}</span>;
  const said =
    how === "ago"
      ? text.ago(at, now.value)
      : how === "day"
        ? formatDay(at, now.value)
        : formatDayAndClock(at, now.value);
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {said}
    </time>
  );
};
