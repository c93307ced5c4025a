import { connect, type Socket } from "node:net";

export type IdleSpec = { url: string; callers: { path: string; headers: Record<string, string> }[] };

/** Opens streams that nobody writes to, and holds them until `release`. @returns once each has its head */
export const holdStreams = async ({ url, callers }: IdleSpec): Promise<{ release: () => void }> => {
  const { hostname, port, host } = new URL(url);
  const open = (caller: IdleSpec["callers"][number]): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) });
      const lines = Object.entries({ host, accept: "text/event-stream", ...caller.headers });
      socket.on("error", reject);
      socket.on("connect", () =>
        socket.write(
          `GET ${caller.path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n`,
        ),
      );
      socket.once("data", (head) => {
        const begun = head.toString("latin1").startsWith("HTTP/1.1 200");
        socket.resume();
        if (begun) resolve(socket);
        else reject(new Error(head.toString("latin1", 0, 300)));
      });
    });
  const sockets: Socket[] = [];
  // A few at a time: this measures what they weigh, not how fast they come.
  for (let from = 0; from < callers.length; from += 25)
    sockets.push(...(await Promise.all(callers.slice(from, from + 25).map(open))));
  return { release: () => sockets.forEach((socket) => socket.destroy()) };
};
