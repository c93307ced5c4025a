import { translated } from "./words.ts";

/** The strings of speaking and listening. Times come as they are written (clock.ts). */
export const enVoice = translated("voice", {
  speak: "Speak instead of typing",
  title: "Speak",
  close: "Close",
  /** before the browser asks for the microphone */
  told: {
    text: (name: string) =>
      `Your recording goes with your message. You and staff can hear it later; ${name} (AI) reads the words only. Nothing is sent before you say so.`,
    byServer: "The words are written down by a program that whoever runs this page has chosen.",
    byBrowser: "Your browser writes the words down. Some browsers send the sound to their maker for that.",
    start: "Start recording",
  },
  asking: "Your browser asks whether you allow the microphone.",
  recording: (now: string, most: string) => `${now} of ${most}`,
  state: {
    recording: "Recording",
    paused: "Paused",
    stopped: "Recorded. Nothing is sent yet.",
    keeping: "Keeping your recording",
    writing: "Writing down what you said",
    kept: "Your recording goes with your next message.",
  },
  pause: "Pause",
  goOn: "Go on",
  done: "Done",
  discard: "Discard",
  use: "Use it",
  again: "Try again",
  check: "Check the words below, then send.",
  type: "Type what you said below, then send. Your recording goes with it.",
  heardNothing: "Nothing can be heard. Is the microphone on?",
  full: "That is as long as one recording can be.",
  problems: {
    refused: "The microphone is not allowed here. Allow it in your browser’s settings for this page, or type.",
    missing: "There is no microphone that can be used. Connect one, or type.",
    failed: "The recording did not work. Nothing was kept. Try again, or type.",
    empty: "Nothing was recorded. Try again, or type.",
    upload: "It could not be kept just now. Your recording is still here; try again.",
    tooMany: "That were many recordings. Wait a little, then try again.",
    refusedByServer: "This recording was not taken. Record it anew, or type.",
  },
  listen: {
    play: "Listen",
    stop: "Stop listening",
    blocked: "It cannot be played here.",
    open: "Open the recording",
  },
  aloud: (name: string) => `Read ${name} aloud`,
});
