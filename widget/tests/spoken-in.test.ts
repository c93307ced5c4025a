import { signal } from "@preact/signals";
import { afterEach, expect, test } from "vitest";
import { setLocale } from "../src/state/locale.ts";
import type { SessionState } from "../src/state/session-state.ts";
import { spokenIn } from "../src/state/spoken-in.ts";

afterEach(() => setLocale("en-GB"));

const inSession = (locale: string | null) => ({
  state: signal({ session: { locale } } as SessionState),
});

test("what is said is taken for the session's language, whatever the screen's is; without one, for the screen's", async () => {
  await setLocale("de");
  expect(spokenIn(inSession("fr"))).toBe("fr");
  expect(spokenIn(inSession(null))).toBe("de");
  expect(spokenIn({ state: signal(null) })).toBe("de");
});
