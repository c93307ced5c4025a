import { spoken } from "./words.ts";

/** Minutes and seconds, such as 1:05, in the digits of the language that is spoken; from seconds. */
export const clock = (seconds: number): string => {
  const whole = Math.floor(seconds);
  const digits = (n: number, minimumIntegerDigits: number): string =>
    new Intl.NumberFormat(spoken.value.tag, { minimumIntegerDigits }).format(n);
  return `${digits(Math.floor(whole / 60), 1)}:${digits(whole % 60, 2)}`;
};
