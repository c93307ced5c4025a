import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { countBeside, isSaidNow } from "../state/order-transcript.ts";
import type { SessionPage } from "../state/session-page.ts";
import type { Branch as BranchShape, Turn as TurnShape } from "../state/turn.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { LiveTag } from "./live-lane.tsx";
import { Turn } from "./turn.tsx";

type Props = { page: SessionPage; persona: string };

const Marker = ({ branch }: { branch: BranchShape }) => {
  const beside = countBeside(branch.turns);
  const holds = [
    text.branch.exchanges(branch.exchanges),
    ...(beside.asides > 0 ? [text.branch.asides(beside.asides)] : []),
    ...(beside.notes > 0 ? [text.branch.notes(beside.notes)] : []),
  ];
  return (
    <>
      {text.branch.marker(branch.fromNumber, branch.try)} <span>({holds.join(", ")})</span>
    </>
  );
};

const Branch = ({ branch, ...props }: Props & { branch: BranchShape }) => {
  const fold = useRef<HTMLDetailsElement>(null);
  const now = isSaidNow(branch.turns);
  // What is said just now is what whoever watches came for. Folded by hand, it stays so until the next thing is said.
  useEffect(() => {
    if (now && fold.current !== null) fold.current.open = true;
  }, [now]);
  return (
    <li class="branch">
      {branch.turns.length === 0 ? (
        <p class="branch-marker">
          <Marker branch={branch} />
        </p>
      ) : (
        <details ref={fold}>
          <summary class="branch-marker">
            <Icon name="chevron" />
            <span>
              <Marker branch={branch} />
            </span>
            {now && <LiveTag />}
          </summary>
          <Scene {...props} turns={branch.turns} label={text.branch.marker(branch.fromNumber, branch.try)} />
        </details>
      )}
    </li>
  );
};

/** A line as it was talked, with each branch folded below the exchange that it tries again. */
export const Scene = ({ turns, label, ...props }: Props & { turns: TurnShape[]; label: string }) => (
  <ol class="scene" aria-label={label}>
    {turns.map((turn) => (
      <Fragment key={turn.key}>
        <Turn {...props} turn={turn} />
        {turn.branches.map((branch) => (
          <Branch {...props} key={branch.key} branch={branch} />
        ))}
      </Fragment>
    ))}
  </ol>
);
