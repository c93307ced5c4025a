import { afterEach, expect, test } from "vitest";
import { locale, setLocale } from "../src/state/locale.ts";
import { clock } from "../src/text/clock.ts";
import { enApart } from "../src/text/en-apart.ts";
import { enBeside } from "../src/text/en-beside.ts";
import { enPages } from "../src/text/en-pages.ts";
import { enSignIn } from "../src/text/en-sign-in.ts";
import { enVoice } from "../src/text/en-voice.ts";
import { enYou } from "../src/text/en-you.ts";
import { en } from "../src/text/en.ts";
import { plural } from "../src/text/format.ts";
import { languages } from "../src/text/languages.ts";
import { launcherText } from "../src/text/en-launcher.ts";
import { launcherWordsIn } from "../src/text/launcher-words.ts";
import { directionOf, LANGUAGES, pickLocale } from "../src/text/pick-language.ts";

const english = {
  panel: en,
  pages: enPages,
  apart: enApart,
  beside: enBeside,
  signIn: enSignIn,
  you: enYou,
  voice: enVoice,
};
const NAMES = Object.keys(languages);

/** Every path to a string or a function, such as `panel.bar.nobody`. */
const pathsOf = (table: object, before = ""): string[] =>
  Object.entries(table).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? pathsOf(value, `${before}${key}.`)
      : [before + key],
  );
const at = (table: object, path: string): unknown =>
  path.split(".").reduce<unknown>((inside, key) => Reflect.get(inside as object, key), table);

const tablesOf = async (name: string): Promise<object> => {
  const files = await Promise.all(Object.values(languages[name] ?? {}).map((fetchFile) => fetchFile()));
  return Object.assign({}, ...files.map(({ tables }) => tables)) as object;
};

afterEach(() => setLocale("en-GB"));

test("six languages, Arabic among them", () => {
  expect(["en", ...NAMES].toSorted()).toEqual(["ar", "de", "en", "es", "fr", "nl"]);
  expect(LANGUAGES.toSorted()).toEqual(["en", ...NAMES].toSorted());
  expect(new Set(LANGUAGES.map((tag) => launcherWordsIn(tag).open)).size).toBe(6);
  expect(launcherWordsIn("en-US")).toBe(launcherText);
});

test.each(NAMES)("%s has every string, none is empty, none was left in English", async (name) => {
  const tables = await tablesOf(name);
  expect(pathsOf(tables).toSorted()).toEqual(pathsOf(english).toSorted());
  const left = pathsOf(tables).filter((path) => {
    const [own, source] = [at(tables, path), at(english, path)];
    if (typeof own !== "string") return false;
    expect(own.trim(), path).not.toBe("");
    // one word may be the same by chance, a sentence is not
    return own === source && own.includes(" ");
  });
  expect(left).toEqual([]);
});

test("functions say what they are given, in the forms of their language", async () => {
  await setLocale("ar");
  const said = [0, 1, 2, 3, 11, 100].map((n) => enApart.quota.warning(n));
  expect(new Set(said).size).toBe(6);
  expect(said[3]).toContain(new Intl.NumberFormat("ar").format(3));
  await setLocale("de-CH");
  expect(en.bar.watching(1)).toBe("1 Person schaut zu");
  expect(en.bar.watching(2)).toBe("2 Personen schauen zu");
  expect(en.composer.tooLong(1234)).toContain(new Intl.NumberFormat("de-CH").format(1234));
});

test("words are read in the language that is spoken, also through a part of a table", async () => {
  const { ask } = enBeside;
  expect(ask.send).toBe("Ask");
  await setLocale("nl");
  expect(locale.value).toBe("nl");
  expect(ask.send).toBe("Vragen");
  expect(enSignIn.cancel).toBe("Annuleren");
  expect(enYou.erase.going).toHaveLength(3);
  expect(enVoice.listen.play).toBe("Beluisteren");
  await setLocale("en");
  expect(ask.send).toBe("Ask");
});

test("of two that are asked for at once the later one is spoken", async () => {
  await Promise.all([setLocale("fr"), setLocale("es")]);
  expect(locale.value).toBe("es");
  expect(en.composer.send).toBe("Enviar");
});

test("what is no language here is passed over", async () => {
  await setLocale("fr-CA");
  await setLocale("tlh");
  await setLocale("not a tag");
  expect(locale.value).toBe("fr-CA");
});

test.each([
  [[null, "pl", "de-AT"], "de-AT"],
  [["", undefined, "en-US"], "en-US"],
  [["en"], "en-GB"],
  [["x", "123", "zh-Hans"], "en-GB"],
  [["AR-eg", "de"], "ar-EG"],
])("of %j it is %s", (tags, picked) => {
  expect(pickLocale(tags)).toBe(picked);
});

test("Arabic runs from the right", () => {
  expect([directionOf("ar-EG"), directionOf("de")]).toEqual(["rtl", "ltr"]);
});

test("a time in the digits of its language", async () => {
  expect([clock(5.9), clock(65), clock(600)]).toEqual(["0:05", "1:05", "10:00"]);
  await setLocale("ar-EG");
  expect(enVoice.recording(clock(5), clock(60))).toBe("٠:٠٥ من ١:٠٠");
});

test("a number of its own kind", async () => {
  await setLocale("de");
  expect(plural(1, { one: "# Tag", other: "# Tage" })).toBe("1 Tag");
  expect(plural(1_000, { one: "# Tag", other: "# Tage" })).toBe("1.000 Tage");
});
