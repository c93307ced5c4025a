import { useSignal } from "@preact/signals";
import type { Preview } from "../api/protocol.ts";
import { en } from "../text/en.ts";
import { enPages } from "../text/en-pages.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";
import { Tally } from "./tally.tsx";
import { ScenarioChoice } from "./scenario-choice.tsx";

type Props = {
  preview: Preview;
  busy: boolean;
  onClaim: (choice: { scenarioSlug?: string; research: boolean }) => void;
};

const Closed = ({ state, claimed }: Pick<Preview, "state" | "claimed">) => (
  <Notice
    kind="warn"
    icon="clock"
    title={state === "expired" ? enPages.preview.expired : enPages.preview.revoked}
    inset
  >
    {state === "expired" ? enPages.preview.expiredText(claimed) : enPages.preview.revokedText(claimed)}
  </Notice>
);

/** What one will enter and who sees what, before anything is claimed or stored. */
export const PreviewPage = ({ preview, busy, onClaim }: Props) => {
  const { scenarios, siteName, claimed, state, whoSeesWhat, simulated, exchanges, expiresAt, currentScenario, voice } =
    preview;
  // whoever was here goes on with theirs; where it is not known which that was, nothing is chosen for them
  const choice = scenarios.length > 1;
  const slug = useSignal(claimed && choice ? (currentScenario ?? "") : (scenarios[0]?.slug ?? ""));
  const research = useSignal(false);
  const chosen = scenarios.find((scenario) => scenario.slug === slug.value);
  const closed = state === "expired" || state === "revoked";
  const several = choice && !claimed;
  const persona = several || !chosen ? null : chosen.partnerPersona;
  const action = closed ? enPages.preview.read : claimed ? enPages.preview.goOn : enPages.preview.start;
  return (
    <Page
      eyebrow={siteName ?? enPages.brand}
      title={several ? enPages.preview.choose : (chosen?.name ?? enPages.preview.several)}
      foot={
        closed && !claimed ? undefined : (
          <>
            <button
              type="button"
              class="btn act big"
              aria-disabled={busy}
              onClick={() =>
                busy || onClaim({ ...(chosen ? { scenarioSlug: chosen.slug } : {}), research: research.value })
              }
            >
              {busy ? enPages.preview.starting : action}
            </button>
            <p class="small soft centred">{claimed ? enPages.preview.back : enPages.preview.agree}</p>
          </>
        )
      }
    >
      {several ? (
        <ScenarioChoice scenarios={scenarios} chosen={slug.value} onChoose={(next) => (slug.value = next)} />
      ) : (
        <p dir="auto">{chosen ? chosen.description : enPages.preview.severalText}</p>
      )}
      {closed && <Closed state={state} claimed={claimed} />}
      {!closed && !several && chosen?.goal && (
        <>
          <h3 class="h4">{enPages.preview.goal}</h3>
          <p dir="auto">{chosen.goal}</p>
        </>
      )}
      <h3 class="h4">{enPages.preview.whoSeesWhat}</h3>
      <dl class="rows">
        <dt>
          {persona ?? enPages.preview.partner} <span>{en.ai}</span>
        </dt>
        <dd dir="auto">{whoSeesWhat.partner}</dd>
        <dt>
          {enPages.coach} <span>{en.ai}</span>
        </dt>
        <dd dir="auto">{whoSeesWhat.coach}</dd>
        <dt>{enPages.preview.staff(siteName)}</dt>
        <dd dir="auto">{whoSeesWhat.staff}</dd>
        {voice && (
          <>
            <dt>{enPages.preview.recordings}</dt>
            <dd dir="auto">{enPages.preview.recordingsText}</dd>
          </>
        )}
        <dt>{enPages.you}</dt>
        <dd dir="auto">{whoSeesWhat.invitee}</dd>
      </dl>
      {!closed && (
        <p class="row small soft facts">
          <Tally left={exchanges} done={0} />
          {enPages.preview.exchanges(exchanges, enPages.date(expiresAt))}
        </p>
      )}
      {simulated && (
        <p class="row small soft facts">
          <Icon name="flag" />
          {en.simulated}
        </p>
      )}
      {/* apart from the button: what it agrees to is who sees what, and never this */}
      {!closed && !claimed && (
        <label class="check">
          <input
            type="checkbox"
            checked={research.value}
            onChange={(event) => (research.value = event.currentTarget.checked)}
          />
          <span>
            {enPages.preview.research} <span class="soft">{enPages.preview.optional}</span>
          </span>
        </label>
      )}
    </Page>
  );
};
