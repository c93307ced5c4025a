import { createRecognition, type RecognitionResults } from "./browser-voice.ts";

/**
 * The browser's own recognition beside a recording. It ends by itself after a silence, so it is begun again as long as
 * somebody speaks; where it fails (no network, no permission) the words are simply missing, and are typed.
 */
export const createListeningIn = (lang: string) => {
  const recognition = createRecognition();
  let said: string[] = [];
  let unsure = "";
  let wanted = false;
  let failed = recognition === null;
  const keepUnsure = (): void => {
    if (unsure.trim() !== "") said.push(unsure.trim());
    unsure = "";
  };
  const begin = (): void => {
    try {
      recognition?.start();
    } catch {
      // it runs already
    }
  };
  if (recognition) {
    recognition.lang = lang;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.onresult = ({ resultIndex, results }: RecognitionResults) => {
      unsure = "";
      for (let at = resultIndex; at < results.length; at += 1) {
        const result = results[at];
        const words = result?.[0]?.transcript.trim() ?? "";
        if (result?.isFinal && words !== "") said.push(words);
        else if (words !== "") unsure += ` ${words}`;
      }
    };
    recognition.onerror = ({ error }) => {
      if (error !== "no-speech") failed = true;
    };
    recognition.onend = () => {
      keepUnsure();
      if (wanted && !failed) begin();
    };
  }
  return {
    start: (): void => {
      wanted = true;
      if (!failed) begin();
    },
    pause: (): void => {
      wanted = false;
      recognition?.stop();
    },
    /** what was understood, since it was begun */
    words: (): string => {
      keepUnsure();
      return said.join(" ");
    },
    end: (): void => {
      wanted = false;
      said = [];
      unsure = "";
      recognition?.abort();
    },
  };
};
