import { createServer, type AddressInfo, type Socket } from "node:net";
import { beginning, CHUNK_MS, CHUNKS, continuation, json } from "./wire.ts";
import { createHistogram, type Summary } from "./histogram.ts";

type Answer = { socket: Socket; next: number; input: number };

export type Upstream = {
  url: string;
  /** chunks written, and how late they were, since the last call */
  takeFigures: () => { chunks: number; lateMs: Summary };
};

const MESSAGES = "POST /v1/messages ";
const modelOf = (body: string): string => /"model":"([^"]+)"/.exec(body)?.[1] ?? "claude-haiku-5-5";

/**
 * A Messages API at a fixed rate, on bare sockets and with frames made beforehand, so that it is never what limits: one chunk
 * each 10 ms and stream, streams spread over ten wheels of 10 ms. It speaks the simulator's wire, which stays the one that the
 * tests run against; that one makes each answer with a timer and a JSON of its own.
 */
export const startUpstream = async (): Promise<Upstream> => {
  const wheels: Set<Answer>[] = Array.from({ length: CHUNK_MS }, () => new Set());
  let late = createHistogram();
  let chunks = 0;
  const origin = performance.now();
  let turned = 0;

  const answer = (socket: Socket, head: string, body: string): void => {
    const input = Math.ceil(body.length / 4);
    if (head.startsWith(MESSAGES)) {
      socket.write(beginning(modelOf(body), input));
      chunks += 1;
      const wheel = wheels[(Math.ceil(performance.now() - origin) + CHUNK_MS - 1) % CHUNK_MS];
      wheel?.add({ socket, next: 1, input });
    } else if (head.startsWith("POST /v1/messages/count_tokens")) socket.write(json({ input_tokens: input }));
    else socket.write(json({ type: "model", id: "bench", display_name: "bench", created_at: "2026-01-01T00:00:00Z" }));
  };

  const server = createServer({ noDelay: true }, (socket) => {
    let pending = "";
    socket.setEncoding("latin1");
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      for (const wheel of wheels) for (const it of wheel) if (it.socket === socket) wheel.delete(it);
    });
    socket.on("data", (text) => {
      pending += String(text);
      for (;;) {
        const split = pending.indexOf("\r\n\r\n");
        if (split < 0) return;
        const head = pending.slice(0, split);
        const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        if (pending.length < split + 4 + length) return;
        const body = pending.slice(split + 4, split + 4 + length);
        pending = pending.slice(split + 4 + length);
        answer(socket, head, body);
      }
    });
  });

  const turn = (): void => {
    const due = Math.floor(performance.now() - origin);
    for (; turned <= due; turned++) {
      const wheel = wheels[turned % CHUNK_MS];
      if (!wheel) continue;
      for (const it of wheel) {
        late.add(performance.now() - origin - turned);
        it.socket.write(continuation(it.next, it.input));
        chunks += 1;
        it.next += 1;
        if (it.next === CHUNKS) wheel.delete(it);
      }
    }
    setTimeout(turn, 1);
  };
  turn();

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeFigures: () => {
      const figures = { chunks, lateMs: late.summary() };
      [chunks, late] = [0, createHistogram()];
      return figures;
    },
  };
};
