import type { Standing } from "./fold-history.ts";
import type { Persona } from "./persona.ts";
import type { Mood } from "./reply-phrases.ts";
import type { Random } from "./seeded-random.ts";

/** What the partner answers from: who they are, where the talk stands, the newest message, and all they have said. */
export type Scene = { persona: Persona; standing: Standing; message: string; said: string[]; random: Random };

export const moodOf = ({ tension, trust }: Standing): Mood => (tension < 4.2 && trust > 3.2 ? "warm" : "guarded");
