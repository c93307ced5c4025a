import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Response, Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { decrypt, encrypt } from "../identity/encrypt.ts";
import { Problem } from "../problem.ts";
import { CreateStudy, ExportFileQuery, ExportNarrowing, type ExportView } from "../protocol/exports.ts";
import { countInvitations, countSessions } from "./unit-count-store.ts";
import { narrowedTo } from "./narrow-export.ts";
import { addStudy, noteTaken, studies, studyKey, type StudyRow } from "./study-store.ts";
import { TABLES } from "./tables.ts";
import { WITHHELD_COLUMNS, WITHHELD_TABLES } from "./withheld.ts";
import { COLUMN_GUIDE, columnGuide, csvLines, jsonLines, zipOfTables } from "./write-export.ts";

const MOST_COUNTED = 1_000;
const TYPES = { jsonl: "application/jsonl; charset=utf-8", csv: "text/csv; charset=utf-8", zip: "application/zip" };
const studyView = ({ id, name, createdAt }: StudyRow) => ({ id, name, createdAt: createdAt.toISOString() });

const contents = (): Pick<ExportView, "tables" | "withheld"> => ({
  tables: TABLES.map(({ name, holds, columns }) => ({
    name,
    holds,
    columns: columns.map((column) => ({
      name: column.name,
      meaning: column.meaning,
      pseudonym: column.kind !== undefined,
    })),
  })),
  withheld: Object.entries({ ...WITHHELD_TABLES, ...WITHHELD_COLUMNS }).map(([what, why]) => ({ what, why })),
});

/** A file that is written while it is read: who reads slowly is waited for, who goes away ends it. */
const sendFile = async (
  response: Response,
  name: string,
  type: string,
  lines: AsyncIterable<string> | Readable,
): Promise<void> => {
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Disposition", `attachment; filename="${name}"`);
  response.setHeader("Cache-Control", "no-store");
  if (response.req.method === "HEAD") return void response.end();
  // A failure midway breaks the connection: half a file is never taken for a whole one.
  const file = lines instanceof Readable ? lines : Readable.from(lines, { objectMode: false, highWaterMark: 65_536 });
  await pipeline(file, response);
};

export const exportRoutes = (world: AppContext): Router => {
  const routes = Router();
  const { pool } = world.database;
  routes.get(
    "/v1/admin/export",
    forStaff(world, "STAFF", async (_staff, request) => {
      const narrowed = narrowedTo(parse(ExportNarrowing, request.query));
      const [known, invitations, sessions] = await Promise.all([
        studies(pool),
        countInvitations(pool, narrowed, MOST_COUNTED),
        countSessions(pool, narrowed, MOST_COUNTED),
      ]);
      return { status: 200, body: { studies: known.map(studyView), invitations, sessions, ...contents() } };
    }),
  );
  routes.post(
    "/v1/admin/export",
    forStaff(world, "STAFF", async (staff, request) => {
      const { name } = parse(CreateStudy, request.body);
      const key = encrypt(world.keys.study, randomBytes(32).toString("base64url"));
      const made = await addStudy(pool, { name, key }, staff.userId);
      if (!made)
        throw new Problem("invalid", "There is a study of that name already.", {
          errors: [{ pointer: "/name", detail: "is taken" }],
        });
      return { status: 201, body: studyView(made) };
    }),
  );
  routes.get(
    "/v1/admin/export/column-guide",
    forStaff(world, "STAFF", async (_staff, _request, response) => {
      await sendFile(response, `sidecoach-${COLUMN_GUIDE}.csv`, TYPES.csv, Readable.from([columnGuide()]));
      return undefined;
    }),
  );
  routes.get(
    "/v1/admin/export/:id/file",
    forStaff(world, "STAFF", async (staff, request, response) => {
      const id = textId(request.params["id"]);
      const { format = "jsonl", table: asked, ...narrowing } = parse(ExportFileQuery, request.query);
      const narrowed = narrowedTo(narrowing);
      const study = await studyKey(pool, id);
      if (!study) throw new Problem("not-found", "There is no such study.");
      const table = TABLES.find(({ name }) => name === asked);
      if (table ? format === "zip" : format === "csv" || asked !== undefined)
        throw new Problem("invalid", "A file of comma-separated values holds one table, the others hold all of them.", {
          errors: [{ pointer: "/table", detail: `one of ${TABLES.map(({ name }) => name).join(", ")}` }],
        });
      const key = Buffer.from(decrypt(world.keys.study, study.key), "base64url");
      if (request.method !== "HEAD")
        await noteTaken(pool, id, { format, table: table?.name ?? null, ...narrowing }, staff.userId);
      const day = new Date().toISOString().slice(0, 10);
      const name = `sidecoach-${study.name.replaceAll(/[^\w-]+/g, "-")}-${table?.name ?? "all"}-${day}.${format}`;
      const lines =
        format === "zip"
          ? zipOfTables(pool, key, narrowed)
          : table && format === "csv"
            ? csvLines(pool, key, table, narrowed)
            : jsonLines(pool, key, narrowed);
      await sendFile(response, name, TYPES[format], lines).catch((error: unknown) => {
        if (!response.headersSent) throw error;
        world.logger.warn({ err: error, study: id }, "an export was not taken to its end");
        response.destroy();
      });
      return undefined;
    }),
  );
  return routes;
};
