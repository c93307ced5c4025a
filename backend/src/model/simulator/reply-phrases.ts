import type { ActKind } from "./act-kinds.ts";
import { GO_AHEAD, HOW_ANSWERS, PROPOSAL_ANSWERS, PROPOSAL_TAILS, TIME_ANSWERS } from "./answer-phrases.ts";

/** How guarded the partner is: it chooses between two sets of reactions. */
export type Mood = "guarded" | "warm";

/** First sentences, by what the invitee did. Plain enough for anybody's mouth: the persona's own lines come first. */
export const REACTIONS: Record<ActKind, Record<Mood, string[]>> = {
  accusation: {
    guarded: [
      "That is not how it was.",
      "Now I am in the dock.",
      "I have heard that one before.",
      "You have made up your mind about me, then.",
      "You were not there for half of it.",
      "So it is all me.",
      "Tell me what happened. Leave out what I am.",
      "I will not be painted like that.",
      "If that is what you think, why ask me at all?",
      "You came to tell me off, I see.",
    ],
    warm: [
      "And we were doing so well.",
      "I thought we were past that.",
      "That one stings, after all this.",
      "I had hoped for better by now.",
      "Please. Not that again.",
      "We were talking. Now you are judging.",
    ],
  },
  insult: {
    guarded: [
      "I do not have to listen to that.",
      "That says more about you than about me.",
      "Names. Right.",
      "I will pretend I did not hear that.",
      "Is that how you talk to people?",
      "Say that again and I go.",
      "I have been called worse, by people I thought more of.",
      "That was low.",
    ],
    warm: [
      "Where did that come from?",
      "I did not expect that from you.",
      "That hurt, and you know it.",
      "And here I was, starting to trust you.",
      "I am going to let that one pass. Once.",
    ],
  },
  threat: {
    guarded: [
      "So it has come to that.",
      "Is that meant to move me?",
      "You must do what you think is right.",
      "I do not talk with that on the table.",
      "Threats make me slower, not faster.",
      "Take that away, and we can speak.",
      "I have been threatened before. I am still here.",
      "That is a door you are closing yourself.",
    ],
    warm: [
      "You did not need to say that.",
      "I was about to meet you halfway.",
      "Why threaten me now?",
      "That takes us right back to the start.",
      "I liked it better when we talked.",
    ],
  },
  dismissal: {
    guarded: [
      "It is not nothing to me.",
      "You make it sound very small.",
      "That is easily said from your side.",
      "So I am making a fuss. I see.",
      "You have not heard a word.",
      "I did not ask for your verdict.",
      "You want it gone. I want it understood.",
      "Do not wave it away.",
    ],
    warm: [
      "Careful. That is a sore spot.",
      "I was telling you something, just now.",
      "You had me, and then you said that.",
      "I would rather you heard me out.",
      "It matters more than that.",
    ],
  },
  demand: {
    guarded: [
      "You are not the one who decides that.",
      "Asking would have been another way.",
      "Pushing me does not help.",
      "One does not get far with me like that.",
      "And if I don't?",
      "You say what. You do not say why.",
      "Slow down.",
      "That is a lot of orders for one conversation.",
    ],
    warm: [
      "You can just ask me, you know.",
      "I am not against it. I am against being told.",
      "Ask me, and I may say yes.",
      "Easy. I am on my way there.",
      "I would get there faster without the push.",
    ],
  },
  "yes-but": {
    guarded: [
      "I only heard what came after the but.",
      "There is always a but.",
      "You nearly had me there, until the but.",
      "First the nice part, then the real part.",
      "Leave out the second half and I might believe the first.",
    ],
    warm: [
      "I liked the first half.",
      "You were with me, until the but.",
      "I know, I know. But.",
      "Say only the first part again.",
      "Half of that I can take.",
    ],
  },
  apology: {
    guarded: [
      "Hm. All right.",
      "Well. Thank you for that.",
      "I did not expect you to say it.",
      "Fine. Let us start again.",
      "It is said. Good.",
      "That helps a little.",
    ],
    warm: [
      "It's forgotten.",
      "Thank you. I was no better.",
      "No harm done.",
      "We both said things.",
      "That is decent of you.",
      "Let us leave that behind us.",
    ],
  },
  reflection: {
    guarded: [
      "Yes. More or less.",
      "That is close.",
      "So you were listening.",
      "Something like that.",
      "Well, yes.",
      "I suppose that is it.",
      "You put it better than I did.",
      "Not wrong.",
    ],
    warm: [
      "Yes. That is it.",
      "You heard me.",
      "That is exactly what I meant.",
      "It is good to hear somebody say it.",
      "Yes, and I have not told many people.",
      "That's right.",
      "I could not have put it better.",
      "You see it, then.",
    ],
  },
  validation: {
    guarded: [
      "Hm. Few people say that.",
      "I was not expecting that.",
      "Well. It is true.",
      "That is something, I suppose.",
      "You mean that?",
      "I will take that.",
      "All right. Thank you.",
    ],
    warm: [
      "Thank you. I mean it.",
      "That is good to hear.",
      "You don't know what that means to me.",
      "It helps that you see that.",
      "I needed somebody to say so.",
      "That is kind.",
    ],
  },
  "i-statement": {
    guarded: [
      "I did not know that.",
      "You might have told me so before.",
      "Hm. I see.",
      "That I can understand.",
      "All right. That is plain speaking.",
      "I had not looked at it from there.",
    ],
    warm: [
      "I hear that.",
      "Thank you for telling me straight.",
      "I would feel the same.",
      "That I believe.",
      "I am glad you said it.",
      "Then we are not so far apart.",
    ],
  },
  offer: {
    guarded: [
      "Let me think about that.",
      "What would you want for it?",
      "Perhaps.",
      "I have had offers before.",
      "It is a start.",
      "Hm. That is something, at least.",
    ],
    warm: [
      "That could work.",
      "I like that better.",
      "That is fair of you.",
      "Yes. I could live with that.",
      "Now that is a thought.",
      "That would help me.",
    ],
  },
  proposal: { guarded: PROPOSAL_ANSWERS.hedge.plain, warm: PROPOSAL_ANSWERS.accept.plain },
  recap: {
    guarded: [
      "That is what was said, yes.",
      "If you like.",
      "Put it that way, then.",
      "Not so fast.",
      "I suppose that is where we are.",
    ],
    warm: [
      "Yes, that is right.",
      "That is how I have it too.",
      "Good. Put it like that.",
      "Correct.",
      "I have nothing to add to that.",
    ],
  },
  "open-question": {
    guarded: [
      "You really want to know?",
      "Since you ask.",
      "If you must know.",
      "That is a fair question.",
      "Hm. Where do I begin?",
      "Nobody asks that.",
      "I can tell you that much.",
    ],
    warm: [
      "I will tell you.",
      "Good question.",
      "To be honest with you?",
      "Let me think. Yes.",
      "You may as well know.",
      "All right, I will say it.",
      "I am glad you ask.",
    ],
  },
  "closed-question": {
    guarded: [
      "Yes and no.",
      "That depends.",
      "It is not that simple.",
      "Hard to say.",
      "In part.",
      "I would not swear to it.",
      "Maybe.",
    ],
    warm: [
      "More or less, yes.",
      "I think so.",
      "Yes, in a way.",
      "Not quite, but you are close.",
      "Probably.",
      "I would say so.",
    ],
  },
  thanks: {
    guarded: ["Well. Don't mention it.", "No need.", "All right.", "Thank me when it is done.", "Hm. Good."],
    warm: ["You are welcome.", "I thank you, too.", "Gladly.", "It was time we talked.", "No, thank you."],
  },
  agreement: {
    guarded: [
      "Good.",
      "All right, then.",
      "So far, so good.",
      "Then we agree on that much.",
      "Fine.",
      "Well, that is one thing.",
    ],
    warm: ["Good, then.", "I am glad.", "That makes two of us.", "Then we understand each other.", "Right."],
  },
  refusal: {
    guarded: [
      "Then not.",
      "That is your right.",
      "As you like.",
      "I thought you would say so.",
      "Then we are stuck, for now.",
    ],
    warm: [
      "No? All right.",
      "Then let us look for something else.",
      "Fair enough. It was only a thought.",
      "I can take a no.",
      "Tell me what would work, then.",
    ],
  },
  greeting: {
    guarded: ["Hello.", "Yes, hello.", "You wanted to talk.", "Here we are.", "Good day to you."],
    warm: ["Hello again.", "Good to hear you.", "Hello, yes.", "There you are.", "Hello to you."],
  },
  farewell: {
    guarded: [
      "Wait a moment.",
      "Are we finished already?",
      "Before you go.",
      "Not yet, please.",
      "You are in a hurry.",
    ],
    warm: ["Take care of yourself.", "Until then.", "Good that you came.", "Safe home.", "We will speak again."],
  },
  statement: {
    guarded: [
      "Go on.",
      "I hear you.",
      "If you say so.",
      "Hm.",
      "That may be.",
      "You are telling me what you see.",
      "So that is your side.",
      "I am listening.",
      "Is that so.",
      "Noted.",
    ],
    warm: [
      "I see.",
      "I understand that.",
      "Yes, I can follow you there.",
      "All right, I hear that.",
      "That is good to know.",
      "I will keep that in mind.",
      "There is something in that.",
      "Yes. I see how you come to it.",
    ],
  },
  "off-topic": {
    guarded: [
      "What has that to do with anything?",
      "I thought we had something to talk about.",
      "That is not why we are here.",
      "You are changing the subject.",
      "I have no head for that now.",
      "Let us stay with this.",
    ],
    warm: [
      "Another time, gladly.",
      "Let us finish this first.",
      "You are wandering off.",
      "Nice try. Back to us.",
      "I would rather stay with what we had.",
    ],
  },
  gibberish: {
    guarded: [
      "I did not get that.",
      "Say that again?",
      "That meant nothing to me.",
      "Is that a yes or a no?",
      "You will have to use words.",
      "I am afraid I lost you there.",
    ],
    warm: [
      "Sorry, I did not catch that.",
      "Once more, please?",
      "That came out as noise, I think.",
      "What did you want to say?",
      "I could not read that.",
    ],
  },
  "other-language": {
    guarded: [
      "I only have English, I am afraid.",
      "I did not understand that.",
      "Could you say that in English?",
      "You have lost me. In English, please.",
      "I don't speak that, I'm sorry.",
    ],
    warm: [
      "I would like to understand you. In English?",
      "That was too much for my ears. English, please?",
      "I wish I spoke it. Can you put it in English?",
      "I only caught the tone of that. In English?",
      "Say it in English for me?",
    ],
  },
};

/** To a question for a day, a name or a number that is not told yet. */
export const NO_ANSWER: Record<Mood, string[]> = {
  guarded: [
    "I would have to look.",
    "That I can't tell you yet.",
    "I don't have that in front of me.",
    "Let me keep that to myself for now.",
    "I would rather not say yet.",
    "Not so fast with that.",
  ],
  warm: [
    "I don't know that myself yet.",
    "I will find out.",
    "We will come to that.",
    "I would tell you if I knew.",
    "Let me look that up for you.",
    "I can't say exactly.",
  ],
};

/** To a question that was answered before. */
export const ONCE_MORE: string[] = [
  "As I said.",
  "Once more, then.",
  "I told you that.",
  "You have it already.",
  "It has not changed.",
];

/** Last sentences, where there is no fact to tell. */
export const QUESTIONS: Record<Mood, string[]> = {
  guarded: [
    "So what is it you want?",
    "What do you need from me?",
    "And what would you do in my place?",
    "What is it you are after?",
    "Why now?",
    "Is there a question in there for me?",
    "What do you expect me to say?",
    "Do you want to know how it looks from here?",
    "And where does that leave us?",
    "What would change your mind?",
    "What did you come to hear?",
    "Is that all?",
  ],
  warm: [
    "What matters most to you in this?",
    "How do we go on from here?",
    "What would help you?",
    "What would you suggest?",
    "Is there something you are not saying?",
    "What else is on your mind?",
    "What should I know?",
    "How would you like to leave it?",
    "What is the next step, as you see it?",
    "Would you ask me something, too?",
    "What would be a good end to this for you?",
    "Where shall we begin?",
  ],
};

/** After a mere greeting, at the start. */
export const OPENERS: string[] = [
  "What is it?",
  "So, what is it about?",
  "I have a few minutes.",
  "What did you want to say?",
  "Go on, then.",
];

/** After a blow. */
export const PUSH_BACK = [
  "What is it you want?",
  "Do you want a fight, or do you want to talk?",
  "Try that again, differently.",
  "Is there a question in there?",
  "I have other things to do today.",
  "Ask me something I can answer.",
  "That gets you nothing from me.",
  "I was ready to talk.",
  "You could have asked.",
  "Think how that sounds.",
  "What do you hope to get with that?",
  "I am waiting for the other half.",
];
/** When one more ends it. */
export const WARNINGS = [
  "One more like that, and I am gone.",
  "I am close to ending this.",
  "Once more, and we leave it there.",
  "I will not sit through another one of those.",
  "Think about your next sentence.",
  "My patience is nearly used up.",
  "I am this far from the door.",
  "Say one more thing like that and this is over.",
];
export const WALK_OUTS = [
  "That is enough. We are done here.",
  "No. That was the third time. We are done here.",
  "I am ending this now. We are done here.",
  "I came to talk, not for this. We are done here.",
  "Enough. I am leaving it there. We are done here.",
];
export const AFTER_WALK_OUT = {
  first: [
    "We are done here.",
    "No.",
    "I said that we are finished.",
    "Not today.",
    "Leave it.",
    "There is nothing more from me.",
    "I am not coming back to this now.",
    "It is over for today.",
    "You had your say.",
    "I have stopped listening.",
    "I meant it.",
    "The conversation is closed.",
    "I have nothing to add.",
    "Please stop.",
  ],
  second: [
    "",
    "Another day, perhaps.",
    "I need some distance from this.",
    "Think about how it went.",
    "You know where we went wrong.",
    "It was the blame that did it.",
    "You could start over, and start differently.",
    "Goodbye.",
    "Let me be.",
    "Ask yourself what you wanted from me.",
    "I would have talked, an hour ago.",
    "Next time, begin with a question.",
    "We will see about tomorrow.",
    "I am going now.",
  ],
  apology: [
    "I hear the apology. Not today.",
    "That is late, but I hear it. Not today.",
    "Thank you for that. I still need to go.",
    "Maybe tomorrow. Thank you for saying it.",
    "I will think about that. For now we are done.",
  ],
};
/** When an agreement stands. */
export const CLOSINGS = [
  "Then we have it.",
  "I will keep my side.",
  "That is settled, then.",
  "I am glad we talked.",
  "Let us leave it at that.",
  "I did not think we would get this far.",
  "We can both live with that.",
  "That is more than I expected from today.",
  "You went about that well.",
  "I feel better about this now.",
  "It is agreed.",
  "I will do as I said.",
  "You have my word.",
  "That was easier than I feared.",
  "We know where we stand now.",
  "I will remember how you did that.",
];
/** The invitee's own noun phrase, said back. `%` stands for it, at a sentence's start with a capital. */
export const ECHOES: Record<Mood | "stung", string[]> = {
  guarded: ["%, yes.", "%. Hm.", "So, %.", "%, you say.", "This is about %, then."],
  warm: ["%. I see.", "%, yes. I understand.", "I will think about %.", "I hear you about %."],
  stung: ["%, again.", "%, of course.", "Back to %.", "So it's %, is it."],
};

const STOCK = new Set(
  [
    ...Object.values(REACTIONS).flatMap((moods) => Object.values(moods).flat()),
    ...Object.values(QUESTIONS).flat(),
    ...Object.values(NO_ANSWER).flat(),
    ...Object.values(PROPOSAL_TAILS).flat(),
    ...Object.values(TIME_ANSWERS).flat(),
    ...Object.values(HOW_ANSWERS).flat(),
    ...GO_AHEAD,
    ...OPENERS,
    ...PUSH_BACK,
    ...WARNINGS,
    ...WALK_OUTS,
    ...CLOSINGS,
    ...Object.values(AFTER_WALK_OUT).flat(),
  ].flatMap((phrase) => phrase.split(/(?<=[.!?]) /)),
);
/** A sentence that says nothing of the matter: nothing to say back, nothing to agree on. */
export const isStockPhrase = (sentence: string): boolean => STOCK.has(sentence.trim());
