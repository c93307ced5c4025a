import { type DestinationStream, type Logger, pino } from "pino";
import { describeError } from "./describe-error.ts";

/**
 * Tokens, texts and contacts are not logged: bodies and headers never are, what an object might hold of them is taken out, and
 * errors are described without the values that a database quotes in them.
 */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      serializers: { err: describeError },
      redact: {
        paths: [
          "req.headers",
          "res.headers",
          "*.token",
          "*.accessToken",
          "*.refreshToken",
          "*.content",
          "*.email",
          "*.recipient",
          "*.value",
          "err.config",
        ],
        remove: true,
      },
    },
    ...(destination ? [destination] : []),
  );
