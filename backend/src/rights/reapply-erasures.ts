import { erasePerson, type ErasureWorld, finishErasure } from "./erase-person.ts";
import { withdrawResearch } from "./consent-store.ts";
import { erasureFile, type ErasureLine, readErasures, rememberErasures } from "./erasure-file.ts";
import { erasureRows, type ErasureRow, everyUser, noteErasures } from "./erasure-store.ts";
import { pseudonymOf } from "./pseudonym.ts";

/** Milliseconds that one unfinished erasure may take of a turn. */
const PATIENCE_MS = 2_000;

type Wishes = { erased: Set<string>; unfinished: Set<string>; withdrawnAt: Map<string, string> };

/** What is to hold, from the database and the file together. Pure. */
export const wishesOf = (rows: readonly ErasureRow[], lines: readonly ErasureLine[]): Wishes => {
  const wishes: Wishes = { erased: new Set(), unfinished: new Set(), withdrawnAt: new Map() };
  for (const row of [...rows, ...lines]) {
    if (row.kind === "erasure") wishes.erased.add(row.pseudonym);
    else if (row.at > (wishes.withdrawnAt.get(row.pseudonym) ?? "")) wishes.withdrawnAt.set(row.pseudonym, row.at);
  }
  for (const { pseudonym, kind, finished } of rows)
    if (kind === "erasure" && !finished) wishes.unfinished.add(pseudonym);
  return wishes;
};

const nameOf = ({ pseudonym, kind, at }: ErasureLine): string => `${pseudonym} ${kind} ${at}`;
/** Those of `lines` that `known` has not. */
const missingIn = (known: readonly ErasureLine[], lines: readonly ErasureLine[]): ErasureLine[] => {
  const names = new Set(known.map(nameOf));
  return lines.filter((line) => !names.has(nameOf(line)));
};

/**
 * Makes the database what people have asked for, whatever backup it came from: erases again, withdraws again, finishes what was
 * begun. Database and file learn from each other, so every server's file knows of the erasures of all of them.
 * @returns how many people were erased again or at last (a guest merged into one counts, too), and how many withdrawals held again
 */
export const reapplyErasures = async (world: ErasureWorld): Promise<{ erased: number; withdrawn: number }> => {
  const { pool } = world.database;
  const file = erasureFile(world.config);
  const [rows, lines] = [await erasureRows(pool), await readErasures(file)];
  const done = { erased: 0, withdrawn: 0 };
  const wishes = wishesOf(rows, lines);
  if (wishes.erased.size + wishes.withdrawnAt.size === 0) return done;
  await keepInFile(world, rows, lines);
  for await (const users of everyUser(pool))
    for (const { id, erased } of users) {
      const pseudonym = pseudonymOf(world.keys.pseudonym, id);
      const isWished = wishes.erased.has(pseudonym);
      if (isWished && !erased) {
        await erasePerson(world, id, { again: true });
        done.erased += 1;
      } else if (isWished && wishes.unfinished.has(pseudonym)) {
        if (await finishErasure(world, [id], PATIENCE_MS)) done.erased += 1;
      }
      const withdrawnAt = wishes.withdrawnAt.get(pseudonym);
      if (withdrawnAt !== undefined && !isWished)
        done.withdrawn += (await withdrawResearch(pool, [id], withdrawnAt)) > 0 ? 1 : 0;
    }
  await noteErasures(pool, newest(missingIn(rows, lines)));
  return done;
};

/** Of each person one line: an erasure, else the last withdrawal. */
const newest = (lines: readonly ErasureLine[]): ErasureLine[] => [
  ...new Map(
    lines
      .toSorted((a, b) => Number(a.kind === "erasure") - Number(b.kind === "erasure") || a.at.localeCompare(b.at))
      .map((line) => [line.pseudonym, line]),
  ).values(),
];

const keepInFile = async (
  world: ErasureWorld,
  rows: readonly ErasureRow[],
  lines: readonly ErasureLine[],
): Promise<void> => {
  const missing = missingIn(lines, rows).map(({ pseudonym, kind, at }) => ({ pseudonym, kind, at }));
  await rememberErasures(erasureFile(world.config), missing).catch((error: unknown) =>
    world.logger.error({ err: error }, "erasures could not be written beside the database"),
  );
};

/** The small turn: what was begun is finished, and what the database knows is written beside it. Most often there is nothing. */
export const goOnErasing = async (world: ErasureWorld): Promise<void> => {
  const { pool } = world.database;
  const rows = await erasureRows(pool);
  if (rows.length === 0) return;
  await keepInFile(world, rows, await readErasures(erasureFile(world.config)));
  const unfinished = new Set(rows.flatMap((row) => (row.finished || row.kind !== "erasure" ? [] : [row.pseudonym])));
  if (unfinished.size === 0) return;
  for await (const users of everyUser(pool))
    for (const { id, erased } of users)
      if (erased && unfinished.has(pseudonymOf(world.keys.pseudonym, id)))
        await finishErasure(world, [id], PATIENCE_MS);
};
