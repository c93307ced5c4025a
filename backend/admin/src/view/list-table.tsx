import type { ComponentChildren } from "preact";

export type Column<T> = {
  label: string;
  cell: (item: T) => ComponentChildren;
  /** numbers stand at the right; `last` stands beside the name where rows are stacked; `state` is wide, `act` holds a button */
  as?: "number" | "last" | "state" | "act";
  /** says its label before the value where rows are stacked: a value that does not say itself what it is */
  named?: boolean;
};
type Props<T> = {
  label: string;
  columns: Column<T>[];
  items: T[];
  /** whether the first cell holds a link, whose target is the whole row */
  linked?: boolean;
};

const classOf = <T,>({ as }: Column<T>, place: number): string =>
  [place === 0 ? "cell-label" : "", as === "number" || as === "last" ? "number" : "", as ? `cell-${as}` : ""]
    .filter((name) => name !== "")
    .join(" ");

/** The roles are said outright: where rows are stacked, a browser may forget that this is a table. */
export const ListTable = <T extends { id: string | number }>({ label, columns, items, linked = false }: Props<T>) => (
  <table role="table" class={`list stacks ${linked ? "linked" : ""}`} aria-label={label}>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th
            key={column.label}
            role="columnheader"
            scope="col"
            class={column.as && column.as !== "state" ? "number" : ""}
          >
            {column.as === "act" ? <span class="unseen">{column.label}</span> : column.label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {items.map((item) => (
        <tr key={item.id} role="row" class="list-row">
          {columns.map((column, place) => {
            const body = (
              <>
                {column.named && <span class="cell-name">{column.label} </span>}
                {column.cell(item)}
              </>
            );
            return place === 0 ? (
              <th key={column.label} role="rowheader" scope="row" class={classOf(column, place)}>
                {body}
              </th>
            ) : (
              <td key={column.label} role="cell" class={classOf(column, place)}>
                {body}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  </table>
);
