#!/usr/bin/env node
// Stands in for Prisma's native schema engine: speaks its JSON-RPC over stdio, backed by the WebAssembly engine.
// The CLI starts it through PRISMA_SCHEMA_ENGINE_BINARY; see scripts/prisma.mjs.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { postgresAdapterFactory } from "./postgres-adapter.mjs";
import { loadEngine } from "./wasm-engine.mjs";

const args = process.argv.slice(2);
const option = (name) => {
  const index = args.indexOf(name);
  return index < 0 ? undefined : args[index + 1];
};

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

// The CLI prints what `diff` made only when the engine asks it to, and forgets it once the call is answered.
const print = async (content) => {
  send({ id: "print", method: "print", params: { content } });
  await new Promise((resolve) => setTimeout(resolve, 200));
};

const createEngine = () => {
  const datamodels = (option("--datamodels") ?? "")
    .split(",")
    .filter(Boolean)
    .map((path) => [path, readFileSync(path, "utf8")]);
  const { url } = JSON.parse(option("--datasource") ?? "{}");
  return loadEngine(datamodels.length > 0 ? datamodels : undefined, postgresAdapterFactory(url));
};

const answer = async (engine, method, params) => {
  const result = await engine[method === "getDatabaseVersion" ? "version" : method](params);
  if (method === "diff" && result.stdout) await print(result.stdout);
  return result ?? {};
};

const failure = (error) => ({
  code: 4466,
  message: "An error happened. Check the data field for details.",
  data: { is_panic: false, message: String(error?.message ?? error), meta: null, error_code: error?.code ?? null },
});

const serve = async () => {
  let engine;
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = line.trim() ? JSON.parse(line) : {};
    if (!method) continue;
    try {
      engine ??= await createEngine();
      send({ id, result: await answer(engine, method, params) });
    } catch (error) {
      send({ id, error: failure(error) });
    }
  }
};

if (args.includes("--version") || args.includes("-V")) console.log("schema-engine-cli wasm");
else if (!args.includes("cli")) await serve();
process.exit(0);
