import type { StreamProblemCode } from "../protocol/problems.ts";

/** What people read in a `problem` event; details of upstream stay in the log. */
const OF_EXCHANGE: Partial<Record<StreamProblemCode, string>> = {
  "upstream-overloaded": "The service that answers is overloaded. Your words are kept; try again in a moment.",
  "upstream-unavailable": "The service that answers could not be reached. Your words are kept; try again in a moment.",
  "upstream-stalled": "The answer stopped coming. Your words are kept; try again.",
  "upstream-refused-key":
    "The service that answers refused this site's key. Your words are kept; staff have to mend this.",
  "model-not-found": "The model this scenario asks for is not available. Your words are kept; staff have to mend this.",
  "model-refused": "The partner declined to answer that. Your words are kept; say it another way.",
  "server-stopped": "The server stopped in the middle of the answer. Your words are kept; try again.",
};
export const problemText = (code: StreamProblemCode): string =>
  OF_EXCHANGE[code] ?? "Something went wrong with the answer. Your words are kept; try again.";

const OF_ASIDE: Partial<Record<StreamProblemCode, string>> = {
  "upstream-overloaded": "The service that answers is overloaded. Your question is kept; ask again in a moment.",
  "upstream-unavailable":
    "The service that answers could not be reached. Your question is kept; ask again in a moment.",
  "upstream-stalled": "The answer stopped coming. Your question is kept; ask again.",
  "upstream-refused-key":
    "The service that answers refused this site's key. Your question is kept; staff have to mend this.",
  "model-not-found":
    "The model this scenario asks for is not available. Your question is kept; staff have to mend this.",
  "model-refused": "The coach declined to answer that. Your question is kept; ask it another way.",
  "server-stopped": "The server stopped in the middle of the answer. Your question is kept; ask again.",
  exhausted: "What was said meanwhile left too little for an answer. Your question is kept.",
};
/** What people read where an aside has no answer. */
export const asideProblemText = (code: StreamProblemCode): string =>
  OF_ASIDE[code] ?? "Something went wrong with the answer. Your question is kept; ask again.";
