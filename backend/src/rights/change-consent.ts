import type { AppContext } from "../app-context.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { CONSENT_VERSION } from "../invitations/who-sees-what.ts";
import type { ConsentView } from "../protocol/rights.ts";
import { consentsOf, giveResearch, takeResearchBack } from "./consent-store.ts";
import { erasureFile, rememberErasures } from "./erasure-file.ts";
import { pseudonymOf } from "./pseudonym.ts";

type Whose = { userId: string; invitationId: string };

/** What holds now, in this invitation. */
export const readConsent = async (world: Pick<AppContext, "database">, whose: Whose): Promise<ConsentView> => {
  const rows = await consentsOf(world.database.pool, whose);
  const latest = rows[0];
  const withdrawn = rows.flatMap(({ withdrawnAt }) => withdrawnAt?.toISOString() ?? []).toSorted();
  return {
    service: latest?.service ?? null,
    current: CONSENT_VERSION,
    research: latest !== undefined && latest.research && latest.withdrawnAt === null,
    givenAt: latest?.givenAt.toISOString() ?? null,
    withdrawnAt: withdrawn.at(-1) ?? null,
  };
};

/** Agrees to research in this invitation, or takes it back in all of the person's. Said twice it is said once. */
export const changeConsent = async (
  world: Pick<AppContext, "database" | "keys" | "config" | "logger">,
  whose: Whose,
  research: boolean,
): Promise<ConsentView> => {
  const { pool } = world.database;
  if (research) await retryConflicts(() => giveResearch(pool, whose, CONSENT_VERSION));
  else {
    const lines = await retryConflicts(() =>
      takeResearchBack(pool, whose, (id) => pseudonymOf(world.keys.pseudonym, id)),
    );
    await rememberErasures(erasureFile(world.config), lines).catch((error: unknown) =>
      world.logger.error({ err: error }, "a withdrawal could not be written beside the database"),
    );
  }
  return readConsent(world, whose);
};
