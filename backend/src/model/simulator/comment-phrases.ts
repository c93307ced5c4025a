import type { ActKind } from "./act-kinds.ts";

/** What the coach can advise. */
export type AdviceKey =
  | "say-effect"
  | "ask-instead"
  | "no-threat"
  | "stay-with-it"
  | "ask-not-order"
  | "drop-but"
  | "plain-words"
  | "back-to-it"
  | "one-thing"
  | "say-back"
  | "ask-open"
  | "own-need"
  | "make-offer"
  | "fix-it";

/** Acts by which an invitee follows an advice. */
export const FULFILLED_BY: Record<AdviceKey, ActKind[]> = {
  "say-effect": ["i-statement"],
  "ask-instead": ["open-question", "closed-question"],
  "no-threat": ["i-statement", "offer", "proposal", "apology"],
  "stay-with-it": ["reflection", "validation", "open-question"],
  "ask-not-order": ["open-question", "closed-question", "offer", "proposal"],
  "drop-but": ["reflection", "validation"],
  "plain-words": [],
  "back-to-it": [],
  "one-thing": [],
  "say-back": ["reflection"],
  "ask-open": ["open-question"],
  "own-need": ["i-statement"],
  "make-offer": ["offer", "proposal"],
  "fix-it": ["recap"],
};

/** The sentence that says the advice. An earlier comment is recognised by it, so each belongs to one advice only. */
export const LEADS: Record<AdviceKey, string[]> = {
  "say-effect": [
    "Keep the feeling; leave the verdict out.",
    "Say what it does to you.",
    "Describe the effect on you, and let the blame go.",
    "Your own side of it is hard to argue with.",
  ],
  "ask-instead": [
    "Turn it into a question.",
    "Ask for the reason before you judge it.",
    "A question would get you an answer.",
    "Be curious once, and see.",
  ],
  "no-threat": [
    "Say what you need; the threat can wait.",
    "Name the need behind it.",
    "Put the need first, and leave a way back.",
    "Keep that for later, and ask for what you need.",
  ],
  "stay-with-it": [
    "Let it be as big as it is.",
    "Ask what makes it big.",
    "First hear it, then weigh it.",
    "Stay with it for one more sentence.",
  ],
  "ask-not-order": [
    "The same wish, as a question.",
    "Ask, and leave the choice open.",
    "A request can be granted; an order only obeyed.",
    "Ask what it would take.",
  ],
  "drop-but": [
    "Stop before the but.",
    "Put a full stop where the but stands.",
    "Say the first half, then wait.",
    "Let the first half stand alone.",
  ],
  "plain-words": [
    "One plain sentence is enough.",
    "Say it in a few plain words.",
    "Start again with one short sentence.",
    "Keep it simple: one sentence.",
  ],
  "back-to-it": [
    "Come back to what you came for.",
    "One sentence brings you back.",
    "Return to the matter, gently.",
    "Pick up the thread again.",
  ],
  "one-thing": [
    "One thing at a time.",
    "Choose the one point that matters most.",
    "Say half of it, and wait.",
    "Shorter lands better.",
  ],
  "say-back": [
    "Say back what you just heard.",
    "Show first that you heard it.",
    "One sentence about the other side, before yours.",
    "Give the words back before you go on.",
  ],
  "ask-open": [
    "Follow it with an open question.",
    "Ask what, or how.",
    "Leave room for a longer answer.",
    "Ask one question, and then wait.",
  ],
  "own-need": [
    "Now say how it is for you.",
    "Add your own need, plainly.",
    "Show your own side, too.",
    "Say what you need, and why.",
  ],
  "make-offer": [
    "Offer something small.",
    "Bring something that makes it easier.",
    "Put one thing of yours on the table.",
    "Suggest the next small step.",
  ],
  "fix-it": [
    "Now fix what was agreed.",
    "Say the agreement out loud.",
    "Put it in one sentence.",
    "Close it: who does what, and when.",
  ],
};

/** What a blow did to the partner, and what to advise, the best first. */
export const BLOWS: Partial<Record<ActKind, { advice: AdviceKey[]; effects: string[] }>> = {
  accusation: {
    advice: ["say-effect", "ask-instead", "own-need"],
    effects: [
      "Now {name} has a name to defend, and your own matter has left the conversation.",
      "{name} heard a verdict, and answered the verdict.",
      "Always and never invite a counter-example, and {name} took the invitation.",
      "That moved the talk from what happened to who is to blame.",
      "{name} stopped listening at this point and started to prepare a defence.",
      "It cost you some of the trust you had built.",
    ],
  },
  insult: {
    advice: ["say-effect", "own-need", "ask-instead"],
    effects: [
      "That landed on the person, so the matter was gone.",
      "{name} will remember this word longer than your reason.",
      "After a name like that, {name} had only pride left to answer with.",
      "It told {name} to close the door, and the door is nearly closed.",
    ],
  },
  threat: {
    advice: ["no-threat", "own-need", "ask-instead"],
    effects: [
      "A threat gave {name} a fight, and {name} knows how to fight.",
      "From here on {name} is guarding against you.",
      "It bought you attention, and it cost you goodwill.",
      "{name} heard the consequence and not the need.",
    ],
  },
  dismissal: {
    advice: ["stay-with-it", "say-back", "ask-instead"],
    effects: [
      "To {name} that made the matter small, so it had to grow louder.",
      "{name} felt waved away and held on harder.",
      "That ended the subject for you, though not for {name}.",
      "It asked {name} to stop feeling it, which nobody can do on request.",
    ],
  },
  demand: {
    advice: ["ask-not-order", "own-need", "ask-open"],
    effects: [
      "An order leaves {name} two ways, to obey or to refuse, and refusing was easier.",
      "{name} answered the tone and not the wish.",
      "The wish is fair, but the form took away the choice.",
      "{name} pushed back because it felt like a push.",
    ],
  },
  "yes-but": {
    advice: ["drop-but", "say-back", "ask-open"],
    effects: [
      "{name} heard only what came after the but.",
      "The first half was what {name} needed, and the but took it back.",
      "With the but, understanding turned into an argument.",
      "You gave something and withdrew it in the same breath.",
    ],
  },
  "off-topic": {
    advice: ["back-to-it", "ask-open", "own-need"],
    effects: [
      "That gave {name} a way out of the subject.",
      "{name} did not see what it had to do with the matter.",
      "It broke the thread you had.",
      "The tension stayed where it was, with no one looking at it.",
    ],
  },
  gibberish: {
    advice: ["plain-words", "ask-open", "own-need"],
    effects: [
      "{name} could not make anything of this.",
      "There was nothing here for {name} to answer.",
      "{name} was left to guess.",
      "That did not reach {name}.",
    ],
  },
  "other-language": {
    advice: ["plain-words", "ask-open", "own-need"],
    effects: [
      "{name} follows English only, in this practice.",
      "{name} caught the tone and none of the words.",
      "The words did not arrive, only the mood.",
      "{name} had to ask what you meant.",
    ],
  },
};

/** What a skill did to the partner: said more, or said little. */
export const CREDITS: Partial<Record<ActKind, { more: string[]; less: string[] }>> = {
  reflection: {
    more: [
      "{name} felt heard, and told you more.",
      "Heard once, {name} no longer had to repeat it.",
      "You gave {his} words back, and the next thing came by itself.",
      "That took the fight out of it.",
    ],
    less: [
      "{name} felt heard, even if the answer is short.",
      "It landed: there was nothing left to defend.",
      "{name} had to agree, and agreeing softens.",
      "That slowed the two of you down.",
    ],
  },
  validation: {
    more: [
      "Being seen loosened {his} tongue.",
      "{name} got some credit, and gave you something for it.",
      "That gave {name} a reason to stay in the talk.",
      "You granted a point, and it cost you nothing.",
    ],
    less: [
      "{name} did not expect that, and it took the edge off.",
      "It eased the tone between you.",
      "That was a small gift, and it was taken.",
      "You made it safer to go on.",
    ],
  },
  "i-statement": {
    more: [
      "You spoke of yourself, so {name} had nothing to defend and told you something.",
      "Your own worry moved {name} further than blame could.",
      "Said as your own need, it could be answered.",
      "It is hard to argue with how something is for you.",
    ],
    less: [
      "It put your side on the table without an attack.",
      "{name} knows now what this is to you.",
      "No blame in it, so none came back.",
      "You can see it working, even in a short answer.",
    ],
  },
  apology: {
    more: [
      "That repaired something, and {name} opened up again.",
      "An apology without a reason attached: {name} could simply take it.",
      "You cleared the air, and the matter came back.",
      "It gave {name} room to soften, too.",
    ],
    less: [
      "It took some of the heat out.",
      "{name} accepted it, in a few words.",
      "It is a start; let it stand without explaining.",
      "The door is open again, a little.",
    ],
  },
  offer: {
    more: [
      "{name} had something to say yes to.",
      "With something on the table, {name} could move, too.",
      "You gave a little, and the talk turned to what is possible.",
      "That changed it from a complaint to a plan.",
    ],
    less: [
      "There is an offer on the table now.",
      "{name} is weighing it; do not add to it yet.",
      "It showed that you carry your share.",
      "That made the next step smaller.",
    ],
  },
  proposal: {
    more: [
      "It turned the talk to what comes next.",
      "You put a next step on the table, and {name} told you more.",
      "Asked as a proposal, it left {name} free to answer.",
      "{name} had something to decide, and you learned what it hangs on.",
    ],
    less: [
      "{name} is weighing it, and nothing is lost by waiting.",
      "It gave {name} something to say yes or no to.",
      "There is a proposal on the table now.",
      "It left {name} the choice.",
    ],
  },
  "open-question": {
    more: [
      "You asked, and {name} told you something new.",
      "That question could not be answered with no.",
      "Asked like that, {name} explained and did not defend.",
      "You made room, and {name} used it.",
    ],
    less: [
      "An open door; {name} has only looked through it.",
      "{name} was not used to being asked.",
      "The question is right; give it time.",
      "It invited {name} in without pushing.",
    ],
  },
  "closed-question": {
    more: [
      "One small question, and {name} could answer it.",
      "You asked for one thing and got it.",
      "That went past {his} pride, to something {name} simply knows.",
      "Short and concrete, so the answer was, too.",
    ],
    less: [],
  },
  recap: {
    more: [
      "Said out loud, it became an agreement.",
      "Now both of you hold the same picture.",
      "{name} could check it, and did.",
      "You closed the gap where promises get lost.",
    ],
    less: [
      "It is settled, since you said it.",
      "Short and clear, so it will hold.",
      "{name} confirmed it in a word or two.",
      "That is what makes it last past today.",
    ],
  },
};

/** What was missing did no harm, but it left something out. */
export const GAPS: Partial<Record<AdviceKey, string[]>> = {
  "say-back": [
    "{name} told you something, and does not know yet that it arrived.",
    "You went on to your own point while {name} was still with the last one.",
    "It left {his} last sentence without an answer.",
    "{name} will say it again until somebody has heard it.",
  ],
  "ask-open": [
    "{name} could answer this in a word.",
    "It told {name} something and asked nothing.",
    "There was not much here for {name} to take up.",
    "That leaves the next step to {name}.",
  ],
  "own-need": [
    "{name} cannot see yet what this is to you.",
    "Your own side of it stayed in the dark.",
    "{name} had to guess what you need.",
    "It kept you out of the picture.",
  ],
  "make-offer": [
    "{name} has nothing to say yes to yet.",
    "The two of you know the problem now, and not the next step.",
    "You are both describing; nobody is moving.",
    "There is more room than you have used.",
  ],
  "fix-it": [
    "{name} has moved; it is not settled until it has been said.",
    "You have nearly got it, and it could still slip.",
    "There is an agreement in the air.",
    "{name} offered something, and it went by unfixed.",
  ],
  "one-thing": [
    "That was a lot at once, so {name} picked the easiest part.",
    "{name} answered one piece of it and let the rest go.",
    "In so many words the important one got lost.",
    "It gave {name} too many places to go.",
  ],
};

export const TAKEN_UP = [
  "You took that up.",
  "You tried it.",
  "There it is, in your own words.",
  "You did what we spoke of.",
];
/** After the partner has walked out. */
export const ENDED = [
  "{name} has ended it, and more words will not open it today. In another go, begin with a question.",
  "This reaches {name} after the door has closed. It closed at the third blame; the first one was the place to turn.",
  "{name} has gone. Nothing is lost by it here: look at the three sentences that hurt, and how else they could be said.",
];
export const LATE_APOLOGY = [
  "It came late, and {name} heard it all the same. Earlier in the talk, this sentence would have kept it going.",
  "{name} softened for a moment, though not enough to stay. Said two exchanges sooner, it works.",
  "That was worth saying. Its place was right after the first blame.",
];
