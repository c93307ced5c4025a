import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { Trial, TryScenario } from "../protocol/scenarios.ts";
import { noScenario } from "./change-scenario.ts";
import { makeTrial, type MadeTrial } from "./make-trial.ts";

const EXCHANGES = 10;

/** The page of this server that has the widget with that trial in it. */
export const trialView = ({ invitationId, token, expiresAt, exchanges }: MadeTrial): Trial => ({
  invitationId,
  page: `/admin/try#invitation=${token}`,
  expiresAt: expiresAt.toISOString(),
  exchanges,
});

const siteFor = async (world: AppContext, key: string | undefined): Promise<string | null> => {
  if (key === undefined) return null;
  const site = (await world.siteStore.sites()).find((one) => one.key === key);
  if (site) return site.id;
  const detail = `There is no site with the key ${key}.`;
  throw new Problem("invalid", detail, { errors: [{ pointer: "/site", detail }] });
};

/** The draft as it is now, or a published version, to be talked with in the real widget. @throws Problem not-found, invalid */
export const tryScenario = async (
  world: AppContext,
  scenarioId: number,
  { version, site }: TryScenario,
  staffId: string,
): Promise<Trial> => {
  const siteId = await siteFor(world, site);
  const versionId =
    version === undefined
      ? await world.scenarioDraftStore.keepForTrial(scenarioId)
      : ((await world.scenarioDraftStore.version(scenarioId, version))?.id ?? null);
  if (versionId === null) throw noScenario();
  const trial = await makeTrial(world, {
    version: await world.conversationStore.version(versionId),
    exchanges: EXCHANGES,
    siteId,
    simulated: false,
    createdById: staffId,
    act: {
      action: "scenario.try",
      subject: String(scenarioId),
      detail: version === undefined ? {} : { version },
    },
  });
  return trialView(trial);
};

/** A site's widget with its name and its looks, on the simulator: what it looks like costs nothing. @throws Problem not-found */
export const trySite = async (world: AppContext, siteId: string, staffId: string): Promise<Trial> => {
  const site = (await world.siteStore.sites()).find(({ id }) => id === siteId);
  if (!site) throw new Problem("not-found", "There is no such site.");
  const [version] = await world.conversationStore.newestVersions(null);
  if (!version) throw new Problem("wrong-step", "Publish a scenario first: the widget has nothing to show.");
  const trial = await makeTrial(world, {
    version,
    exchanges: EXCHANGES,
    siteId,
    simulated: true,
    createdById: staffId,
    act: { action: "site.try", subject: siteId, detail: {} },
  });
  return trialView(trial);
};
