import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createHistogram, type Summary } from "./histogram.ts";

export type Caller = { path: string; headers: Record<string, string> };
export type StreamsSpec = {
  url: string;
  /** one connection each, kept */
  callers: Caller[];
  /** exchanges of each, one after the other */
  rounds: number;
  /** their first exchanges begin spread over so many ms */
  spreadMs: number;
  /** what a frame with a piece of text holds */
  marker: string;
  body: object;
  /** give back all that came */
  collect?: boolean;
};
export type StreamsFigures = {
  firstTokenMs: Summary;
  /** between reads that hold text, within one answer */
  gapMs: Summary;
  reads: number;
  bytes: number;
  bodies: string[];
};

const END = Buffer.from("0\r\n\r\n");
const READ_BUFFER = 65_536;

const requestOf = (host: string, { path, headers }: Caller, body: string): string => {
  const all: Record<string, string> = {
    host,
    accept: "text/event-stream",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "idempotency-key": randomUUID(),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
};

/**
 * Reads event streams on bare sockets, counting alone: nothing is parsed but the marks of a text frame and of the end, so that one
 * core reads what any server writes. @throws where an answer is no 200 or a connection ends early
 */
export const readStreams = async (spec: StreamsSpec): Promise<StreamsFigures> => {
  const { hostname, port, host } = new URL(spec.url);
  const [firstToken, gap] = [createHistogram(), createHistogram()];
  const marker = Buffer.from(spec.marker);
  const body = JSON.stringify(spec.body);
  const bodies: string[] = [];
  const begunAt = performance.now();
  let [reads, bytes] = [0, 0];

  const follow = (caller: Caller, place: number): Promise<void> =>
    new Promise((resolve, reject) => {
      let left = spec.rounds;
      let [sentAt, textAt, headRead, text] = [0, 0, false, ""];
      const fail = (why: string) => {
        socket.destroy();
        reject(new Error(why));
      };
      const send = () => {
        [sentAt, textAt, headRead] = [performance.now(), 0, false];
        socket.write(requestOf(host, caller, body));
      };
      const take = (size: number, buffer: Uint8Array): boolean => {
        const piece = Buffer.from(buffer.buffer, buffer.byteOffset, size);
        reads += 1;
        bytes += size;
        if (spec.collect) text += piece.toString("latin1");
        if (!headRead) {
          headRead = true;
          if (piece.toString("latin1", 9, 12) !== "200") fail(piece.toString("latin1", 0, 600));
        }
        if (piece.includes(marker)) {
          const now = performance.now();
          if (textAt === 0) firstToken.add(now - sentAt);
          else gap.add(now - textAt);
          textAt = now;
        }
        if (size >= END.length && piece.subarray(size - END.length).equals(END)) {
          left -= 1;
          if (spec.collect) bodies.push(text);
          text = "";
          if (textAt === 0) fail("an answer without text");
          else if (left > 0) send();
          else socket.end();
        }
        return true;
      };
      let socket: Socket;
      // Connected when it is needed: a server may close a connection that says nothing.
      const begin = () => {
        socket = connect({
          host: hostname,
          port: Number(port),
          noDelay: true,
          onread: { buffer: Buffer.allocUnsafe(READ_BUFFER), callback: take },
        });
        socket.on("error", (error) => fail(String(error)));
        socket.on("close", () => (left === 0 ? resolve() : reject(new Error("the connection ended early"))));
        socket.on("connect", send);
      };
      const startAt = begunAt + (place * spec.spreadMs) / spec.callers.length;
      setTimeout(begin, startAt - performance.now());
    });

  await Promise.all(spec.callers.map(follow));
  return { firstTokenMs: firstToken.summary(), gapMs: gap.summary(), reads, bytes, bodies };
};
