import { spoken } from "./words.ts";

/** Words by how many there are; `#` stands for the number as it is written there. */
export type Forms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;

const tag = (): string => spoken.value.tag;

/** Words and number by the rules of the language that is spoken, such as the six forms of Arabic. */
export const plural = (n: number, forms: Forms): string =>
  (forms[new Intl.PluralRules(tag()).select(n)] ?? forms.other).replace("#", new Intl.NumberFormat(tag()).format(n));

const format = (iso: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(tag(), options).format(new Date(iso));
/** such as “23 November” */
export const day = (iso: string): string => format(iso, { day: "numeric", month: "long" });
/** such as “23 November 2026” */
export const dayOfYear = (iso: string): string => format(iso, { day: "numeric", month: "long", year: "numeric" });
/** whole minutes to wait, one at least; from seconds */
export const minutesOf = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));
export const time = (iso: string): string => format(iso, { hour: "2-digit", minute: "2-digit" });
export const moment = (iso: string): string =>
  format(iso, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
