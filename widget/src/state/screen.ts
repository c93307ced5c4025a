import type { Preview, ScenarioView } from "../api/protocol.ts";
import type { Conversation } from "./conversation.ts";
import type { ComeBack } from "./sign-in-trip.ts";

/** What `identity-taken` shows before two accounts become one: what the guest has, and whose account it would join. */
export type BothAccounts = {
  from: { sessions: number; messages: number };
  into: { name: string | null; avatarUrl: string | null; provider: string; account: string; email: string | null };
};

/** By the host site's word, by an account of a provider. */
export type Ways = { site: boolean; account: boolean };

/** What stands over a conversation, which goes on below it. */
export type Over =
  /** `back`: from the provider, where there was no window for it */
  | { name: "you"; back?: ComeBack }
  /** `answer` rejects with why it could not be done */
  | { name: "both"; both: BothAccounts; answer: (yes: boolean) => Promise<void> };

/** What the panel shows. */
export type Screen =
  | { name: "opening" }
  | { name: "invite" }
  | { name: "preview"; token: string; preview: Preview }
  | { name: "choose"; scenarios: ScenarioView[] }
  | { name: "conversation"; conversation: Conversation }
  /** `token`: the invitation that leads back, where one came by it */
  | { name: "lost"; code: string; token: string | null }
  | { name: "refused"; origin: string }
  /** the link itself is wrong */
  | { name: "link"; code: string; detail: string }
  /** the invitation's owner has signed in since: its link alone opens it no more. `ways`: how they come back */
  | { name: "returning"; token: string; ways?: Ways; back?: ComeBack }
  /** the host site names somebody else than whose sign-in this is */
  | { name: "another" }
  /** all of the person's is erased, or goes as soon as what runs has stopped */
  | { name: "gone"; status: string }
  | { name: "trouble"; code: string; detail: string }
  | Over;
export type PageScreen = Exclude<Screen, { name: "opening" | "conversation" }>;
