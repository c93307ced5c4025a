/** Words that carry no subject: what is left of a sentence without them is what it is about. */
const EMPTY = new Set(
  `a about after again ah all also always am an and any anything are as at back be because been before being but by came can cannot
  come could did do does doing done down dont even ever every everything few for from get gets give given go going gone got had has
  have he hello hey hi her here hers him his how i if in into is isn it its just keep kind know last let like little long look lot
  made make many may maybe me mean might mine more most much must my need never no nobody not nothing now of off oh ok okay on once
  one only or other our out over own please put quite rather really right said same saw say says see seem she should since so some
  somebody someone something sorry still such sure take tell than thank thanks that the their them then there these they thing things
  think this those though time to told too under until up us use very want wanted was way we well were what when where which while
  who whom why will with without would yeah yes yet you your yours yourself ll ve re d s t m im ive id youre dont cant wont didnt
  doesnt isnt wasnt thats whats going gonna wanna`.split(/\s+/),
);

/** A crude stem, so that "coughs" and "coughing" meet. */
const stem = (word: string): string => (word.length > 4 ? word.replace(/(?:ing|edly|ed|es|ly|s)$/, "") : word);

/** Stems of the words that say what a text is about. */
export const subjectWords = (text: string): Set<string> => {
  const words =
    text
      .toLowerCase()
      .replace(/[’‘]/g, "'")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.filter((word) => word.length > 1 && !EMPTY.has(word)).map(stem));
};

export const isEmptyWord = (word: string): boolean => EMPTY.has(word.toLowerCase().replace(/['’].*$/, ""));

export const countShared = (some: Set<string>, others: Set<string>): number => {
  let shared = 0;
  for (const word of some) if (others.has(word)) shared++;
  return shared;
};

export const countWords = (text: string): number => text.split(/\s+/).filter(Boolean).length;
export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
