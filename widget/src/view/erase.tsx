import type { Account } from "../state/account.ts";
import { enYou } from "../text/en-you.ts";
import { AskFirst } from "./ask-first.tsx";
import { ToldLine } from "./told-line.tsx";

const { erase } = enYou;

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul class="lines-of">
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);

/** In two steps: what goes and what stays is read before anything does. */
export const Erase = ({ account, signedIn }: { account: Account; signedIn: boolean }) => {
  const busy = account.working.value === "erase";
  return (
    <div class="part">
      <h3 class="h4">{erase.title}</h3>
      <p class="more">{erase.text}</p>
      <ToldLine account={account} at="erase" />
      <AskFirst
        label={erase.open}
        title={erase.sure}
        yes={busy ? erase.busy : erase.yes}
        no={erase.no}
        busy={busy}
        grave
        onYes={() => void account.erase()}
      >
        <p>{erase.goes}</p>
        <Lines lines={signedIn ? [...erase.going, erase.everywhere] : erase.going} />
        <p>{erase.stays}</p>
        <Lines lines={erase.staying} />
        <p>{erase.first}</p>
      </AskFirst>
    </div>
  );
};
