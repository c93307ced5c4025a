import { useEffect } from "preact/hooks";
import { text } from "../text/en.ts";
import { useConsole } from "./console-context.ts";
import { CopyButton } from "./copy-button.tsx";
import { Door } from "./door.tsx";
import { ProblemWords } from "./problem-notice.tsx";
import { SignInAccounts, useProviders } from "./sign-in-accounts.tsx";

const HowToGetALink = () => (
  <>
    <p>{text.signIn.ask}</p>
    <div class="command">
      <code>{text.signIn.command}</code>
      <CopyButton value={text.signIn.command} label={text.signIn.copy} quiet />
    </div>
    <p class="soft">{text.signIn.then}</p>
    <p class="soft">{text.signIn.askStaff}</p>
  </>
);

const UseTheLink = () => {
  const { signIn } = useConsole();
  const problem = signIn.problem.value;
  const spent = problem !== null && problem.status >= 400 && problem.status < 500 && problem.status !== 429;
  return (
    <>
      {!spent && (
        <>
          <p>{text.signIn.ready}</p>
          <button
            type="button"
            class="button primary large"
            disabled={signIn.running.value}
            onClick={() => void signIn.run()}
          >
            {signIn.running.value ? text.signIn.running : text.signIn.button}
          </button>
        </>
      )}
      <div role="alert" class="stack">
        {spent && <p class="bad strong">{text.signIn.spent}</p>}
        {problem !== null && !spent && <ProblemWords problem={problem} />}
      </div>
      {spent && <HowToGetALink />}
    </>
  );
};

/** Signs in by the one-time link, at a click; or says how to get one. */
export const SignIn = () => {
  const { linkToken } = useConsole();
  const ready = linkToken.value !== null;
  const providers = useProviders();
  const hasAccounts = providers.at === "ready" && providers.value.length > 0;
  const title = ready ? text.signIn.title : text.signIn.outTitle;
  useEffect(() => void (document.title = text.title(title)), [title]);
  return (
    <Door headed>
      <section class="panel">
        <h1>{title}</h1>
        {ready ? (
          <>
            <UseTheLink />
            {hasAccounts && <p class="soft">{text.signIn.orAccount}</p>}
            <SignInAccounts providers={providers} />
          </>
        ) : (
          <>
            <p>{hasAccounts ? text.signIn.outOrAccount : text.signIn.out}</p>
            <SignInAccounts providers={providers} />
            {hasAccounts && <h2>{text.signIn.linkTitle}</h2>}
            <HowToGetALink />
          </>
        )}
      </section>
    </Door>
  );
};
