// Times and numbers in the console's one locale. Instants come as ISO 8601 text, `now` in ms since the epoch.
const LOCALE = "en-GB";
const day = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(LOCALE, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const number = new Intl.NumberFormat(LOCALE);

export const formatNumber = (value: number): string => number.format(value);
export const formatClock = (iso: string): string => clock.format(new Date(iso));
export const formatMoment = (iso: string): string => full.format(new Date(iso)).replaceAll(",", "");

export const formatDay = (iso: string, now: number): string => {
  const date = new Date(iso);
  return (date.getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(date);
};
/** "Mon 16 Nov" of this year's days is said with the hour: "16 Nov, 20:41" */
export const formatDayAndClock = (iso: string, now: number): string => `${formatDay(iso, now)}, ${formatClock(iso)}`;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A span as people round it: 13 days and 23 h → "14 days"; 12 min 40 s → "13 min", as its invitee reads it */
export const formatRounded = (ms: number): string => {
  const to = (unit: number): number => Math.round(ms / unit) * unit;
  if (to(SECOND) < MINUTE) return formatSpan(to(SECOND));
  if (to(MINUTE) < HOUR) return formatSpan(to(MINUTE));
  return formatSpan(to(HOUR) < DAY ? to(HOUR) : to(DAY));
};

/** A span in its largest whole unit: 840000 → "14 min" */
export const formatSpan = (ms: number): string => {
  if (ms < MINUTE) return `${Math.max(0, Math.round(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? "1 day" : `${days} days`;
};
