import { now } from "../state/clock.ts";
import { createQrSheet } from "../state/chosen.ts";
import { hrefOf, LIST } from "../state/route.ts";
import type { InvitationLinkRow } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { QrCode } from "./qr-code.tsx";

const words = text.sheet;
const crumb = { href: hrefOf(LIST), label: text.list.title };

const Card = ({ row }: { row: InvitationLinkRow }) => {
  const name = row.label ?? row.externalRef ?? words.unlabelled;
  return (
    <li class="qr-card">
      <QrCode value={row.link} label={words.qr(name)} />
      <p class="strong">{name}</p>
      {row.externalRef !== null && row.externalRef !== name && <p class="mono small">{row.externalRef}</p>}
      <p class="small soft">{words.until(row.expiresAt, now.value)}</p>
    </li>
  );
};

/** Codes to cut out and hand over; printed, it is they alone. */
export const QrSheet = () => {
  const { api } = useConsole();
  const sheet = useModel(() => createQrSheet(api), "sheet");
  const loaded = sheet.state.value;
  const some = loaded.at === "ready" && loaded.value.length > 0;
  return (
    <Page
      title={words.title}
      crumb={crumb}
      sub={some ? words.hint(loaded.value.length) : undefined}
      actions={
        some && (
          <div class="head-actions">
            <button type="button" class="button primary" onClick={() => print()}>
              {words.print}
            </button>
          </div>
        )
      }
    >
      <Loaded remote={loaded} rows={6} failed={words.failed} onRetry={() => void sheet.load()}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyPanel title={words.emptyTitle}>
              <p>{words.empty}</p>
              <a class="button" href={crumb.href}>
                {text.invitation.toList}
              </a>
            </EmptyPanel>
          ) : (
            <ul class="qr-sheet">
              {rows.map((row) => (
                <Card key={row.id} row={row} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
};
