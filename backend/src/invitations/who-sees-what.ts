/** The consent that a claim records. A new text is a new version: older ones are asked again. */
export const CONSENT_VERSION = "2026-11-24";

/** What each party can read, as the invitee is told before the first message (rule 12). */
export const WHO_SEES_WHAT = {
  partner: "Only what you say in the scene.",
  coach: "Everything that is said. Writes beside your words after each reply.",
  staff: "Everything that is said, whenever they look. They may write notes about it.",
  invitee: "Everything that is said, and not staff’s notes. Keep it, take it with you, or end it whenever you like.",
};
