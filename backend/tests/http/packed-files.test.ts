import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packedFiles } from "../../src/http/packed-files.ts";

const SCRIPT = "export const panel = 'the very bytes';\n";
const STYLE = "p { margin: 0 }\n";
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sidecoach-packed-"));
  mkdirSync(join(folder, "abc"));
  writeFileSync(join(folder, "abc", "panel.js"), SCRIPT);
  writeFileSync(join(folder, "abc", "panel.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, "abc", "panel.js.gz"), gzipSync(SCRIPT));
  writeFileSync(join(folder, "abc", "plain.js"), SCRIPT);
  writeFileSync(join(folder, "abc", "panel.css"), STYLE);
  writeFileSync(join(folder, "abc", "panel.css.br"), brotliCompressSync(STYLE));
  const app = express();
  app.use("/v", packedFiles(folder), express.static(folder, { index: false }));
  server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: Buffer };
/** As it comes over the wire: fetch would unpack it. */
const ask = (path: string, encodings?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const headers = encodings === undefined ? {} : { "accept-encoding": encodings };
    get({ port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    }).on("error", reject);
  });

test.each([
  { takes: "gzip, deflate, br", coding: "br", unpack: brotliDecompressSync },
  { takes: "gzip", coding: "gzip", unpack: gunzipSync },
  { takes: "gzip;q=0, identity", coding: undefined, unpack: (body: Buffer) => body },
  { takes: undefined, coding: undefined, unpack: (body: Buffer) => body },
])("who takes $takes gets $coding, as a script, and the same bytes", async ({ takes, coding, unpack }) => {
  const { status, headers, body } = await ask("/v/abc/panel.js", takes);
  expect(status).toBe(200);
  expect(headers["content-encoding"]).toBe(coding);
  expect(headers["content-type"]).toMatch(/^text\/javascript/);
  expect(headers.vary).toContain("Accept-Encoding");
  expect(unpack(body).toString()).toBe(SCRIPT);
});

test("a style sheet goes out packed as a style sheet, and as it is where it was not packed that way", async () => {
  const packed = await ask("/v/abc/panel.css", "br");
  expect([packed.headers["content-encoding"], packed.headers["content-type"]]).toEqual([
    "br",
    "text/css; charset=utf-8",
  ]);
  expect(brotliDecompressSync(packed.body).toString()).toBe(STYLE);
  const plain = await ask("/v/abc/panel.css", "gzip");
  expect([plain.headers["content-encoding"], plain.body.toString()]).toEqual([undefined, STYLE]);
});

test("what was not packed goes out as it is, and nothing else is looked for", async () => {
  const plain = await ask("/v/abc/plain.js", "br");
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.body.toString()).toBe(SCRIPT);
  for (const path of ["/v/abc/none.js", "/v/..%2fpanel.js", "/v/abc/../../x.js"])
    expect((await ask(path, "br")).status, path).toBe(404);
});
