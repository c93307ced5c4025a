import { plural } from "./plural.ts";

/** Who came in by an invitation, and what they agreed to. */
export const inviteeWords = {
  who: "Who",
  nobody: "Nobody has come in yet",
  gone: "Nobody any more: their data was erased",
  service: "Agreed to the service since",
  research: { yes: "to research since", no: "not to research as of" },
  noConsent: "No consent stands",
  title: "Who came in",
  failed: "Who came in could not be loaded",
  nobodyYet: "Nobody has come in yet.",
  columns: { who: "Person", agreed: "Agreed", cameIn: "Came in" },
  end: (count: number) => `${plural(count, "person", "people")}, that is all.`,
};
