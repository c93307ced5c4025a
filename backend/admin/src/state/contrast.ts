import type { Theme } from "./types.ts";

export type Token = keyof Theme;
export type Shade = "light" | "dark";
type Colours = Record<Token, { light: string; dark: string }>;

/** What the widget has where a site says nothing: the tokens of docs/theming.md. */
export const DEFAULTS: Colours = {
  "--sc-paper": { light: "#fbfaf7", dark: "#171615" },
  "--sc-raised": { light: "#ffffff", dark: "#1f1e1c" },
  "--sc-ink": { light: "#1d1c1a", dark: "#ece9e3" },
  "--sc-ink-soft": { light: "#5f5b54", dark: "#a8a297" },
  "--sc-line": { light: "#e4e0d8", dark: "#35322e" },
  "--sc-edge": { light: "#8b867c", dark: "#77726a" },
  "--sc-act": { light: "#0e6355", dark: "#63c7b2" },
  "--sc-act-ink": { light: "#ffffff", dark: "#0b211d" },
  "--sc-mine": { light: "#e9f1ee", dark: "#22322e" },
  "--sc-coach": { light: "#9a5b13", dark: "#e0a458" },
  "--sc-coach-paper": { light: "#fbf3e4", dark: "#2a2318" },
  "--sc-warn": { light: "#8a5a00", dark: "#e6b450" },
};
export const TOKENS = Object.keys(DEFAULTS) as Token[];

/** What stands on what, and how far they have to be apart (WCAG 2.2: text 1.4.3, controls 1.4.11). */
const PAIRS: { on: Token; under: Token; least: number }[] = [
  ...(["--sc-ink", "--sc-ink-soft"] as const).flatMap((on) =>
    (["--sc-paper", "--sc-raised", "--sc-mine"] as const).map((under) => ({ on, under, least: 4.5 })),
  ),
  { on: "--sc-act-ink", under: "--sc-act", least: 4.5 },
  { on: "--sc-act", under: "--sc-raised", least: 4.5 },
  ...(["--sc-coach", "--sc-warn"] as const).flatMap((on) =>
    (["--sc-raised", "--sc-coach-paper"] as const).map((under) => ({ on, under, least: 4.5 })),
  ),
  { on: "--sc-edge", under: "--sc-raised", least: 3 },
];

/** Relative luminance of `#rrggbb` (WCAG 2.2, 0 to 1). */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
/** From 1 (the same) to 21 (black on white). */
export const contrast = (one: string, other: string): number => {
  const [bright = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
};

export type TooClose = { on: Token; under: Token; shade: Shade; ratio: number; least: number };
/** Pairs of a theme that are too close to be read, in either shade. */
export const tooClose = (theme: Theme): TooClose[] => {
  const colours = { ...DEFAULTS, ...theme };
  return (["light", "dark"] as const).flatMap((shade) =>
    PAIRS.flatMap(({ on, under, least }) => {
      const ratio = contrast(colours[on][shade], colours[under][shade]);
      return ratio < least ? [{ on, under, shade, ratio, least }] : [];
    }),
  );
};

/** The theme as a host page's own style sheet would say it: from the first moment on, the launcher included. */
export const themeRule = (theme: Theme): string => {
  const lines = TOKENS.flatMap((token) => {
    const colour = theme[token];
    return colour === undefined ? [] : [`  ${token}: light-dark(${colour.light}, ${colour.dark});`];
  });
  return lines.length === 0 ? "" : `sidecoach-widget {\n${lines.join("\n")}\n}`;
};
