import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { alertHref, createAlertList, type AlertList } from "../state/alerts.ts";
import { ALERT_KINDS, ALERTS, hrefOf, type AlertsRoute } from "../state/route.ts";
import type { StaffAlert } from "../state/types.ts";
import { text } from "../text/en.ts";
import { alertOf, alertWords } from "./alert-words.ts";
import { useConsole, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, ProblemNotice } from "./problem-notice.tsx";
import { TabRow } from "./tab-row.tsx";
import { WayOnPanel } from "./way-on-panel.tsx";

const words = text.alerts;
const ICON: Record<StaffAlert["kind"], { icon: IconName; tone: string }> = {
  stuck: { icon: "stuck", tone: "bad" },
  exhausted: { icon: "exhausted", tone: "warn" },
  upstream: { icon: "stuck", tone: "bad" },
  "coach-missing": { icon: "note", tone: "warn" },
  overrun: { icon: "trail", tone: "warn" },
  spend: { icon: "exhausted", tone: "warn" },
};

const Kinds = ({ route }: { route: AlertsRoute }) => (
  <TabRow label={words.filters}>
    {[null, ...ALERT_KINDS].map((kind) => (
      <a key={kind ?? "all"} href={hrefOf({ ...ALERTS, kind })} aria-current={route.kind === kind ? "page" : undefined}>
        {kind === null ? words.all : words.kinds[kind]}
      </a>
    ))}
  </TabRow>
);

const HELPED: StaffAlert["kind"][] = ["stuck", "exhausted"];

/** What came of helping, said aloud in its place. */
const Helped = ({
  alert,
  list,
  home,
}: {
  alert: StaffAlert;
  list: AlertList;
  home: RefObject<HTMLParagraphElement | null>;
}) => {
  const came = list.given.value.get(alert.id);
  const said =
    came === undefined
      ? ""
      : typeof came === "string"
        ? text.invitationMail.notDone(text.chosen.why[came])
        : text.wayOn.done(came);
  return <DoneLine home={home} words={said} />;
};

const Alert = ({ alert, list }: { alert: StaffAlert; list: AlertList }) => {
  const whose = alertOf(alert);
  const { icon, tone } = ICON[alert.kind];
  const gone = list.dismissed.value.has(alert.id);
  const { invitation } = alert;
  const helps = invitation !== null && HELPED.includes(alert.kind);
  const helping = helps && list.helping.value === alert.id;
  const opener = useRef<HTMLButtonElement>(null);
  const home = useRef<HTMLParagraphElement>(null);
  const close = (): void => {
    list.helping.value = null;
    opener.current?.focus();
  };
  return (
    <li class="alert-line" data-dismissed={gone ? "" : undefined}>
      <span class={tone}>
        <Icon name={icon} />
      </span>
      <div class="alert-words">
        <p>
          <b>{words.kinds[alert.kind]}</b>
          {whose !== null && alert.invitation !== null && (
            <>
              {" · "}
              <a href={hrefOf({ name: "invitation", id: alert.invitation.id })}>{whose}</a>
            </>
          )}
          {!alert.seen && !gone && <span class="tag">{words.isNew}</span>}
        </p>
        <p class={gone ? "soft" : ""}>{alertWords(alert)}</p>
        {alert.breaker !== null && <p class="small soft">{words.said.breaker[alert.breaker]}</p>}
      </div>
      <span class="alert-when small soft">
        <Moment at={alert.at} how={alert.kind === "spend" ? "day" : "ago"} />
      </span>
      <div class="alert-acts">
        {gone ? (
          <>
            <span class="small soft">{words.dismissed}</span>
            <button type="button" class="button quiet" onClick={() => void list.restore.run(alert.id)}>
              {words.undo}
            </button>
          </>
        ) : (
          <>
            {helps && (
              <button
                ref={opener}
                type="button"
                class="button"
                aria-expanded={helping}
                aria-label={words.helpNamed(whose ?? "")}
                onClick={() => {
                  list.letOn.clear();
                  list.helping.value = helping ? null : alert.id;
                }}
              >
                {text.wayOn.open}
              </button>
            )}
            {!helps && (
              <a class="button" href={alertHref(alert)}>
                {words.act[alert.kind]}
              </a>
            )}
            <button
              type="button"
              class="button quiet"
              aria-label={words.dismissNamed(
                [words.kinds[alert.kind], whose].filter((part) => part !== null).join(", "),
              )}
              onClick={() => void list.dismiss.run(alert.id)}
            >
              {words.dismiss}
            </button>
          </>
        )}
      </div>
      {helps && (
        <div class="alert-help">
          <Helped alert={alert} list={list} home={home} />
          {helping && (
            <WayOnPanel
              invitationId={invitation.id}
              give={list.letOn}
              onGiven={() => {
                list.helping.value = null;
                home.current?.focus();
              }}
              onClose={close}
            >
              {() => (
                <a class="button" href={hrefOf({ name: "invitation", id: invitation.id })}>
                  {text.wayOn.invitation}
                </a>
              )}
            </WayOnPanel>
          )}
        </div>
      )}
    </li>
  );
};

const Nothing = ({ route }: { route: AlertsRoute }) =>
  route.kind === null ? (
    <EmptyPanel title={words.emptyTitle}>
      <p>{words.empty}</p>
    </EmptyPanel>
  ) : (
    <EmptyPanel title={words.noneTitle}>
      <a class="button" href={hrefOf(ALERTS)}>
        {words.showAll}
      </a>
    </EmptyPanel>
  );

/** What needs somebody, the newest first; each leads to what can be done about it. */
export const Alerts = ({ route }: { route: AlertsRoute }) => {
  const { api } = useConsole();
  const list = useModel(() => createAlertList(api, route), String(route.kind));
  return (
    <Page title={words.title} sub={words.sub}>
      <Kinds route={route} />
      <ProblemNotice title={words.markFailed} problem={list.dismiss.problem.value ?? list.restore.problem.value} />
      <Listed list={list} failed={words.failed} end={words.end} nothing={<Nothing route={route} />}>
        {(alerts) => (
          <ul class="alert-lines" aria-label={words.title}>
            {alerts.map((alert) => (
              <Alert key={alert.id} alert={alert} list={list} />
            ))}
          </ul>
        )}
      </Listed>
    </Page>
  );
};
