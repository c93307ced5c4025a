import { readLedger, type LedgerLine } from "../state/usage-ledger.ts";
import type { StaffSessionDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";

const details = (line: LedgerLine): string[] => [
  ...(line.durationMs === null ? [] : [text.ledger.took(line.durationMs)]),
  ...(line.stopReason === null ? [] : [text.ledger.stop[line.stopReason] ?? line.stopReason]),
  ...(line.estimated ? [text.ledger.estimated] : []),
];

const Line = ({ line }: { line: LedgerLine }) => (
  <li class="ledger-line">
    <p class="row">
      <span>
        {text.ledger.of(line.exchangeNumber, line.try, line.asideNumber)}{" "}
        <span class="soft">{text.ledger.lane(line.streamType)}</span>
      </span>
      <span class="push number">{formatNumber(line.chargedTokens)}</span>
    </p>
    <p class="small soft">
      {text.ledger.counts(line.inputTokens, line.cacheWriteTokens, line.cacheReadTokens, line.outputTokens)}
    </p>
    <p class="small soft">
      <span class="mono">{line.model}</span> {details(line).join(" · ")}
    </p>
    {line.fellBack && line.requestedModel !== null && (
      <p class="small warn">{text.ledger.fellBack(line.requestedModel)}</p>
    )}
    {line.problemCode !== null && <p class="small bad mono">{line.problemCode}</p>}
    {line.overrunTokens > 0 && <p class="small bad">{text.ledger.overrun(line.overrunTokens)}</p>}
  </li>
);

/** What the session was charged, by lane and model. */
export const UsageSum = ({ session }: { session: StaffSessionDetail }) => {
  const ledger = readLedger(session);
  return (
    <section>
      <h2>{text.ledger.title}</h2>
      {ledger.lines.length === 0 ? (
        <p class="soft">{text.ledger.none}</p>
      ) : (
        <>
          <dl class="pairs">
            {ledger.sums.map((sum) => (
              <div key={`${sum.streamType} ${sum.model} ${sum.asides > 0}`} class="pair">
                <dt>
                  {sum.asides > 0 ? text.ledger.asides(sum.asides) : text.ledger.lane(sum.streamType)}{" "}
                  <span class="mono">{sum.model}</span>
                </dt>
                <dd>{formatNumber(sum.tokens)}</dd>
              </div>
            ))}
            <dt class="sum">{text.ledger.total}</dt>
            <dd class="sum">{formatNumber(ledger.total)}</dd>
          </dl>
          <p class="hint">{text.ledger.why}</p>
        </>
      )}
    </section>
  );
};

/** Every call of a model, in the order they were made. */
export const UsageCalls = ({ session }: { session: StaffSessionDetail }) => {
  const { lines } = readLedger(session);
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>
        {text.ledger.calls} <span class="soft plain">{lines.length}</span>
      </h2>
      <ol>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
    </section>
  );
};
