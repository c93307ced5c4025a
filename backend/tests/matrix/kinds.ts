// What wire.md says of each kind of route. `ok` is the status of whoever may; a code stands for its status.
import type { PrincipalName } from "./principals.ts";

export type Expected = "ok" | number;
export type Kind = Record<PrincipalName, Expected>;

const everybody = (expected: Expected): Kind => ({
  nobody: expected,
  guest: expected,
  otherGuest: expected,
  user: expected,
  staff: expected,
  admin: expected,
  revoked: expected,
  expired: expected,
  otherSite: expected,
  apiKey: expected,
  narrowKey: expected,
});

export const KINDS = {
  /** whoever asks, from wherever an active site is */
  anyone: everybody("ok"),
  /** a token in the body, which only pages of its site may use */
  byToken: { ...everybody("ok"), otherSite: 403 },
  /** what is one's own */
  mine: { ...everybody(401), guest: "ok", otherGuest: "ok", user: "ok", revoked: "ok", expired: "ok", otherSite: 403 },
  /** one thing of one's own: another's does not exist */
  one: { ...everybody(401), guest: "ok", otherGuest: 404, user: "ok", revoked: "ok", expired: "ok", otherSite: 403 },
  /** what makes something new in a conversation */
  write: { ...everybody(401), guest: "ok", otherGuest: 404, user: "ok", revoked: 410, expired: 410, otherSite: 403 },
  start: { ...everybody(401), guest: "ok", otherGuest: "ok", user: "ok", revoked: 410, expired: 410, otherSite: 403 },
  /** the console and scripts */
  staff: { ...everybody(401), staff: "ok", admin: "ok", apiKey: "ok", narrowKey: 403 },
  /** staff routes that every key may, however narrow */
  anyKey: { ...everybody(401), staff: "ok", admin: "ok", apiKey: "ok", narrowKey: "ok" },
  admin: { ...everybody(401), staff: 403, admin: "ok", apiKey: 403, narrowKey: 403 },
} satisfies Record<string, Kind>;
export type KindName = keyof typeof KINDS;
