import { createHash } from "node:crypto";
import type { Turn } from "../model/language-model.ts";

/** A turn, and the stored messages whose words are in it: what the call saw. */
export type ContextTurn = Turn & { messageIds: number[] };
export type ModelContext = { system: string; turns: ContextTurn[] };

export const messageIdsOf = (context: ModelContext): number[] => context.turns.flatMap((turn) => turn.messageIds);

/** SHA-256 over the model, the system prompt and the turns as they were sent. */
export const promptHash = (model: string, context: ModelContext): string =>
  createHash("sha256")
    .update(JSON.stringify([model, context.system, context.turns.map(({ role, text }) => [role, text])]))
    .digest("hex");
