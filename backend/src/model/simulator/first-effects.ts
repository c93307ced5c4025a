import type { ActKind } from "./act-kinds.ts";

/** What an invitee's first words did to the partner: told, not judged, since the first comment corrects nothing. */
export const FIRST_EFFECTS: Record<ActKind, [string, string]> = {
  insult: ["That landed on the person, and {name} went on guard.", "{name} felt that one before anything else."],
  threat: ["{name} heard what might follow, and went on guard.", "It made {name} watch for the next blow."],
  accusation: ["{name} heard blame in it, and answered the blame.", "It gave {name} something to defend."],
  dismissal: ["To {name} it made the matter sound small.", "{name} felt it waved away, and held on to it."],
  demand: ["{name} heard an order in it, and braced.", "{name} answered the push in it."],
  "yes-but": ["{name} heard most of all what came after the but.", "It gave {name} one thing and took one back."],
  apology: ["It took some of the heat out for {name}.", "{name} noticed that you began with a step back."],
  reflection: ["{name} noticed that you listen.", "{name} heard {his} own side in it."],
  validation: ["{name} felt seen for a moment.", "It made it a little easier for {name} to stay."],
  "i-statement": ["It told {name} how this is for you.", "{name} heard your side in it, and no blame."],
  offer: ["It gave {name} something to weigh.", "{name} saw that you bring something."],
  proposal: ["It gave {name} something to say yes or no to.", "{name} was asked to decide something with you."],
  recap: ["It gave {name} a picture to check.", "{name} heard how you see it standing."],
  "open-question": ["It asked {name} for more than a yes or a no.", "It gave {name} room to tell you something."],
  "closed-question": ["It gave {name} one small thing to answer.", "{name} could answer it in a few words."],
  thanks: ["It gave {name} a friendly start.", "{name} did not expect thanks first."],
  agreement: ["{name} heard a yes, and waits for the rest.", "It left the next word to {name}."],
  refusal: ["{name} heard a no first.", "It drew a line, and {name} saw it."],
  greeting: ["It opened the door, and {name} waits for what comes.", "{name} knows now that you want to talk."],
  farewell: ["{name} heard you leaving.", "It sounded to {name} like an end."],
  statement: [
    "It told {name} something, and {name} made of it what {name} could.",
    "{name} knows that much from you now.",
  ],
  "off-topic": ["{name} did not see what it had to do with the matter.", "It took {name} away from the subject."],
  gibberish: ["{name} could not make anything of it.", "{name} was left to guess."],
  "other-language": ["{name} caught the tone and none of the words.", "{name} follows English only, in this practice."],
};
/** The sentence of the first comment that says who reads it. */
export const ORIENTATIONS = [
  "I write here, in the margin, where {name} never looks.",
  "My notes stand beside your words; {name} never sees them.",
  "So it starts. What I write here, {name} never reads.",
  "I comment here, beside the scene; {name} never reads it.",
];
