import { endingOf } from "./recording-key.ts";

/** Writes down what is said in a recording. @throws what the network or the other server says, never the recording */
export type Transcriber = (bytes: Uint8Array, type: string) => Promise<string>;

export type TranscriberSettings = { url: string; model: string; seconds: number };

/** What is said in a recording, as JSON, with much room. */
const MOST_BYTES = 1_000_000;
/** Whoever answers without an end is left: this process has one memory. */
const readAnswer = async (response: Response): Promise<unknown> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error(`the transcription server answered more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString());
};

/**
 * A server that speaks OpenAI's `POST /v1/audio/transcriptions` (multipart `file`, `model`, `response_format=json`; answers
 * `{text}`): OpenAI's own, or one that runs beside this one (faster-whisper-server, LocalAI, vLLM).
 */
export const createTranscriber =
  ({ url, model, seconds }: TranscriberSettings, key: string | null): Transcriber =>
  async (bytes, type) => {
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(bytes)], { type }), `recording.${endingOf(type)}`);
    form.set("model", model);
    form.set("response_format", "json");
    const response = await fetch(url, {
      method: "POST",
      body: form,
      headers: key === null ? {} : { Authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(seconds * 1000),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the transcription server answered ${response.status}`);
    }
    const { text } = (await readAnswer(response)) as { text?: unknown };
    if (typeof text !== "string") throw new Error("the transcription server answered without a text");
    return text;
  };
