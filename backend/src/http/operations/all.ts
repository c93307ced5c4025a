import { CONVERSATION } from "./conversation.ts";
import { ENTRY } from "./entry.ts";
import { RIGHTS } from "./rights.ts";
import { SIGN_IN } from "./sign-in.ts";
import { STAFF_FIGURES } from "./staff-figures.ts";
import { STAFF_INVITATIONS } from "./staff-invitations.ts";
import { STAFF_OBSERVATION } from "./staff-observation.ts";
import { STAFF_PEOPLE } from "./staff-people.ts";
import { STAFF_PRESETS } from "./staff-presets.ts";
import { STAFF_SCENARIOS } from "./staff-scenarios.ts";
import { STAFF_SITES } from "./staff-sites.ts";
import type { Operation } from "./operation.ts";

/** Every operation of the wire. A test compares it with the routes that the app really has. */
export const OPERATIONS: Operation[] = [
  ...ENTRY,
  ...CONVERSATION,
  ...RIGHTS,
  ...SIGN_IN,
  ...STAFF_INVITATIONS,
  ...STAFF_OBSERVATION,
  ...STAFF_SCENARIOS,
  ...STAFF_PRESETS,
  ...STAFF_SITES,
  ...STAFF_PEOPLE,
  ...STAFF_FIGURES,
];
