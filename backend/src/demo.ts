import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createInvitation } from "./administration/create-invitation.ts";
import { findWaiting } from "./administration/waiting-invitation-store.ts";
import type { AppContext } from "./app-context.ts";
import { createSignInLink } from "./identity/sign-in-staff.ts";
import { linksOf } from "./invitations/invitation-link.ts";
import { projectRoot } from "./project-root.ts";

/** Public, as every site key is: it stands in the demo site's script tag. */
const DEMO_SITE_KEY = "demo";

type DemoSiteModule = {
  PRACTICE_PATH: string;
  SITE_NAME: string;
  HELP_CONTACTS: { name: string; detail: string; href?: string }[];
  serveDemoSite: (options: {
    port: number;
    host?: string;
    apiUrl: string;
    siteKey: string;
  }) => Promise<{ url: string; close: () => Promise<void> }>;
};

export type Demo = { demoUrl: string; consoleUrl: string; token: string; close: () => Promise<void> };

/**
 * An invitation that nobody has taken: the one of the last start while it waits still, so that starts fill neither the list nor its
 * figures; else a new one.
 */
export const demoInvitation = async (world: AppContext): Promise<{ link: string; token: string }> => {
  const createdById = await world.identityStore.commandLineUser();
  const demo = { label: "Demo", scenarioSlug: "the-heating-is-off", site: DEMO_SITE_KEY };
  const waiting = await findWaiting(world.database.pool, { ...demo, createdById });
  const [told] = await linksOf(world, waiting ? [waiting] : []);
  return told ?? createInvitation(world, createdById, demo, null);
};

/** What a newcomer needs at the first start: the demo site on its own origin, an invitation to take, a way into the console. */
export const openDemo = async (world: AppContext): Promise<Demo> => {
  const module = (await import(pathToFileURL(join(projectRoot(), "demo-site", "serve.mjs")).href)) as DemoSiteModule;
  const site = await module.serveDemoSite({
    port: world.config.demoPort,
    host: world.config.host,
    apiUrl: world.publicUrl(),
    siteKey: DEMO_SITE_KEY,
  });
  const { port, origin } = new URL(site.url);
  const origins = [origin, `http://localhost:${port}`, `http://127.0.0.1:${port}`];
  await world.siteStore.keepDemoSite({
    key: DEMO_SITE_KEY,
    name: module.SITE_NAME,
    pageUrl: `${origin}${module.PRACTICE_PATH}`,
    origins: [...new Set(origins)],
    helpContacts: module.HELP_CONTACTS,
    voice: true,
  });
  const owner = await world.identityStore.ensureOwner();
  const invitation = await demoInvitation(world);
  const { port: apiPort } = new URL(world.publicUrl());
  return {
    demoUrl: invitation.link,
    consoleUrl: await createSignInLink(world, owner, `http://localhost:${apiPort}/admin`),
    token: invitation.token,
    close: site.close,
  };
};
