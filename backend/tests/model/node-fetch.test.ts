import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { bodyOf, nodeFetch } from "../../src/model/node-fetch.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
const serve = async (answer: RequestListener): Promise<{ url: string; sockets: Set<Socket> }> => {
  const sockets = new Set<Socket>();
  const server = createServer(answer).on("connection", (socket) => sockets.add(socket));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, sockets };
};
const bodyIn = (response: Response) => {
  const body = bodyOf(response);
  if (!body) throw new Error("no stream");
  return body;
};
const readAll = async (response: Response): Promise<string[]> => {
  const pieces: string[] = [];
  for await (const piece of bodyIn(response)) pieces.push(Buffer.from(piece).toString());
  return pieces;
};
const STREAM = { "content-type": "text/event-stream" };

describe("fetch on node:http", () => {
  it("sends method, headers and body; gives status, headers and body of what is no stream", async () => {
    const { url } = await serve(async (request, response) => {
      let text = "";
      for await (const piece of request) text += String(piece);
      response.writeHead(429, { "content-type": "application/json", "retry-after": "7", "request-id": "req_1" });
      response.end(JSON.stringify({ text, method: request.method, key: request.headers["x-api-key"] }));
    });
    const response = await nodeFetch(url, { method: "POST", body: "größe", headers: { "x-api-key": "k" } });
    expect([response.status, response.ok, response.headers.get("retry-after")]).toEqual([429, false, "7"]);
    expect(response.headers.get("request-id")).toBe("req_1");
    expect(await response.json()).toEqual({ text: "größe", method: "POST", key: "k" });
    expect(bodyOf(response)).toBeUndefined();
  });

  it("uses one connection for calls one after the other", async () => {
    const { url, sockets } = await serve((_request, response) => response.end("{}"));
    for (let call = 0; call < 3; call++) await (await nodeFetch(url)).text();
    expect(sockets.size).toBe(1);
  });

  it("sends nothing twice: a kept connection that is cut before the answer is a failure", async () => {
    let calls = 0;
    const { url } = await serve((request, response) => {
      calls += 1;
      if (calls === 1) response.end("{}");
      else request.socket.resetAndDestroy();
    });
    await (await nodeFetch(url)).text();
    await expect(nodeFetch(url)).rejects.toThrow(Error);
    expect(calls).toBe(2);
  });

  it("rejects with what the socket says where nobody listens", async () => {
    const { url } = await serve((_request, response) => response.end());
    servers.splice(0).forEach((server) => server.close());
    await expect(nodeFetch(url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("gives up at an abort: before it begins, before the answer, and in the middle of it", async () => {
    let gone = 0;
    const { url } = await serve((request, response) => {
      response.on("close", () => (gone += 1));
      if (request.url === "/never") return;
      response.writeHead(200, STREAM);
      response.write("data: 1\n\n");
    });
    await expect(nodeFetch(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });

    const waiting = new AbortController();
    const answer = nodeFetch(`${url}never`, { signal: waiting.signal });
    setTimeout(() => waiting.abort(), 20);
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });

    const reading = new AbortController();
    const response = await nodeFetch(url, { signal: reading.signal });
    const pieces: string[] = [];
    const read = async () => {
      for await (const piece of bodyIn(response)) {
        pieces.push(Buffer.from(piece).toString());
        reading.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ name: "AbortError" });
    expect(pieces).toEqual(["data: 1\n\n"]);
    await expect.poll(() => gone).toBe(2);
  });

  it("a stream that is cut off gives what came, then rejects", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, STREAM);
      response.write("data: 1\n\n");
      setTimeout(() => response.destroy(), 30);
    });
    const response = await nodeFetch(url);
    const pieces: string[] = [];
    const read = async () => {
      for await (const piece of bodyIn(response)) pieces.push(Buffer.from(piece).toString());
    };
    await expect(read()).rejects.toThrow(Error);
    expect(pieces).toEqual(["data: 1\n\n"]);
  });

  it("a reader that leaves lets the connection go", async () => {
    let gone = false;
    const { url } = await serve((_request, response) => {
      response.on("close", () => (gone = true));
      response.writeHead(200, STREAM);
      response.write("data: 1\n\n");
    });
    for await (const piece of bodyIn(await nodeFetch(url))) {
      expect(Buffer.from(piece).toString()).toBe("data: 1\n\n");
      break;
    }
    await expect.poll(() => gone).toBe(true);
  });

  it("gathers: many frames are few pieces, none is lost, and the next call on the connection is read as it comes", async () => {
    const frames = Array.from({ length: 40 }, (_, index) => `data: ${index}\n\n`);
    const { url, sockets } = await serve(async (_request, response) => {
      response.writeHead(200, STREAM);
      for (const frame of frames) {
        response.write(frame);
        await sleep(2);
      }
      response.end();
    });
    const response = await nodeFetch(url);
    bodyIn(response).gather(1_000);
    const pieces = await readAll(response);
    expect(pieces.join("")).toBe(frames.join(""));
    expect(pieces.length).toBeLessThanOrEqual(3);
    const next = await readAll(await nodeFetch(url));
    expect(next.join("")).toBe(frames.join(""));
    expect(next.length).toBeGreaterThan(3);
    expect(sockets.size).toBe(1);
  });
});
