import type { AppContext } from "../app-context.ts";
import type { FigureQuery, UsageFigures } from "../protocol/figures.ts";
import { pendingCount } from "./count-store.ts";
import { facetsOf, knownFacets } from "./facet-store.ts";
import { callsByFacet, callsByTime, happened } from "./figure-store.ts";
import { doseOf, exchangesOf, figuresOf, funnelOf, groupFigures, namesOf, seriesOf } from "./make-figures.ts";
import { daysOf, grainOf, narrowingOf, spanOf, stepsIn } from "./narrow-figures.ts";
import { pricesOf } from "./price-store.ts";

/** The figures of a span, from rollups alone. @throws Problem invalid */
export const readFigures = async (
  { database: { pool } }: Pick<AppContext, "database">,
  query: FigureQuery,
): Promise<UsageFigures> => {
  const span = spanOf(query);
  const grain = grainOf(span);
  const narrowing = narrowingOf(query);
  const by = query.by ?? "scenario";
  const [facets, prices, known, pending] = await Promise.all([
    facetsOf(pool, narrowing),
    pricesOf(pool),
    knownFacets(pool),
    pendingCount(pool),
  ]);
  const asked = { grain, span, facets: facets.map(({ id }) => id), model: query.model };
  const [atTimes, atFacets, events] = await Promise.all([
    callsByTime(pool, asked),
    callsByFacet(pool, asked),
    happened(pool, asked),
  ]);
  const named = by === "site" ? known.sites : by === "scenario" ? known.scenarios : [];
  const labels = new Map<string, string>(named.map(({ id, label }) => [String(id), label]));
  return {
    ...daysOf(span),
    grain,
    pending,
    currency: prices.currency,
    unpriced: [...new Set(atFacets.map(({ model }) => model))].filter((model) => !prices.of.has(model)).toSorted(),
    total: figuresOf(atFacets, prices),
    series: seriesOf(stepsIn(span, grain), atTimes, events, prices),
    by,
    groups: groupFigures(atFacets, by, { facets, labels, prices }),
    funnel: funnelOf(events, narrowing.kind),
    exchanges: exchangesOf(events),
    comments: doseOf(events),
    events: namesOf(events),
  };
};
