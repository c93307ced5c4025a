/** What somebody agreed to for one invitation, the newest word on it. */
export type StandingConsent = {
  userId: string;
  invitationId: string;
  service: string;
  research: boolean;
  createdAt: Date;
  withdrawnAt: Date | null;
};

const allowsResearch = (consent: StandingConsent): boolean => consent.research && consent.withdrawnAt === null;
/**
 * A word on research is a yes, or a yes taken back. A box left alone allows nothing in its own invitation, where its row stays,
 * and says nothing about any other.
 */
const isWord = (consent: StandingConsent): boolean => consent.research || consent.withdrawnAt !== null;
/** A person's newest word, on whichever invitation; null where they never said one. */
const latestOf = (consents: readonly StandingConsent[], userId: string): StandingConsent | null =>
  consents
    .filter((consent) => consent.userId === userId && isWord(consent))
    .reduce<StandingConsent | null>(
      (newest, each) => (newest && newest.createdAt >= each.createdAt ? newest : each),
      null,
    );

/**
 * Two become one, and the more restrictive word holds: where either has last taken research back, it is no longer allowed for
 * anything of theirs. They can allow it again. Who never said a word restricts nothing.
 * @returns the consents in whose place a stricter one has to be given
 */
export const consentsToRestrict = (
  consents: readonly StandingConsent[],
  { sourceId, targetId }: { sourceId: string; targetId: string },
): StandingConsent[] => {
  const words = [latestOf(consents, sourceId), latestOf(consents, targetId)];
  if (words.some((word) => word === null) || words.every((word) => word && allowsResearch(word))) return [];
  return consents.filter(allowsResearch);
};
