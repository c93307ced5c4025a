import { isIPv6 } from "node:net";
import type { Request } from "express";

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const PREFIX_GROUPS = 4;
const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));

/**
 * Whom a limit by address counts. Of IPv6 that is the /64: nobody is given less (RFC 6177), and whoever has one draws as many
 * addresses from it as they like. IPv4 in IPv6 is that IPv4 address.
 */
export const addressOf = ({ ip = "unknown" }: Pick<Request, "ip">): string => {
  const [address = ""] = ip.toLowerCase().split("%");
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return ip;
  const [left = "", right] = address.split("::");
  const [before, after] = [groupsOf(left), groupsOf(right ?? "")];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  const prefix = [...before, ...zeros, ...after].slice(0, PREFIX_GROUPS);
  return `${prefix.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
};
