import { later } from "./later.ts";

// Beside lazy.tsx, not in it: the later parts need this one, and what they share with the panel has to stay in the panel's file.
/** What gives words their shape; fetched while the session is. */
export const markdown = later(() => import("./render-markdown.ts"));
