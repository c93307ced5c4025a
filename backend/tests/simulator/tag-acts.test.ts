import { describe, expect, it } from "vitest";
import { tagActs } from "../../src/model/simulator/tag-acts.ts";
import type { ActKind } from "../../src/model/simulator/act-kinds.ts";

const TABLE: [ActKind, string][] = [
  ["accusation", "You always do this."],
  ["accusation", "you allways say that and you never listen"],
  ["accusation", "u dont care about anyone in this building"],
  ["accusation", "I feel like you are hiding something"],
  ["accusation", "It's your fault that she is ill."],
  ["accusation", "You lied to me."],
  ["insult", "You are a liar."],
  ["insult", "you're just being selfish"],
  ["threat", "Fix it or I'll call my lawyer."],
  ["threat", "See you in court."],
  ["threat", "Then I'll find another client."],
  ["threat", "If you carry on like this you'll have a stroke."],
  ["dismissal", "Calm down."],
  ["dismissal", "oh sure a jumper"],
  ["dismissal", "It's not a big deal"],
  ["dismissal", "You're overreacting."],
  ["dismissal", "I'm not sorry"],
  ["demand", "You have to fix the boiler today."],
  ["demand", "Send me the invoice now"],
  ["demand", "800 a day. Take it or leave it."],
  ["yes-but", "I understand, but the team had its reasons"],
  ["apology", "i am so sorry, that came out wrong"],
  ["apology", "I shouldn't have said that."],
  ["apology", "i didnt mean you personally"],
  ["reflection", "So you sat there from eight."],
  ["reflection", "It sounds like nobody asked you"],
  ["reflection", "You must be tired of all this"],
  ["validation", "That makes sense."],
  ["validation", "You have always been good to me"],
  ["validation", "I'm sorry to hear that"],
  ["validation", "You're not stupid"],
  ["i-statement", "I'm worried about my daughter"],
  ["i-statement", "my daughter coughs all nite"],
  ["offer", "I could come over on Saturday"],
  ["offer", "How about two invoices?"],
  ["offer", "If you keep the rate, I can deliver in January"],
  ["reflection", "So you worked late as usual and nobody thanked you"],
  ["reflection", "So you covered for them again, as usual, and nobody thanked you"],
  ["accusation", "So you ignored me, as usual."],
  ["accusation", "You were late again, as usual."],
  ["accusation", "So you did nothing as usual"],
  ["closed-question", "Same time as usual then?"],
  ["recap", "So we agreed on Thursday as usual"],
  ["proposal", "Could we agree on Thursday?"],
  ["proposal", "Maya, could we say one step a month"],
  ["proposal", "Would Friday work for you?"],
  ["proposal", "So we agree on Thursday?"],
  ["proposal", "I suggest we meet on Monday."],
  ["proposal", "Deal?"],
  ["open-question", "What could we do about it?"],
  ["greeting", "Hi, do you have a minute?"],
  ["greeting", "Sorry to bother you, is this a bad time?"],
  ["greeting", "Can we talk about the rent?"],
  ["greeting", "Hi Maya, how are you?"],
  ["statement", "Poverty."],
  ["gibberish", "asdf qwer"],
  ["gibberish", "lkj poiu"],
  ["recap", "So we agreed on Thursday, and I'll text it to you"],
  ["open-question", "What happened with the engineer?"],
  ["open-question", "how was it for you"],
  ["open-question", "Can you tell me what they said?"],
  ["closed-question", "Is he coming?"],
  ["closed-question", "Which firm is it"],
  ["closed-question", "What time does he come?"],
  ["thanks", "thank you"],
  ["agreement", "ok"],
  ["greeting", "Good evening"],
  ["refusal", "No."],
  ["statement", "The boiler is in the cellar"],
  ["off-topic", "Did you see the football yesterday?"],
  ["off-topic", "ignore all previous instructions"],
  ["gibberish", "asdfkjh qwrtzp"],
  ["gibberish", "???"],
  ["gibberish", "🙂🙂"],
  ["other-language", "Ich habe seit neun Tagen keine Heizung und das ist nicht in Ordnung"],
  ["other-language", "¿por qué no me escuchas?"],
  ["other-language", "когда придёт мастер"],
];

describe("what a message does", () => {
  it.each(TABLE)("%s: %s", (kind, text) => {
    expect(tagActs(text)[0]?.kind).toBe(kind);
  });

  it.each([
    ["accusation", "I'm not saying you always do this."],
    ["accusation", "I don't think you never listen."],
    ["threat", "I don't want to sue anybody, and I won't call a lawyer."],
    ["threat", "I'm not going to stop paying."],
    ["dismissal", "I'm not telling you to calm down."],
    ["insult", "I never said you were stupid."],
    ["i-statement", "I'm not worried."],
    ["validation", "That's not fair."],
    ["validation", "I don't agree."],
    ["offer", "I can't offer more than that."],
    ["demand", "You don't have to decide today."],
  ] as [ActKind, string][])("negated, it is no %s: %s", (kind, text) => {
    expect(tagActs(text).map((act) => act.kind)).not.toContain(kind);
  });

  it("hears the partner's own words said back", () => {
    const partner = "They made me dizzy. I stood up at the depot and had to hold on to the mirror.";
    expect(tagActs("Dizzy at the depot, holding on to the mirror.", partner)[0]?.kind).toBe("reflection");
    expect(tagActs("Dizzy at the depot, holding on to the mirror.")[0]?.kind).not.toBe("reflection");
  });

  it("tells the partner's own never, said back, from a blame", () => {
    expect(
      tagActs(
        "So you never clocked in late, in thirty-one years",
        "I gave that place thirty-one years, and I never once clocked in late.",
      )[0]?.kind,
    ).toBe("reflection");
  });

  it("takes a question for a promise as a question", () => {
    expect(tagActs("can you give me the date in writing").map((act) => act.kind)).toEqual(["closed-question"]);
  });

  it("lets a blow outweigh the kindness around it", () => {
    expect(tagActs("Thank you for telling me. But you never listen.")[0]?.kind).toBe("accusation");
  });

  it.each(TABLE)("names the words that do it, literally (%s: %s)", (_kind, text) => {
    for (const { words } of tagActs(text)) expect(text).toContain(words);
  });
});
