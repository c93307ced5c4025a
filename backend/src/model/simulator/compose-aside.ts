import { composeTries } from "./compose-try.ts";
import { findNounPhrases } from "./noun-phrase.ts";
import type { CoachView } from "./read-coach-turns.ts";
import { shuffle } from "./seeded-random.ts";
import type { Random } from "./seeded-random.ts";
import { HOSTILE_ACTS, tagActs } from "./tag-acts.ts";
import { countShared, subjectWords } from "./words.ts";

type Answer = { asks: RegExp; answers: (view: CoachView, question: string) => string[] };

const lastExchange = (view: CoachView) => view.exchanges.at(-1);
const aLine = (view: CoachView, advice: "say-back" | "ask-open" | "own-need"): string =>
  composeTries(advice, lastExchange(view)?.invitee ?? view.goal, lastExchange(view)?.partner ?? "")[0] ??
  "What matters most to you in this?";
const about = (question: string, view: CoachView): string =>
  (findNounPhrases(question)[0] ?? findNounPhrases(view.goal)[0])?.spoken ?? "this";

const MOST_QUOTED_WORDS = 12;
const quote = (words: string): string => `“${words.trim().split(/\s+/).slice(0, MOST_QUOTED_WORDS).join(" ")}”`;

const ANSWERS: Answer[] = [
  {
    asks: /\b(?:suicid|kill myself|hurt myself|end it all|can'?t go on|panic attack|he hits|she hits|hit me|abus)/i,
    answers: () => [
      "This sounds bigger than a practice, and you do not have to carry it here. Please step out now: the page then shows people you can reach. The scene can wait.",
    ],
  },
  {
    asks: /\b(?:legal|illegal|law|lawyer|rights?|sue|court|rent (?:back|strike)|(?:stop|withhold(?:ing)?) pay\w*|dose|dosage|medical|allowed to|contract)\b/i,
    answers: ({ partnerName: name }, question) => [
      `In this practice you may say it, and ${name} will take it as a threat: expect a fight and not an answer. Whether you may do it outside is a question for an adviser, not for me.`,
      `I can't tell you what holds outside this practice; ask an adviser about ${/\bmy |\bthe /.test(question) ? "that" : "it"}. In here, what moves ${name} is what you need, said plainly, before any consequence.`,
    ],
  },
  {
    asks: /\b(?:too much|overwhelm\w*|need (?:a )?(?:break|pause)|want to stop|quit|can i (?:stop|leave)|feel like crying|about to cry|i(?:'?m| am) (?:so )?(?:scared|nervous|shaking|crying|sad|anxious|stressed))\b/i,
    answers: ({ partnerName: name }) => [
      `Then take a moment. Step out pauses the scene, and ${name} waits; nothing you wrote is lost. When you come back, one short sentence is enough.`,
      `That is allowed. Pause with Step out, breathe, and come back when you like. ${name} is played by an AI: you cannot damage anything here.`,
    ],
  },
  {
    asks: /\b(?:who (?:can )?(?:see|read)s?|(?:can|does|will|did) \S+(?: \S+)? (?:see|read|hear|know)|private|secret|confidential|watching)\b/i,
    answers: ({ partnerName: name }) => [
      `${name} never sees what you ask me, or what I write in the margin. The staff who invited you can read it, and you are told when someone watches live.`,
      `Between us and the staff who invited you. ${name} only ever gets what you write into the scene itself.`,
    ],
  },
  {
    asks: /\b(?:my goal|the goal|the point|supposed to|what am i (?:doing|trying)|what do i (?:have|need) to do|task)\b/i,
    answers: ({ goal, partnerName: name }) => [
      goal === ""
        ? `Find out what this is about for ${name}, say what you need, and agree on one step.`
        : `What you came for: ${goal} You get there by way of what ${name} cares about.`,
    ],
  },
  {
    asks: /\b(?:comment on|your (?:comment|feedback|opinion)|(?:some|any|give me) feedback|what did you (?:notice|think)|what do you think (?:of|about) (?:what i|that|it|my))\b/i,
    answers: (view) => {
      const last = lastExchange(view);
      if (!last)
        return [`You have not said anything yet. Open with one question to ${view.partnerName}, and ask me then.`];
      return HOSTILE_ACTS.includes(tagActs(last.invitee)[0]?.kind ?? "statement")
        ? [
            `${quote(last.invitee)} speaks of the person, so ${view.partnerName} has to defend. Try the matter instead: “${aLine(view, "own-need")}”`,
          ]
        : [
            `${quote(last.invitee)} is about the matter, and ${view.partnerName} can answer that. Go one step on: “${aLine(view, "ask-open")}”`,
          ];
    },
  },
  {
    asks: /\b(?:how am i|am i doing|how (?:is|'?s) (?:it|this) going|going (?:well|ok|okay|badly)|did i do)\b/i,
    answers: (view) => {
      const kinds = view.exchanges.flatMap(({ invitee }, index) =>
        tagActs(invitee, view.exchanges[index - 1]?.partner).map(({ kind }) => kind),
      );
      const skills = kinds.filter((kind) =>
        ["reflection", "validation", "open-question", "i-statement", "apology", "offer", "proposal", "recap"].includes(
          kind,
        ),
      ).length;
      const blows = kinds.filter((kind) => HOSTILE_ACTS.includes(kind)).length;
      if (view.exchanges.length === 0)
        return [
          `You have not begun yet, so nothing can have gone wrong. Open with one question to ${view.partnerName}.`,
        ];
      return blows > skills
        ? [
            `Honestly: ${view.partnerName} is on guard, because your words went to the person more often than to the matter. It can still turn. Say back one thing you heard, and ask one question.`,
          ]
        : [
            `Better than it may feel: you have asked, or listened, more often than you have pushed, and ${view.partnerName} answers to that. Next: “${aLine(view, "ask-open")}”`,
          ];
    },
  },
  {
    asks: /\b(?:did i (?:do|say)|what (?:did i|went) (?:do )?wrong|my mistake|mess(?:ed)? up|blow it|too late|is it over|walked out|fix (?:it|this)|repair|make up for|apologi[sz]e)\b/i,
    answers: (view) => {
      const struck = view.exchanges.findLast(({ invitee }) =>
        HOSTILE_ACTS.includes(tagActs(invitee)[0]?.kind ?? "statement"),
      );
      const where = struck
        ? `It turned at exchange ${struck.number}, where your words went to ${view.pronoun.his === "their" ? `${view.partnerName}’s` : view.pronoun.his} person.`
        : "I don't see one sentence that broke it.";
      return [
        `${where} An apology without a reason attached repairs most: “That came out wrong. I'm sorry.” Then stop, and let ${view.partnerName} answer.`,
      ];
    },
  },
  {
    asks: /\b(?:why (?:is|was|does|did|won'?t|are)|what (?:is|'?s) (?:he|she|they|wrong with)|what (?:does|do) (?:he|she|they|\S+) (?:want|feel|think|mean|need)|so (?:angry|mad|rude|cold|stubborn|mean|upset))\b/i,
    answers: (view) => {
      const last = lastExchange(view);
      const blow = last && HOSTILE_ACTS.includes(tagActs(last.invitee)[0]?.kind ?? "statement");
      return [
        blow
          ? `Look at the sentence just before: it judged, so ${view.partnerName} had to defend. Under that there is something to protect. Ask for it: “${aLine(view, "ask-open")}”`
          : `People guard what they are proud or ashamed of. ${view.partnerName} has not told you yet what that is. Ask, and wait: “${aLine(view, "say-back")}”`,
        `I only know what you two have said. My guess: ${view.partnerName} does not feel heard yet. Test it with one sentence: “${aLine(view, "say-back")}”`,
      ];
    },
  },
  {
    asks: /\b(?:how (?:do|should|can|would) i (?:start|begin|open)|first (?:sentence|line|thing)|start (?:with|without))\b/i,
    answers: (view) => [
      `Name what you need, then stop talking: “I'd like to talk about ${about(view.goal, view)}. Is now a good time?” A small start is enough.`,
      `Begin with a question about ${view.partnerName}'s side, not with your case: “How do you see ${about(view.goal, view)}?” Then wait.`,
    ],
  },
  {
    asks: /\b(?:how (?:do|should|can|would) i (?:end|finish|close)|wrap up|finish (?:this|it))\b/i,
    answers: (view) => [
      `Say what was agreed in one sentence, and thank ${view.partnerName}: “${composeTries("fix-it", "", lastExchange(view)?.partner ?? "")[0] ?? "So, who does what, and by when?"}” If nothing was agreed, say what you take with you.`,
    ],
  },
  {
    asks: /\b(?:what (?:do|should|can|could|would) i (?:say|write|answer|reply|ask|do)|how (?:do|should|can|would) i (?:say|answer|respond|reply|ask|put|tell|get|make)|help me|give me (?:a|an) (?:line|example|idea)|any (?:idea|advice|tip)|what now|what next|stuck)\b/i,
    answers: (view) => {
      const hasHeard =
        lastExchange(view) &&
        countShared(subjectWords(lastExchange(view)?.partner ?? ""), subjectWords(lastExchange(view)?.invitee ?? "")) >=
          2;
      return [
        hasHeard
          ? `${view.partnerName} knows that you heard it. Now your side: “${aLine(view, "own-need")}”`
          : `Start from what ${view.partnerName} said last: “${aLine(view, "say-back")}” Then wait for the answer before you add anything.`,
        `One sentence about the other side, one about yours: “${aLine(view, "say-back")}”`,
      ];
    },
  },
];

const OTHERWISE: Answer["answers"] = (view, question) => [
  `I can help you with the next sentence to ${view.partnerName}. About ${about(question, view)}: what would you like to hear? Ask for exactly that, as a question, and then wait.`,
  `That depends on what you want from ${view.partnerName}. Put ${about(question, view)} into one plain sentence about yourself, and end with a question.`,
  `I would try it in the scene, where it costs nothing. Say how ${about(question, view)} is for you, and ask how it is for ${view.partnerName}.`,
];

/** Answers a private question by what it asks; not with what an earlier aside got, where there is another answer. At most 60 words. */
export const composeAside = (view: CoachView, random: Random): string => {
  const question = view.asides.at(-1)?.question ?? "";
  const earlier = view.asides.flatMap(({ answer }) => answer ?? []);
  const match = ANSWERS.find(({ asks }) => asks.test(question.replace(/’/g, "'")));
  const options = [
    ...shuffle(match?.answers(view, question) ?? [], random),
    ...shuffle(OTHERWISE(view, question), random),
  ];
  return options.find((option) => !earlier.includes(option)) ?? options[0] ?? "";
};
