import { type Invocation, UsageError } from "./command-line-arguments.ts";
import { CreateInvitation } from "./protocol/administration.ts";

const numberOf = (text: string | undefined, wrong: string): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}(\.\d+)?$/.test(text)) throw new UsageError(wrong);
  return Number(text);
};
/** What the API says of its fields, said of the options that stand for them. */
const ALLOWED = {
  expiresInDays: "--days takes a number of days, more than 0 and at most 3650",
  maxClaims: "--shared takes a whole number of people, from 1 to 100000",
  label: "--label takes at most 200 characters of text",
  scenarioSlug: "--scenario takes a scenario's slug",
  preset: "--preset takes a preset's name",
  site: "--site takes a site's key",
  externalRef: "--ref takes at most 200 characters of text",
};
const allowedOf = (field: unknown): string | undefined => Object.entries(ALLOWED).find(([name]) => name === field)?.[1];
const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The options of `invite` as the API takes them. @throws UsageError */
export const readInvite = (values: Invocation["values"]): CreateInvitation => {
  const maxClaims = numberOf(values.shared, ALLOWED.maxClaims);
  const request = CreateInvitation.safeParse(
    given({
      label: values.label,
      scenarioSlug: values.scenario,
      preset: values.preset,
      expiresInDays: numberOf(values.days, ALLOWED.expiresInDays),
      claimMode: maxClaims === undefined ? undefined : "SHARED",
      maxClaims,
      site: values.site,
      externalRef: values.ref,
    }),
  );
  if (request.success) return request.data;
  const wrong = request.error.issues.map((issue) => allowedOf(issue.path[0]) ?? issue.message);
  throw new UsageError([...new Set(wrong)].join("; "));
};
