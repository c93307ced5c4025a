import type { AppContext } from "../app-context.ts";
import { describeError } from "../describe-error.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { KeptRecording } from "../protocol/recordings.ts";
import { readAudio } from "./read-audio.ts";
import { newKey } from "./recording-key.ts";
import { removeUnwanted } from "./sweep-recordings.ts";

type World = Pick<
  AppContext,
  "config" | "logger" | "recordingStore" | "recordingStorage" | "transcribe" | "invitationStore" | "simulated"
>;

/** A recorder stops a moment after it was told to. */
const GRACE_SECONDS = 2;
/** As a message may be. */
const LONGEST_TEXT = 8_000;

/** @throws Problem voice-off */
export const assertVoice = async (world: Pick<World, "invitationStore">, { siteId }: Invitee): Promise<void> => {
  const site = siteId === null ? null : await world.invitationStore.site(siteId);
  if (!site?.voice) throw new Problem("voice-off", "This site does not take recordings.");
};

/**
 * Keeps what an invitee said, until a message takes it: an hour at most. The caller has opened the session, and looked whether
 * the site takes recordings.
 * @throws Problem not-a-recording, recording-too-long, not-found (the session went meanwhile)
 */
export const keepRecording = async (
  world: World,
  { userId }: Invitee,
  session: { id: number; simulated: boolean },
  bytes: Buffer,
): Promise<KeptRecording> => {
  const audio = await readAudio(bytes);
  if (!audio)
    throw new Problem(
      "not-a-recording",
      "The body is not a recording in WebM, Ogg or MP4 with sound and nothing else.",
    );
  const { type, seconds } = audio;
  const { maxSeconds } = world.config.recordings;
  if (seconds > maxSeconds + GRACE_SECONDS)
    throw new Problem("recording-too-long", `A recording may last ${maxSeconds} seconds; this one lasts longer.`);
  const key = newKey(type);
  await world.recordingStorage.write(key, bytes);
  const kept = { sessionId: session.id, userId, key, type, bytes: bytes.length, seconds };
  const recordingId = await world.recordingStore.add(kept).catch(async (error: unknown) => {
    await world.recordingStorage.remove(key);
    throw error;
  });
  if (recordingId === null) {
    await world.recordingStorage.remove(key);
    throw new Problem("not-found", "There is no such session.");
  }
  // A test asks nobody who is paid, and sends no voice away.
  const text = session.simulated && !world.simulated ? null : await writtenDown(world, bytes, type);
  return { recordingId, seconds, ...(text === null ? {} : { text }) };
};

/** null where no server writes it down, or that one could not: then the words are typed. */
const writtenDown = async (world: World, bytes: Buffer, type: string): Promise<string | null> => {
  if (world.transcribe === null) return null;
  try {
    const text = (await world.transcribe(bytes, type)).replaceAll("\0", "").toWellFormed().trim();
    return text.slice(0, LONGEST_TEXT).toWellFormed();
  } catch (error) {
    world.logger.warn({ err: describeError(error) }, "a recording could not be written down");
    return null;
  }
};

/** One that was not sent goes, at once. @throws Problem not-found */
export const discardRecording = async (
  world: Pick<AppContext, "recordingStore" | "recordingStorage">,
  sessionId: number,
  recordingId: string,
): Promise<void> => {
  if (!(await world.recordingStore.discard(recordingId, sessionId)))
    throw new Problem("not-found", "There is no such recording that waits to be sent.");
  await removeUnwanted(world);
};
