import { useEffect } from "preact/hooks";
import { createRemote } from "../state/remote.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";

/** What an account of a provider opens the console by; nothing where none is set up. */
export const useProviders = () => {
  const { api } = useConsole();
  const { state, load } = useModel(() => createRemote(async () => (await api.listProviders()).items), "providers");
  useEffect(() => void load(), []);
  return state.value;
};

/** A link for each provider: leaving is a navigation, and the server sends the browser on. */
export const SignInAccounts = ({ providers }: { providers: ReturnType<typeof useProviders> }) => {
  if (providers.at === "failed") return <p class="small soft">{text.signIn.providersFailed}</p>;
  if (providers.at === "loading" || providers.value.length === 0) return null;
  return (
    <ul class="providers" aria-label={text.signIn.accounts}>
      {providers.value.map(({ id, name }) => (
        <li key={id}>
          <a class="button large" href={`/v1/admin/sign-in/${encodeURIComponent(id)}`}>
            {text.signIn.with(name)}
          </a>
        </li>
      ))}
    </ul>
  );
};
