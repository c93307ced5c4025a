// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from "vitest";
import { keepTrip, takeTrip, type Trip } from "../src/state/sign-in-trip.ts";
import { claimed, enter, invitation, TOKEN } from "./open-visit.ts";
import { session } from "./samples.ts";

const trip: Trip = { id: "s1", verifier: "v".repeat(43), provider: "google", name: "n1" };
const byLink: Trip = { id: "s1", verifier: "v".repeat(43), provider: "google", invitationToken: TOKEN, deviceId: "d1" };
beforeEach(() => sessionStorage.clear());

describe("a trip to the provider", () => {
  test("is found again by what stands in the address, once", () => {
    keepTrip("lab", trip);
    expect(takeTrip("lab", "s1.CODE")).toEqual({ trip, code: "CODE" });
    expect(takeTrip("lab", "s1.CODE")).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });

  test("that failed comes back without a code", () => {
    keepTrip("lab", byLink);
    expect(takeTrip("lab", "s1")).toEqual({ trip: byLink, code: null });
  });

  test("that somebody else began is nobody's, and the own one stays", () => {
    keepTrip("lab", trip);
    expect(takeTrip("lab", "s2.CODE")).toBeNull();
    expect(takeTrip("other", "s1.CODE")).toBeNull();
    expect(takeTrip("lab", "s1.CODE")).not.toBeNull();
  });

  test.each(["", "{", "null", '{"id":"s1"}', JSON.stringify({ ...trip, name: 3 })])("kept as %s is none", (kept) => {
    sessionStorage.setItem("sidecoach:lab:trip", kept);
    expect(takeTrip("lab", "s1.CODE")).toBeNull();
  });

  test("cannot be begun where nothing is kept", () => {
    vi.stubGlobal("sessionStorage", {
      setItem: () => {
        throw new Error("blocked");
      },
    });
    expect(keepTrip("lab", trip)).toBe(false);
    vi.unstubAllGlobals();
  });
});

describe("back from the provider", () => {
  test("goes on where one was, with the page about oneself over it", async () => {
    const { storage } = await claimed();
    const name = storage.getItem("sidecoach:lab:current") ?? "";
    keepTrip("lab", { ...trip, name });
    const sessions = [session({ id: 3 })];
    const { visit, calls } = enter({ "GET /v1/me": () => ({ user: {}, invitation, sessions }) }, storage);
    await visit.comeBack("s1.CODE", null);
    expect(visit.screen.value).toMatchObject({ name: "conversation", conversation: { sessionId: 3 } });
    expect(visit.over.value).toEqual({ name: "you", back: { trip: { ...trip, name }, code: "CODE" } });
    expect(calls).not.toContain("POST /v1/invitations/preview");
    visit.dispose();
  });

  test("to an invitation that one returns to, goes on there, without a sign-in of any kind", async () => {
    keepTrip("lab", byLink);
    const { visit, calls } = enter();
    await visit.comeBack("s1.CODE", null);
    expect(visit.screen.value).toEqual({ name: "returning", token: TOKEN, back: { trip: byLink, code: "CODE" } });
    expect(calls).toEqual([]);
  });

  test("with a code of somebody else's, opens as if there were none", async () => {
    const { visit } = enter();
    await visit.comeBack("s1.CODE", TOKEN);
    expect(visit.screen.value).toMatchObject({ name: "preview", token: TOKEN });
    expect(visit.over.value).toBeNull();
  });

  test("with a sign-in that has ended meanwhile says that", async () => {
    keepTrip("lab", trip);
    const { visit } = enter();
    await visit.comeBack("s1.CODE", null);
    expect(visit.screen.value).toMatchObject({ name: "lost" });
    expect(visit.over.value).toBeNull();
  });
});
