import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A line to a database (or a bus) that can be held, cut and closed. What is sent stands in no buffer of its clients. */
export type FlakyProxy = {
  port: number;
  /** nothing passes until `resume`; new connections wait */
  pause: () => void;
  resume: () => void;
  /** what clients send still arrives, its answers do not: then the line is cut */
  loseAnswers: (ms: number) => Promise<void>;
  cut: () => void;
  /** cut, and refused until `resume` */
  close: () => void;
  stop: () => Promise<void>;
};

type Pair = { client: Socket; upstream: Socket };

/** @param target host and port, asked for at each connection: a server that was started again has another port */
export const startFlakyProxy = async (target: () => { host: string; port: number }): Promise<FlakyProxy> => {
  const pairs = new Set<Pair>();
  let mode: "open" | "paused" | "deaf" | "closed" = "open";
  const cut = (): void => {
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
    pairs.clear();
  };
  const server = createServer((client) => {
    if (mode === "closed") return void client.destroy();
    const { host, port } = target();
    const upstream = connect(port, host);
    const pair = { client, upstream };
    pairs.add(pair);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    client.on("data", (chunk) => void upstream.write(chunk));
    upstream.on("data", (chunk) => {
      if (mode !== "deaf") client.write(chunk);
    });
    for (const socket of [client, upstream]) {
      socket.on("error", end);
      socket.on("close", end);
      if (mode === "paused") socket.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const each = (act: (socket: Socket) => void): void => {
    for (const { client, upstream } of pairs) [client, upstream].forEach(act);
  };
  return {
    port: (server.address() as AddressInfo).port,
    pause: () => {
      mode = "paused";
      each((socket) => socket.pause());
    },
    resume: () => {
      mode = "open";
      each((socket) => socket.resume());
    },
    loseAnswers: async (ms) => {
      mode = "deaf";
      await sleep(ms);
      cut();
      mode = "open";
    },
    cut,
    close: () => {
      mode = "closed";
      cut();
    },
    stop: () => {
      cut();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
