import { createSitePage, type SitePage } from "../state/site-page.ts";
import { hrefOf, SITES } from "../state/route.ts";
import type { StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { SiteEmbed } from "./site-embed.tsx";
import { SiteHelp } from "./site-help.tsx";
import { SiteKeys } from "./site-keys.tsx";
import { SiteMail } from "./site-mail.tsx";
import { SiteLooks } from "./site-looks.tsx";
import { SiteOrigins } from "./site-origins.tsx";
import { SitePeople } from "./site-people.tsx";
import { SitePreview } from "./site-preview.tsx";
import { SiteReturns } from "./site-returns.tsx";
import { SiteSettings } from "./site-settings.tsx";
import { SiteVoice } from "./site-voice.tsx";

const words = text.sites;
const crumb = { href: hrefOf(SITES), label: words.title };

const Facts = ({ site }: { site: StaffSite }) => (
  <dl class="facts" aria-label={text.invitation.facts}>
    <div>
      <dt>{words.fact.page}</dt>
      <dd class="address">
        <a href={site.pageUrl} target="_blank" rel="noreferrer">
          {site.pageUrl}
        </a>
      </dd>
    </div>
    <div>
      <dt>{words.fact.key}</dt>
      <dd class="mono">{site.key}</dd>
    </div>
    <div>
      <dt>{words.fact.people}</dt>
      <dd>{site.requireKnownPeople ? words.known : words.anyone}</dd>
    </div>
    <div>
      <dt>{words.fact.origins}</dt>
      <dd>{formatNumber(site.origins.length)}</dd>
    </div>
  </dl>
);

const Shown = ({ page, site }: { page: SitePage; site: StaffSite }) => {
  const part = { page, site, admin: useMe().role === "ADMIN" };
  return (
    <Page
      title={site.name}
      crumb={crumb}
      beside={
        <>
          {!site.isActive && <span class="tag">{words.inactive}</span>}
          {site.testMode && <span class="tag">{words.settings.testMode}</span>}
        </>
      }
    >
      <Facts site={site} />
      <div class="with-rail">
        <div class="sections">
          <SiteEmbed site={site} />
          <SitePreview page={page} />
          <SiteSettings {...part} />
          <SiteLooks {...part} />
          <SiteHelp {...part} />
          <SitePeople {...part} />
          <SiteVoice {...part} />
          <SiteMail site={site} />
          <SiteKeys {...part} />
          <SiteReturns {...part} />
        </div>
        <aside class="rail">
          <SiteOrigins {...part} />
        </aside>
      </div>
    </Page>
  );
};

/** One place that embeds the widget: its snippet, who is let in, and the keys by which it says who somebody is. */
export const Site = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const page = useModel(() => createSitePage(api, id), id);
  const loaded = page.site.value;
  if (loaded.at === "ready" && loaded.value !== null) return <Shown page={page} site={loaded.value} />;
  const gone = loaded.at === "ready";
  return (
    <Page title={gone ? words.notFound : words.loadingTitle} crumb={crumb}>
      <Loaded remote={loaded} rows={6} failed={words.siteFailed} onRetry={() => void page.load()}>
        {() => (
          <EmptyPanel>
            <p>{words.notFoundDetail}</p>
            <a class="button" href={crumb.href}>
              {words.toList}
            </a>
          </EmptyPanel>
        )}
      </Loaded>
    </Page>
  );
};
