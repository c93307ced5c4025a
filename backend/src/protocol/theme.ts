import { z } from "zod";

/** Colours of the widget that a site may have its own of: the tokens of docs/theming.md. */
export const THEME_TOKENS = [
  "--sc-paper",
  "--sc-raised",
  "--sc-ink",
  "--sc-ink-soft",
  "--sc-line",
  "--sc-edge",
  "--sc-act",
  "--sc-act-ink",
  "--sc-mine",
  "--sc-coach",
  "--sc-coach-paper",
  "--sc-warn",
] as const;

/** `#rrggbb`, and nothing else that a style sheet would take: it goes into pages that are not ours. */
export const Colour = z.string().regex(/^#[0-9a-f]{6}$/, { error: "must be a colour such as #0e6355" });
/** For each token that is set: its colour in the light and in the dark theme. */
export const Theme = z.partialRecord(z.enum(THEME_TOKENS), z.strictObject({ light: Colour, dark: Colour }));
export type Theme = z.infer<typeof Theme>;
