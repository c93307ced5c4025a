/** What the partner says to a proposal. `%` stands for the day that was proposed. */
export const PROPOSAL_ANSWERS: Record<"accept" | "hedge", { plain: string[]; withDay: string[] }> = {
  accept: {
    plain: [
      "Yes, we can do that.",
      "That works for me.",
      "All right, agreed.",
      "Yes. Let us do it that way.",
      "I can agree to that.",
      "Yes, gladly.",
    ],
    withDay: ["%, yes. That works for me.", "% suits me.", "Yes, % is fine.", "Agreed, %."],
  },
  hedge: {
    plain: [
      "I can't promise that yet.",
      "Perhaps. I am not there yet.",
      "I would have to think about that.",
      "Maybe. Not today.",
      "That is quick. Let me see.",
      "I won't say no, and I won't say yes.",
    ],
    withDay: [
      "%? I can't promise that yet.",
      "% may be too soon.",
      "I would have to see about %.",
      "Perhaps %. I will not be held to it.",
    ],
  },
};
/** After the answer to a proposal, where there is no fact to tell. */
export const PROPOSAL_TAILS: Record<"accept" | "hedge", string[]> = {
  accept: [
    "What else should we settle?",
    "What do you need from me for that?",
    "Is there more to it, for you?",
    "And what comes after that?",
    "Is that what you came for?",
    "How shall we go about it?",
  ],
  hedge: [
    "Why does it matter so much to you?",
    "Hear me out first.",
    "What is in it for me?",
    "There is more to it than that.",
    "We have not talked it through.",
    "What made you think of that?",
  ],
};

/** To "do you have a minute?" and its like; it fits "is this a bad time?" as well. */
export const TIME_ANSWERS: Record<"guarded" | "warm", string[]> = {
  guarded: [
    "I have a minute.",
    "I can spare a few minutes.",
    "Now is as good a time as any.",
    "I can listen for a moment.",
    "It will do, if it is short.",
  ],
  warm: [
    "I have time for you.",
    "Now is good.",
    "I can make time.",
    "There is time for this.",
    "I am here as long as it takes.",
  ],
};
/** To "hello, how are you?" */
export const HOW_ANSWERS: Record<"guarded" | "warm", string[]> = {
  guarded: [
    "I have been better.",
    "As you see me.",
    "Getting by.",
    "I can't complain.",
    "It has been that sort of week.",
  ],
  warm: [
    "Better, thank you.",
    "Well enough, thank you.",
    "Not bad, now.",
    "Better than this morning.",
    "All right, thanks.",
  ],
};
/** After a request to talk about something, which is not to be asked for again. */
export const GO_AHEAD = [
  "Go on, then.",
  "I am listening.",
  "What about it?",
  "Say what is on your mind.",
  "Begin, then.",
];
