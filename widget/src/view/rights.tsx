import type { ConsentView } from "../api/protocol.ts";
import type { Account } from "../state/account.ts";
import { openBlank } from "../state/sign-in-popup.ts";
import { enYou } from "../text/en-you.ts";
import { Icon } from "./icon.tsx";
import { ToldLine } from "./told-line.tsx";

const { research, transcript } = enYou;

/** Agreed to or taken back by one click; what is shown is what the server has. */
export const Research = ({ account, consent }: { account: Account; consent: ConsentView }) => (
  <div class="part">
    <h3 class="h4">{research.title}</h3>
    <label class="check">
      <input
        type="checkbox"
        checked={consent.research}
        aria-disabled={account.working.value !== null}
        onChange={(event) => {
          const box = event.currentTarget;
          // until it is done there it is not done
          void account.changeResearch(box.checked).then((done) => done || (box.checked = consent.research));
        }}
      />
      <span>{research.label}</span>
    </label>
    <p class="more">{research.text}</p>
    <ToldLine account={account} at="research" />
  </div>
);

/** Everything that was said, to read, print or keep. */
export const Transcript = ({ account, ownPage }: { account: Account; ownPage: string | null }) => {
  const link = account.link.value;
  return (
    <div class="part">
      <h3 class="h4">{transcript.title}</h3>
      <p class="more">{transcript.text}</p>
      <div class="row acts">
        <button
          type="button"
          class="btn"
          onClick={() => {
            const tab = openBlank(enYou.working, "");
            // nothing of this page is that one's business
            if (tab) tab.opener = null;
            void account.openTranscript(tab);
          }}
        >
          <Icon name="out" />
          {transcript.page}
        </button>
        <button type="button" class="btn" onClick={() => void account.download()}>
          <Icon name="get" />
          {transcript.download}
        </button>
      </div>
      <ToldLine account={account} at="transcript" />
      {link !== null && (
        <p class="more">
          <a href={link} target="_blank" rel="noopener noreferrer">
            {transcript.link}
          </a>
        </p>
      )}
      {ownPage !== null && (
        <p class="more">
          {transcript.elsewhereText}{" "}
          <a href={ownPage} target="_blank" rel="noopener noreferrer">
            {transcript.elsewhere}
          </a>
        </p>
      )}
    </div>
  );
};
