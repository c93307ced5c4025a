import { useEffect } from "preact/hooks";
import { createRemote, valueOf } from "../state/remote.ts";
import type { UsageRoute } from "../state/route.ts";
import type { UsageFigures } from "../state/types.ts";
import { askedFor } from "../state/usage-page.ts";
import { text } from "../text/en.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { UsageChart } from "./usage-chart.tsx";
import { simulatedHref, UsageFilters } from "./usage-filters.tsx";
import { CoachDose, Funnel, Groups, Told, UsageTotals } from "./usage-parts.tsx";

const words = text.usagePage;

const isEmpty = ({ total, funnel, events }: UsageFigures): boolean =>
  total.calls === 0 && events.length === 0 && funnel.every(({ count }) => count === 0);

/** What happened in a span of days, and what it cost. */
export const Usage = ({ route }: { route: UsageRoute }) => {
  const { api } = useConsole();
  const me = useMe();
  const asked = askedFor(route.filter);
  const facets = useModel(() => createRemote(() => api.readFacets()), "facets");
  const figures = useModel(() => createRemote(() => api.readUsage(asked)), JSON.stringify(asked));
  useEffect(() => void facets.load(), [facets]);
  useEffect(() => void figures.load(), [figures]);
  const shown = valueOf(figures.state.value);
  return (
    <Page title={words.title} sub={words.sub}>
      <UsageFilters route={route} facets={valueOf(facets.state.value)} />
      {shown !== null && shown.pending > 0 && (
        <p class="small soft" role="status">
          {words.pending(shown.pending)}
        </p>
      )}
      <Loaded remote={figures.state.value} rows={8} failed={words.failed} onRetry={() => void figures.load()}>
        {(value) =>
          isEmpty(value) ? (
            <EmptyPanel title={words.emptyTitle}>
              <p>{words.empty}</p>
              {route.filter.kind === undefined && (
                <a class="button" href={simulatedHref(route)}>
                  {words.showSimulated}
                </a>
              )}
            </EmptyPanel>
          ) : (
            <>
              {me.simulated && route.filter.kind === undefined && value.total.calls === 0 && (
                <p class="notice">
                  {words.countedApart} <a href={simulatedHref(route)}>{words.showSimulated}</a>
                </p>
              )}
              <UsageTotals route={route} figures={value} />
              <Funnel route={route} figures={value} />
              <UsageChart route={route} figures={value} />
              <Groups route={route} figures={value} />
              <CoachDose route={route} figures={value} />
              <Told route={route} figures={value} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
};
