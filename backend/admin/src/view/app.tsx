import { useEffect } from "preact/hooks";
import type { Console } from "../state/console.ts";
import { hrefOf, LIST, type Route } from "../state/route.ts";
import { text } from "../text/en.ts";
import { Alerts } from "./alerts.tsx";
import { Audit } from "./audit.tsx";
import { Codes } from "./codes.tsx";
import { ConsoleProvider, useConsole } from "./console-context.ts";
import { Door } from "./door.tsx";
import { Export } from "./export.tsx";
import { Frame } from "./frame.tsx";
import { Invitation } from "./invitation.tsx";
import { Invitations } from "./invitations.tsx";
import { Keys } from "./keys.tsx";
import { MyAccounts } from "./my-accounts.tsx";
import { Notes } from "./notes.tsx";
import { Outbox } from "./outbox.tsx";
import { Page } from "./page.tsx";
import { Palette } from "./palette.tsx";
import { People } from "./people.tsx";
import { Person } from "./person.tsx";
import { EmptyPanel, FailedPanel } from "./problem-notice.tsx";
import { QrSheet } from "./qr-sheet.tsx";
import { Presets } from "./presets.tsx";
import { Replay } from "./replay.tsx";
import { Scenario } from "./scenario.tsx";
import { Scenarios } from "./scenarios.tsx";
import { Session } from "./session.tsx";
import { Sessions } from "./sessions.tsx";
import { Site } from "./site.tsx";
import { Sites } from "./sites.tsx";
import { Usage } from "./usage.tsx";
import { UsageRows } from "./usage-rows.tsx";
import { System } from "./system.tsx";
import { SignIn } from "./sign-in.tsx";
import { Upload } from "./upload.tsx";
import { useShortcut } from "./use-shortcut.ts";

const Nowhere = () => (
  <Page title={text.unknown.title}>
    <EmptyPanel>
      <p>{text.unknown.detail}</p>
      <a class="button" href={hrefOf(LIST)}>
        {text.invitation.toList}
      </a>
    </EmptyPanel>
  </Page>
);

// A key of its own for each screen: going from one session to another starts it anew.
const Screen = ({ route }: { route: Route }) => {
  switch (route.name) {
    case "invitations":
      return <Invitations key="invitations" route={route} />;
    case "upload":
      return <Upload key="upload" />;
    case "qr-sheet":
      return <QrSheet key="qr-sheet" />;
    case "invitation":
      return <Invitation key={route.id} id={route.id} />;
    case "session":
      return <Session key={route.id} id={route.id} note={route.note} />;
    case "sessions":
      return <Sessions key={`sessions ${route.invitationId}`} route={route} />;
    case "scenarios":
      return <Scenarios key="scenarios" route={route} />;
    case "scenario":
      return <Scenario key={`scenario ${route.id}`} route={route} />;
    case "replay":
      return <Replay key={`replay ${route.id}`} id={route.id} />;
    case "presets":
      return <Presets key="presets" route={route} />;
    case "notes":
      return <Notes key="notes" route={route} />;
    case "codes":
      return <Codes key="codes" />;
    case "alerts":
      return <Alerts key="alerts" route={route} />;
    case "usage":
      return route.rows === null ? (
        <Usage key="usage" route={route} />
      ) : (
        <UsageRows key={`usage ${route.rows}`} route={route} rows={route.rows} />
      );
    case "people":
      return <People key="people" route={route} />;
    case "person":
      return <Person key={route.id} id={route.id} />;
    case "keys":
      return <Keys key="keys" route={route} />;
    case "sites":
      return <Sites key="sites" route={route} />;
    case "site":
      return <Site key={route.id} id={route.id} />;
    case "audit":
      return <Audit key="audit" route={route} />;
    case "outbox":
      return <Outbox key="outbox" />;
    case "export":
      return <Export key="export" filter={route.filter} />;
    case "system":
      return <System key="system" />;
    case "me":
      return <MyAccounts key="me" />;
    case "sign-in":
      // Signed in already: the list is what they came for.
      return <Invitations key="invitations" route={LIST} />;
    case "unknown":
      return <Nowhere key="unknown" />;
  }
};

const Inside = () => {
  const { router, who, linkToken, ask } = useConsole();
  useEffect(() => void ask(), []);
  const { value } = who;
  useShortcut("n", () => {
    if (value.at !== "signed-in") return;
    const route = router.route.peek();
    router.go(route.name === "invitations" ? { ...route, creating: true } : { ...LIST, creating: true });
  });
  // A link may be for somebody else than who is signed in here: it is asked about first.
  if (linkToken.value !== null || value.at === "signed-out") return <SignIn />;
  if (value.at === "asking")
    return (
      <Door>
        <p class="soft door-waits" role="status">
          {text.loading}
        </p>
      </Door>
    );
  if (value.at === "failed")
    return (
      <Door>
        <FailedPanel title={text.signIn.failed} problem={value.problem} onRetry={() => void ask()} />
      </Door>
    );
  return (
    <Frame me={value.me}>
      <Palette me={value.me} />
      <Screen route={router.route.value} />
    </Frame>
  );
};

export const App = ({ console }: { console: Console }) => (
  <ConsoleProvider value={console}>
    <Inside />
  </ConsoleProvider>
);
