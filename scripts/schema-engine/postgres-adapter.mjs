// A driver adapter for the schema engine alone. @prisma/adapter-pg lacks the "char" and array types of the catalogue
// that introspection reads, so this one maps them.
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { ColumnTypeEnum as Column, DriverAdapterError } from "@prisma/driver-adapter-utils";

// `pg` is a dependency of the backend, not of the root.
const pg = createRequire(new URL("../../backend/package.json", import.meta.url))("pg");

const firstUserOid = 16384;

const columnTypes = {
  16: Column.Boolean,
  17: Column.Bytes,
  18: Column.Character,
  19: Column.Text,
  20: Column.Int64,
  21: Column.Int32,
  23: Column.Int32,
  25: Column.Text,
  26: Column.Int64,
  114: Column.Json,
  700: Column.Float,
  701: Column.Double,
  1042: Column.Text,
  1043: Column.Text,
  1082: Column.Date,
  1114: Column.DateTime,
  1184: Column.DateTime,
  1700: Column.Numeric,
  2950: Column.Uuid,
  3802: Column.Json,
  1000: Column.BooleanArray,
  1002: Column.CharacterArray,
  1003: Column.TextArray,
  1005: Column.Int32Array,
  1007: Column.Int32Array,
  1009: Column.TextArray,
  1015: Column.TextArray,
  1016: Column.Int64Array,
  1028: Column.Int64Array,
};

const asIs = (text) => text;
const parsers = {
  20: asIs,
  26: asIs,
  114: asIs,
  3802: asIs,
  1082: asIs,
  1700: asIs,
  1114: (text) => `${text.replace(" ", "T")}+00:00`,
  1184: (text) => text.replace(" ", "T").replace(/([+-]\d{2})$/, "$1:00"),
};
const types = { getTypeParser: (oid, format) => parsers[oid] ?? pg.types.getTypeParser(oid, format) };

const columnType = (oid) => {
  const type = columnTypes[oid];
  if (type === undefined && oid < firstUserOid)
    throw new DriverAdapterError({ kind: "UnsupportedNativeDataType", type: String(oid) });
  return type ?? Column.Text;
};

const rethrow = (error) => {
  if (!error?.code || !error?.severity) throw error;
  const { code, message, severity, detail, column, hint } = error;
  throw new DriverAdapterError({
    kind: "postgres",
    originalCode: code,
    originalMessage: message,
    code,
    severity,
    message,
    detail,
    column,
    hint,
  });
};

// What the engine asks as soon as it is made: schema exists, version, version as a number. With no database to ask (a
// diff from nothing to a schema needs none) the PostgreSQL of backend/package.json is assumed.
const offline = {
  query: async ({ text }) => {
    if (!text.includes("server_version_num")) throw new Error("this command needs a database: set DATABASE_URL");
    return {
      fields: [16, 25, 23].map((dataTypeID) => ({ name: String(dataTypeID), dataTypeID })),
      rows: [[true, "PostgreSQL 18.4", 180004]],
    };
  },
  end: async () => {},
};

const connect = async (url) => {
  if (!url) return offline;
  const client = new pg.Client({ connectionString: url });
  // The engine closes nothing: a temporary database ends under it.
  client.on("error", () => {});
  await client.connect();
  return client;
};

const open = async (url) => {
  const client = await connect(url);
  const run = (text, values) => client.query({ text, values, rowMode: "array", types }).catch(rethrow);
  const script = async (text) => void (await client.query({ text }).catch(rethrow));
  const queryable = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    queryRaw: async ({ sql, args }) => {
      const { fields, rows } = await run(sql, args);
      return {
        columnNames: fields.map((field) => field.name),
        columnTypes: fields.map((field) => columnType(field.dataTypeID)),
        rows,
      };
    },
    executeRaw: async ({ sql, args }) => (await run(sql, args)).rowCount ?? 0,
    executeScript: script,
    getConnectionInfo: () => ({ schemaName: undefined, supportsRelationJoins: true }),
    startTransaction: async () => {
      await script("BEGIN");
      return {
        ...queryable,
        options: { usePhantomQuery: true },
        commit: () => script("COMMIT"),
        rollback: () => script("ROLLBACK"),
      };
    },
    dispose: () => client.end(),
  };
  return queryable;
};

const openShadow = async (url) => {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  const main = await open(url);
  await main.executeScript(`CREATE DATABASE "${name}"`);
  const shadowUrl = new URL(url);
  shadowUrl.pathname = `/${name}`;
  const shadow = await open(shadowUrl.href);
  const dispose = async () => {
    await shadow.dispose();
    await main.executeScript(`DROP DATABASE IF EXISTS "${name}"`);
    await main.dispose();
  };
  return { ...shadow, dispose };
};

/** What the engine connects with: to the database at `url`, and to throw-away shadow databases beside it. */
export const postgresAdapterFactory = (url) => ({
  provider: "postgres",
  adapterName: "@prisma/adapter-pg",
  connect: () => open(url),
  connectToShadowDb: () => openShadow(url),
});
