/** What a browser may have, as this widget uses it. Types of speech recognition are in no library: it is no standard yet. */
export type Recognition = {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start: () => void;
  stop: () => void;
  abort: () => void;
  onresult: ((event: RecognitionResults) => void) | null;
  onend: (() => void) | null;
  onerror: ((event: { error: string }) => void) | null;
};
export type RecognitionResults = {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
};

type Global = typeof globalThis & {
  SpeechRecognition?: new () => Recognition;
  webkitSpeechRecognition?: new () => Recognition;
};
type FeaturePolicy = { featurePolicy?: { allowsFeature?: (name: string) => boolean } };

/** Chrome and Firefox WebM, Safari MP4: what the server takes, the smallest first. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4", "audio/webm"];

export const recordingType = (): string | null =>
  typeof MediaRecorder === "undefined" ? null : (TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null);

export const createRecognition = (): Recognition | null => {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as Global;
  const Made = SpeechRecognition ?? webkitSpeechRecognition;
  return Made ? new Made() : null;
};

/**
 * Whether there is any use in a button to speak: a microphone that the page may ask for (a secure context, and no policy
 * against it), and somebody who writes the words down.
 */
export const canSpeak = (writtenDown: boolean): boolean => {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as Global;
  const policy = (document as FeaturePolicy).featurePolicy;
  return (
    recordingType() !== null &&
    typeof navigator.mediaDevices?.getUserMedia === "function" &&
    policy?.allowsFeature?.("microphone") !== false &&
    (writtenDown || Boolean(SpeechRecognition ?? webkitSpeechRecognition))
  );
};
