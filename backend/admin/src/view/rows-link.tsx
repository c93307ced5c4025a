import type { ComponentChildren } from "preact";
import { hrefOf, type UsageFilter, type UsageRoute } from "../state/route.ts";
import { formatNumber } from "../text/time.ts";

type Props = {
  count: number;
  rows: NonNullable<UsageRoute["rows"]>;
  filter: UsageFilter;
  /** what the number is of, for who hears the link alone */
  of: string;
  children?: ComponentChildren;
};

/** A number that leads to its rows; nothing leads nowhere. */
export const RowsLink = ({ count, rows, filter, of, children }: Props) =>
  count === 0 ? (
    <>{children ?? formatNumber(0)}</>
  ) : (
    <a class="rows-link" href={hrefOf({ name: "usage", rows, filter })} aria-label={`${formatNumber(count)}: ${of}`}>
      {children ?? formatNumber(count)}
    </a>
  );
