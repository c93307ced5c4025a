import { pipeline } from "node:stream/promises";
import { type Response, Router } from "express";
import type { AppContext } from "../app-context.ts";
import { assertWritable, openSession, stateProblem } from "../conversations/open-session.ts";
import { integerId, textId } from "../http/parse-request.ts";
import { readRecording } from "../http/read-recording.ts";
import { answer, forInvitee } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { assertVoice, discardRecording, keepRecording } from "./keep-recording.ts";
import { endingOf } from "./recording-key.ts";
import type { StoredFile } from "./recording-storage.ts";

export const recordingRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.post(
    "/v1/sessions/:id/recordings",
    forInvitee(
      world,
      async (invitee, request, response) => {
        const session = await openSession(world, invitee, integerId(request.params["id"]));
        assertWritable(session);
        await assertVoice(world, invitee);
        const closed = stateProblem(session);
        if (closed) throw closed;
        await world.limits.recording(invitee.userId);
        const bytes = await readRecording(request, response, world.config.recordings.maxBytes);
        return { status: 201, body: await keepRecording(world, invitee, session, bytes) };
      },
      { body: "its own" },
    ),
  );
  routes.delete(
    "/v1/sessions/:id/recordings/:recording",
    forInvitee(world, async (invitee, request) => {
      const session = await openSession(world, invitee, integerId(request.params["id"]));
      await discardRecording(world, session.id, textId(request.params["recording"]));
      return { status: 204 };
    }),
  );
  routes.get(
    "/v1/messages/:id/audio",
    answer(async (request, response) => {
      const messageId = integerId(request.params["id"]);
      const { until, signature } = request.query;
      const link = world.audioLinks.check(messageId, until, signature);
      if (link === "wrong") throw nothing();
      if (link === "expired")
        throw new Problem("link-expired", "This link has ended. Read the message again for another.");
      const recording = await world.recordingStore.ofMessage(messageId);
      const file = recording && (await world.recordingStorage.open(recording.key));
      if (!recording || !file) throw nothing();
      response.setHeader("Content-Type", recording.type);
      response.setHeader("Content-Disposition", `inline; filename="message-${messageId}.${endingOf(recording.type)}"`);
      await sendFile(response, file);
      return undefined;
    }),
  );
  return routes;
};

const nothing = (): Problem => new Problem("not-found", "There is no recording at this address.");

/** Whole, or the one part that was asked for (RFC 9110, 14): without parts Safari plays nothing. */
const sendFile = async (response: Response, file: StoredFile): Promise<void> => {
  const { size } = file;
  response.setHeader("Accept-Ranges", "bytes");
  // Never longer than its link is good, and in nobody's cache but the listener's.
  response.setHeader("Cache-Control", "private, max-age=60");
  const ranges = response.req.range(size);
  if (ranges === -1) {
    response.setHeader("Content-Range", `bytes */${size}`);
    response.status(416).end();
    return;
  }
  const range = Array.isArray(ranges) && ranges.type === "bytes" && ranges.length === 1 ? ranges[0] : undefined;
  if (range) response.setHeader("Content-Range", `bytes ${range.start}-${range.end}/${size}`);
  response.status(range ? 206 : 200);
  response.setHeader("Content-Length", range ? range.end - range.start + 1 : size);
  if (response.req.method === "HEAD") {
    response.end();
    return;
  }
  // Who stops listening midway has not failed.
  await pipeline(file.read(range && { start: range.start, end: range.end }), response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
};
