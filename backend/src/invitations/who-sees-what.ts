/** The consent that a claim records. A new text is a new version: older ones are asked again. */
export const CONSENT_VERSION = "2026-11-23";

/** What each party can read, as the invitee is told before the first message (rule 12). */
export const whoSeesWhat = (siteName: string | null) => ({
  partner: "Only what you say in the scene.",
  coach: "Everything. Writes beside your words after each reply.",
  staff: `Everything. If someone${siteName ? ` from ${siteName}` : ""} watches live, you are told.`,
  invitee: "Everything. Keep it, take it with you, or end it whenever you like.",
});
