import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request, Response } from "express";
import { expect, it } from "vitest";
import { sendEventStream } from "../../src/http/send-event-stream.ts";
import { readConfig } from "../../src/config.ts";

it("a reader that never reads is let go of after its stream is closed", async () => {
  async function* entries() {
    yield { id: "1", event: { type: "session", status: "ACTIVE", padding: "x".repeat(40_000_000) } as never };
  }
  const server = createServer((request, response) => {
    (response as unknown as { status: (code: number) => Response }).status = (code) =>
      Object.assign(response, { statusCode: code }) as unknown as Response;
    void sendEventStream(request as Request, response as unknown as Response, entries, 200);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1", () =>
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
  );
  client.on("error", () => {});
  client.pause();
  const open = () =>
    new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  while ((await open()) === 0) await sleep(10);
  for (let waited = 0; waited < 12_000 && (await open()) > 0; waited += 100) await sleep(100);
  const left = await open();
  client.destroy();
  server.closeAllConnections();
  server.close();
  expect(left).toBe(0);
}, 20_000);

it("a TRUST_PROXY that is no address is one clear line, not a stack", () => {
  expect(() => readConfig({ TRUST_PROXY: "abc" })).toThrow(/TRUST_PROXY/);
  expect(readConfig({ TRUST_PROXY: "loopback, 10.0.0.0/8" }).config.trustProxy).toBe("loopback, 10.0.0.0/8");
});
