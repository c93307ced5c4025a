import type { Pool } from "pg";
import type { Prices } from "./figure-store.ts";

type PriceRow = { model: string; input: number; output: number; currency: string };
/** Prices as staff have set them. Several currencies are not added up: the one of most models counts. */
export const pricesOf = async (pool: Pool): Promise<Prices> => {
  const { rows } = await pool.query<PriceRow>(
    `SELECT model, "inputPerMillion"::float8 AS input, "outputPerMillion"::float8 AS output, currency FROM "ModelPrice"`,
  );
  const many = new Map<string, number>();
  for (const { currency } of rows) many.set(currency, (many.get(currency) ?? 0) + 1);
  const currency = [...many].toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0] ?? null;
  return {
    currency,
    of: new Map(
      rows.filter((row) => row.currency === currency).map(({ model, input, output }) => [model, { input, output }]),
    ),
  };
};
