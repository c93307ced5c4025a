import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { StaffMe } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole } from "./console-context.ts";
import { AlertStrip } from "./alert-strip.tsx";
import { Icon, Mark } from "./icon.tsx";
import { PaletteButton } from "./palette-button.tsx";
import { Navigation } from "./navigation.tsx";

const SimulatorLine = () => (
  <p class="simulator-line">
    <Icon name="simulator" />
    <span>
      <b>{text.simulated.title}</b> {text.simulated.detail}
    </span>
  </p>
);

const Me = ({ me }: { me: StaffMe }) => {
  const { signOut } = useConsole();
  return (
    <div class="me">
      <p class="me-name">{me.name ?? text.me.unnamed}</p>
      <p class="soft">{text.role[me.role]}</p>
      <p class="soft">{text.model(me.model)}</p>
      <button type="button" class="button quiet" disabled={signOut.running.value} onClick={() => void signOut.run()}>
        <Icon name="leave" />
        <span class="me-out">{signOut.running.value ? text.me.signingOut : text.me.signOut}</span>
      </button>
    </div>
  );
};

/** What stands around every screen of somebody who is signed in. */
export const Frame = ({ me, children }: { me: StaffMe; children: ComponentChildren }) => {
  const { learnNames } = useConsole();
  useEffect(() => void learnNames(), []);
  return (
    <div class="frame">
      <a class="skip" href="#page">
        {text.skip}
      </a>
      <header class="side">
        <p class="brand">
          <Mark />
          <span>{text.product}</span>
        </p>
        <PaletteButton />
        <Navigation me={me} />
        <Me me={me} />
      </header>
      <main id="page" tabIndex={-1}>
        {me.simulated && <SimulatorLine />}
        <AlertStrip />
        {children}
      </main>
    </div>
  );
};
