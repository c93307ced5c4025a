import type { enApart } from "./en-apart.ts";
import type { enBeside } from "./en-beside.ts";
import type { enPages } from "./en-pages.ts";
import type { enSignIn } from "./en-sign-in.ts";
import type { enVoice } from "./en-voice.ts";
import type { enYou } from "./en-you.ts";
import type { en } from "./en.ts";

/** The same shape with other words in it: every string that there is in English, no more and no fewer. */
type Words<T> = T extends (...given: infer Given) => string
  ? (...given: Given) => string
  : T extends string
    ? string
    : T extends readonly string[]
      ? readonly string[]
      : { readonly [Key in keyof T]: Words<T[Key]> };

export type PagesWords = Words<typeof enPages>;
/** What a translation brings for the conversation and its pages. */
export type TalkTables = Readonly<{
  panel: Words<typeof en>;
  pages: PagesWords;
  apart: Words<typeof enApart>;
  beside: Words<typeof enBeside>;
}>;
/** What it brings for signing in, and for the page about oneself: in a file of its own, which few people open. */
export type SelfTables = Readonly<{ signIn: Words<typeof enSignIn>; you: Words<typeof enYou> }>;
/** What it brings for speaking and listening, where a site takes recordings. */
export type VoiceTables = Readonly<{ voice: Words<typeof enVoice> }>;
