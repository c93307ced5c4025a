/** The consent that a claim records. A new text is a new version: older ones are asked again. */
export const CONSENT_VERSION = "2026-11-23";

/** What each party can read, as the invitee is told before the first message (rule 12). */
export const whoSeesWhat = (partner: string, siteName: string | null) => ({
  partner: `Only what you say to ${partner}.`,
  coach: "Everything. Writes beside it after your partner's reply.",
  staff: `Everything, asides to the coach too. If someone${siteName ? ` from ${siteName}` : ""} watches live, you are told.`,
  invitee: "Everything. Keep it, take it with you, or end it whenever you like.",
});
