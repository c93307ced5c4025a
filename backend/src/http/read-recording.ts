import express, { type Request, type Response } from "express";
import { Problem } from "../problem.ts";
import { AUDIO_TYPES } from "../recordings/read-audio.ts";

/**
 * The raw body of a recording, whole, in memory.
 * @param limit in bytes
 * @throws Problem not-a-recording (its Content-Type), too-large
 */
export const readRecording = (request: Request, response: Response, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const read = express.raw({ limit, type: [...AUDIO_TYPES], inflate: false });
    read(request, response, (error?: unknown) => {
      if ((error as { type?: string } | undefined)?.type === "entity.too.large")
        reject(new Problem("too-large", `A recording may have ${limit} bytes; this one has more.`));
      else if (error) reject(error);
      else if (Buffer.isBuffer(request.body) && request.body.length > 0) resolve(request.body);
      else reject(new Problem("not-a-recording", `Send the recording itself as ${AUDIO_TYPES.join(", ")}.`));
    });
  });
