/** What a message can do to the partner, as the simulator reads it. */
type HostileAct = "insult" | "threat" | "accusation" | "dismissal" | "demand";
export type ActKind =
  | HostileAct
  | "yes-but"
  | "apology"
  | "reflection"
  | "validation"
  | "i-statement"
  | "offer"
  | "proposal"
  | "recap"
  | "open-question"
  | "closed-question"
  | "thanks"
  | "agreement"
  | "refusal"
  | "greeting"
  | "farewell"
  | "statement"
  | "off-topic"
  | "gibberish"
  | "other-language";
