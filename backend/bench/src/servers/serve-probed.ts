import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answerProbe } from "../probe.ts";

/** Serves on a free port of this machine alone and says where. */
export const serveProbed = (server: Server): void => {
  answerProbe();
  server.listen(0, "127.0.0.1", () => {
    process.stdout.write(`api: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
};
