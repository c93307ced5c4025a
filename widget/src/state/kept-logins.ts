import type { OpenApi } from "../api/api-client.ts";
import { createLogin, type Login } from "../api/login.ts";
import { createUuid, nameOfInvitation, type BrowserStore } from "./browser-store.ts";

/** The sign-ins that this browser keeps, one for each invitation, and which of them was used last. */
export const createKeptLogins = (site: string, store: BrowserStore, refresh: OpenApi["refresh"]) => {
  const of = (name: string): Login =>
    createLogin(
      `sidecoach:${site}:${name}`,
      {
        read: () => store.read(`login:${name}`),
        write: (token) => store.write(`login:${name}`, token),
        forget: () => store.forget(`login:${name}`),
      },
      refresh,
    );
  return {
    of,
    /** without an invitation: the one used last; null where there never was one */
    nameFor: (token: string | null): string | null =>
      token === null ? store.read("current") : nameOfInvitation(token),
    has: (name: string | null): name is string => name !== null && of(name).exists(),
    remember: (name: string): void => store.write("current", name),
    /** This device, as claims know it; kept once a claim went through. */
    deviceId: (): string => store.read("device") ?? createUuid(),
    keepDevice: (deviceId: string): void => store.write("device", deviceId),
  };
};
