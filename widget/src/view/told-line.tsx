import type { Account, Section, Told } from "../state/account.ts";
import { enYou } from "../text/en-you.ts";
import { problemText } from "../text/en-pages.ts";
import { Icon } from "./icon.tsx";

const textOf = (told: Told): string => {
  if ("text" in told) return told.text;
  const { problem } = told;
  const { contacts } = enYou;
  if (told.at === "contacts") {
    if (problem.code === "too-many") return contacts.tooMany(problem.retryAfter);
    if (problem.code === "wrong-code") return contacts.wrongCode(Number(problem.body["triesLeft"] ?? 0));
    if (problem.code === "invalid") return contacts.noAddress;
  }
  return problemText(problem, enYou.problems);
};

/** What came of the last act, where it was asked for; read out as it comes. */
export const ToldLine = ({ account, at }: { account: Account; at: Section }) => {
  const told = account.told.value;
  const here = told?.at === at ? told : null;
  return (
    <div role="status">
      {here && (
        <p class={`told row ${"problem" in here ? "low" : ""}`}>
          <Icon name={"problem" in here ? "flag" : "check"} />
          {textOf(here)}
        </p>
      )}
    </div>
  );
};
