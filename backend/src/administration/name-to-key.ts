import type { CreateInvitation } from "../protocol/administration.ts";
import type { Offer } from "./choose-terms.ts";

type Named = { key: string; title: string };
type NamedField = "scenarioSlug" | "preset" | "site";

const alike = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** What can be named in a row, by its key and by its title on the screen. */
export const namedIn = ({ scenarios, presets, sites }: Offer): Record<NamedField, Named[]> => ({
  scenarioSlug: scenarios.map(({ slug, name }) => ({ key: slug, title: name })),
  preset: presets.map(({ name, label }) => ({ key: name, title: label })),
  site: sites.map(({ key, name }) => ({ key, title: name })),
});
export const spellNamed = ({ key, title }: Named): string => (alike(key, title) ? key : `${title} (${key})`);

/**
 * People write what they read on the screen: a title stands for its key, in capitals or not. What is a key is that, and what is
 * neither is left as it was written.
 * @returns the request by keys, and the titles that several things have
 */
export const nameToKey = (
  offer: Offer,
  request: CreateInvitation,
): { request: CreateInvitation; ambiguous: { field: NamedField; keys: string[] }[] } => {
  const ambiguous: { field: NamedField; keys: string[] }[] = [];
  const keys: Partial<Record<NamedField, string>> = {};
  for (const [field, named] of Object.entries(namedIn(offer)) as [NamedField, Named[]][]) {
    const said = request[field];
    if (said === undefined || named.some(({ key }) => key === said)) continue;
    const byKey = named.filter(({ key }) => alike(key, said));
    const found = byKey.length > 0 ? byKey : named.filter(({ title }) => alike(title, said));
    const [first] = found;
    if (found.length > 1) ambiguous.push({ field, keys: found.map(({ key }) => key) });
    else if (first) keys[field] = first.key;
  }
  return { request: { ...request, ...keys }, ambiguous };
};
