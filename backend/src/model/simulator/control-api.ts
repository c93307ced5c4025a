import type { IncomingMessage, ServerResponse } from "node:http";
import { parseFault } from "./faults.ts";
import type { GatePlace } from "./gate.ts";
import type { ApiWorld } from "./messages-api.ts";

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/**
 * The handle for tests and other processes; a Messages API has no such thing:
 * `GET|DELETE /simulator/journal`, `POST /simulator/gate {closed, lane?, afterTokens?}`, `POST|DELETE /simulator/faults`,
 * `GET /simulator/state`. From this machine only, under a local name, and JSON only, so that no web page can reach it.
 */
export const answerControl = (
  world: ApiWorld,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  text: string,
): void => {
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (!LOOPBACK.test(request.socket.remoteAddress ?? "") || !LOCAL_HOST.test(request.headers.host ?? ""))
    return send(404, { error: "not found" });
  if (request.method === "POST" && !/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    return send(415, { error: "application/json only" });
  const state = () => ({
    waiting: world.gate.waiting,
    faults: world.faults.waiting(),
    running: world.journal.filter((entry) => entry.endedAt === null).length,
  });
  try {
    switch (`${request.method} ${path}`) {
      case "GET /simulator/state":
        return send(200, state());
      case "GET /simulator/journal":
        return send(200, { journal: world.journal });
      case "DELETE /simulator/journal":
        world.journal.splice(0);
        return send(200, state());
      case "POST /simulator/gate": {
        const { closed, ...place } = JSON.parse(text) as { closed?: boolean } & GatePlace;
        if (closed) world.gate.close(place);
        else world.gate.open();
        return send(200, state());
      }
      case "POST /simulator/faults":
        world.faults.add(parseFault(JSON.parse(text)));
        return send(200, state());
      case "DELETE /simulator/faults":
        world.faults.clear();
        return send(200, state());
      default:
        return send(404, { error: "not found" });
    }
  } catch (error) {
    return send(422, { error: error instanceof Error ? error.message : "bad request" });
  }
};
