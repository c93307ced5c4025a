import { createLogin, type Login } from "../api/login.ts";
import type { Tokens } from "../api/protocol.ts";
import { createUuid, nameOfInvitation, type BrowserStore } from "./browser-store.ts";

/** What the server takes as a token, or as the name of a device: something else was not kept by us, and is as good as nothing. */
const KEPT = /^[!-~]{1,200}$/;
/** The sign-ins that this browser keeps, one for each invitation, and which of them was used last. */
export const createKeptLogins = (
  site: string,
  store: BrowserStore,
  refresh: (refreshToken: string) => Promise<Tokens>,
) => {
  const kept = (name: string): string | null => KEPT.exec(store.read(name) ?? "")?.[0] ?? null;
  const of = (name: string): Login =>
    createLogin(
      `sidecoach:${site}:${name}`,
      {
        read: () => kept(`login:${name}`),
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
    /** the session that this sign-in goes on with, as far as this browser knows: null where none is under way */
    lastIn: (name: string): number | null => Number(store.read(`in:${name}`)) || null,
    keepLastIn: (name: string, sessionId: number | null): void =>
      sessionId === null ? store.forget(`in:${name}`) : store.write(`in:${name}`, String(sessionId)),
    /** This browser is signed out of it. It remains the one used last, so that a way back in is offered. */
    forget: (name: string): void => {
      store.forget(`login:${name}`);
      store.forget(`in:${name}`);
    },
    /** This device, as claims know it; kept once a claim went through. */
    deviceId: (): string => kept("device") ?? createUuid(),
    keepDevice: (deviceId: string): void => store.write("device", deviceId),
  };
};
export type KeptLogins = ReturnType<typeof createKeptLogins>;
