// Baseline: what Node itself costs. A request to upstream, its body piped back, nothing read.
import { Agent, createServer, request } from "node:http";
import { callUpstream } from "./call-upstream.ts";
import { serveProbed } from "./serve-probed.ts";

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const { url, headers, body } = callUpstream();

serveProbed(
  createServer((incoming, response) => {
    if (incoming.method === "GET") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      return;
    }
    incoming.resume();
    incoming.on("end", () => {
      const call = request(url, { method: "POST", agent, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, {
          "content-type": "text/event-stream",
          "cache-control": "no-cache",
        });
        answer.pipe(response);
      });
      call.on("error", () => response.destroy());
      call.end(JSON.stringify(body("hello")));
    });
  }),
);
