import type { ComponentChildren } from "preact";
import type { ProviderId, SignInProvider } from "../api/protocol.ts";
import type { SigningIn, SignInState } from "../state/signing-in.ts";
import { enSignIn } from "../text/en-sign-in.ts";
import { problemText } from "../text/en-pages.ts";
import { Notice } from "./notice.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";

type Props = { signing: SigningIn; providers: readonly SignInProvider[] };

const Button = ({ act, onClick, children }: { act?: boolean; onClick: () => void; children: ComponentChildren }) => (
  <button type="button" class={act ? "btn act" : "btn"} onClick={onClick}>
    {children}
  </button>
);

/** What is under way, and what can be done about it. */
const UnderWay = ({
  state,
  signing,
  name,
}: {
  state: SignInState;
  signing: SigningIn;
  name: (id: ProviderId) => string;
}) => {
  const cancel = <Button onClick={signing.cancel}>{enSignIn.cancel}</Button>;
  switch (state.name) {
    case "opening":
      return <Notice icon="clock" title={enSignIn.opening} actions={cancel} inset />;
    case "leaving":
      return <Notice icon="clock" title={enSignIn.leaving(name(state.provider))} actions={cancel} inset />;
    case "waiting":
      return (
        <Notice
          icon="clock"
          title={enSignIn.waiting(name(state.provider))}
          actions={
            <>
              {state.silent && <Button onClick={() => signing.leave(state.provider)}>{enSignIn.here}</Button>}
              {cancel}
            </>
          }
          inset
        >
          {state.silent ? enSignIn.silentText : enSignIn.waitingText}
        </Notice>
      );
    case "blocked":
      return (
        <Notice
          kind="warn"
          icon="flag"
          title={enSignIn.blocked}
          actions={
            <>
              <Button act onClick={() => signing.begin(state.provider)}>
                {enSignIn.again}
              </Button>
              <Button onClick={() => signing.leave(state.provider)}>{enSignIn.here}</Button>
              {cancel}
            </>
          }
          inset
        >
          {enSignIn.blockedText}
        </Notice>
      );
    case "redeeming":
      return <Notice icon="clock" title={enSignIn.redeeming} inset />;
    case "problem":
      return (
        <Notice
          kind="warn"
          icon="flag"
          title={problemText(state, enSignIn.problems)}
          actions={
            state.again ? (
              <Button act onClick={state.again}>
                {enSignIn.again}
              </Button>
            ) : null
          }
          inset
        />
      );
  }
  return null;
};

/** A button a provider, or what has become of the one that was clicked. */
export const SignInWays = ({ signing, providers }: Props) => {
  const state = signing.state.value;
  const box = useKeptFocus(state.name);
  const name = (id: ProviderId): string => providers.find((provider) => provider.id === id)?.name ?? id;
  const offered = state.name === "idle" || state.name === "problem";
  return (
    <div class="ways" ref={box} tabIndex={-1}>
      <div role="status">
        <UnderWay state={state} signing={signing} name={name} />
      </div>
      {offered &&
        providers.map((provider) => (
          <button key={provider.id} type="button" class="btn big" onClick={() => signing.begin(provider.id)}>
            {enSignIn.with(provider.name)}
          </button>
        ))}
    </div>
  );
};
