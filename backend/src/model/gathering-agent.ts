import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import type { OnReadOpts, Socket } from "node:net";

/** How a connection is read: what it gathers for, in ms, and the pause it is in. */
type Reading = { spanMs: number; pause: NodeJS.Timeout | undefined };
const readings = new WeakMap<Duplex, Reading>();

/** A read is copied out of it before the next one begins, whichever connection it is of. */
const landing = Buffer.allocUnsafeSlow(65_536);

const readInto = (socketOf: () => Socket, reading: Reading): OnReadOpts => ({
  buffer: landing,
  callback: (size) => {
    const socket = socketOf();
    // Told, not pushed: a push would have the stream ask for more at once.
    socket.emit("data", Buffer.from(landing.subarray(0, size)));
    if (reading.spanMs <= 0 || reading.pause) return true;
    reading.pause = setTimeout(() => {
      reading.pause = undefined;
      socket.resume();
    }, reading.spanMs);
    return false;
  },
});

type Connect = (options: ClientRequestArgs, created?: (error: Error | null, stream: Duplex) => void) => Socket;

/** @param connect as the agent has it: TCP or TLS, both read by `onread` (Node's `net.connect` and `tls.connect`) */
const gathering =
  (connect: Connect): Connect =>
  (options, created) => {
    const reading: Reading = { spanMs: 0, pause: undefined };
    const withRead = { ...options, onread: readInto(() => socket, reading) };
    const socket: Socket = connect(withRead, created);
    const resume = socket.resume.bind(socket);
    // Whoever reads an answer resumes its connection after each piece; while that rests, nobody wakes it.
    socket.resume = () => (reading.pause ? socket : resume());
    readings.set(socket, reading);
    socket.once("close", () => clearTimeout(reading.pause));
    return socket;
  };

const giveGathering = <Agent extends HttpAgent>(agent: Agent): Agent => {
  // Node's agents have it; only subclasses are typed as having it.
  const own = agent as unknown as { createConnection: Connect };
  own.createConnection = gathering(own.createConnection.bind(agent));
  return agent;
};

/** Agents of node:http whose connections can gather what comes (`gatherFor`). */
export const gatheringAgents = (options: AgentOptions): { http: HttpAgent; https: HttpsAgent } => ({
  http: giveGathering(new HttpAgent(options)),
  https: giveGathering(new HttpsAgent(options)),
});

/**
 * From the next read on, a connection rests for so many ms after each: the kernel gathers meanwhile, and what one read brings costs
 * one wake, one pass of the parser, one look at the clock. 0: read as it comes. The end of an answer and a broken line are seen
 * at the end of a rest too.
 */
export const gatherFor = (connection: Duplex | null, spanMs: number): void => {
  const reading = connection && readings.get(connection);
  if (!connection || !reading) return;
  reading.spanMs = spanMs;
  if (spanMs > 0 || !reading.pause) return;
  clearTimeout(reading.pause);
  reading.pause = undefined;
  connection.resume();
};
