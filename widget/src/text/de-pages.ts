import { day, plural } from "./format.ts";
import type { PagesWords } from "./translation.ts";

/** German for what stands around the conversation: pages and problems. */
export const dePages: PagesWords = {
  brand: "Sidecoach",
  date: day,
  you: "Sie",
  coach: "Coach",
  withAi: (name) => `${name} (KI)`,
  said: (name, text) => `${name}: ${text}`,
  noted: {
    try: "Etwa so",
    about: (quote) => `Coach zu „${quote}“`,
    announce: (text) => `Coach: ${text}`,
  },
  offline: { title: "Sie sind offline", text: "Das Gespräch öffnet sich, sobald Sie wieder online sind." },
  preview: {
    whoSeesWhat: "Wer sieht was",
    partner: "Mit wem Sie sprechen",
    staff: (site) => (site ? `Das Team von ${site}` : "Das Team"),
    recordings: "Aufnahmen",
    recordingsText:
      "Nur wenn Sie sprechen, statt zu schreiben. Sie und das Team können sie hören; die KIs lesen die Worte.",
    exchanges: (n, until) => `${plural(n, { one: "Etwa # Runde", other: "Etwa # Runden" })}, bis zum ${until}`,
    choose: "Welches Gespräch?",
    goal: "Ihr Ziel",
    research: "Die Forschung darf es ohne meinen Namen lesen.",
    optional: "Freiwillig.",
    start: "Das Gespräch beginnen",
    goOn: "Ihr Gespräch fortsetzen",
    read: "Ihr Gespräch lesen",
    starting: "Es beginnt",
    agree: "Mit dem Beginn stimmen Sie zu, wer was sieht.",
    back: "Sie waren schon hier: Es geht weiter, wo Sie aufgehört haben.",
    several: "Ihr Gespräch",
    severalText: "Sie setzen das begonnene fort oder wählen jetzt eines.",
    expired: "Diese Einladung ist abgelaufen",
    expiredText: (claimed) =>
      claimed
        ? "Sie können lesen, was Sie geschrieben haben, aber nichts mehr schreiben. Wer Sie eingeladen hat, kann sie verlängern."
        : "Bitten Sie darum, dass sie verlängert wird, und öffnen Sie den Link dann noch einmal.",
    revoked: "Diese Einladung wurde zurückgenommen",
    revokedText: (claimed) =>
      claimed
        ? "Sie können lesen, was Sie geschrieben haben, aber nichts mehr schreiben."
        : "Bitten Sie um eine neue, wo diese herkam.",
  },
  invite: {
    title: "Sie brauchen eine Einladung",
    text: "Hier üben Sie ein schwieriges Gespräch, mit einem Coach an Ihrer Seite. Es öffnet sich mit einem persönlichen Link von der Person, die Sie einlädt. Öffnen Sie ihn, oder fügen Sie ihn hier ein.",
    label: "Ihr Einladungslink",
    placeholder: "https://…#invitation=…",
    open: "Die Einladung öffnen",
    none: "Das sieht nicht nach einem Einladungslink aus. Darin steht „#invitation=“.",
  },
  self: { button: "Sie", label: "Sie und Ihre Daten" },
  gone: {
    title: "Alles ist gelöscht",
    erased: "Nichts hier führt mehr zu Ihnen, und dieser Browser hat Sie vergessen. Sie können das Fenster schließen.",
    before:
      "Was mit dieser Einladung gesagt wurde, ist auf Wunsch der Person, der sie gehörte, endgültig gelöscht. Der Link öffnet nichts mehr. Um wieder zu üben, bitten Sie um eine neue Einladung.",
    erasing:
      "Name, Adressen und Anmeldungen sind fort, und dieser Browser hat Sie vergessen. Die Worte folgen von selbst, sobald zu Ende ist, was noch läuft. Sie können das Fenster schließen.",
  },
  linkProblems: {
    "invitation-not-found": "Diese Einladung gibt es nicht. Bitte prüfen Sie, ob der Link vollständig ist.",
    replaced:
      "Dieser Link wurde durch einen neuen ersetzt und öffnet nichts mehr. Was Sie gesagt haben, ist aufgehoben: Bitten Sie die Person, die Sie eingeladen hat, um den neuen Link.",
    "mistyped-token": "In diesem Link scheint ein Buchstabe falsch zu sein. Bitte kopieren Sie ihn noch einmal.",
    erased: "Was mit dieser Einladung gesagt wurde, ist gelöscht. Um wieder zu üben, bitten Sie um eine neue.",
    "invitation-used":
      "Diese Einladung gehört jemandem, der sich angemeldet hat. Melden Sie sich an, um weiterzumachen.",
    "claims-used-up": "Alle, für die diese Einladung war, sind schon da.",
  },
  lost: {
    title: "Öffnen Sie Ihren Einladungslink noch einmal",
    text: "Dieser Browser ist abgemeldet. Nichts ist verloren: Derselbe Link bringt Sie zurück, wo Sie waren. Wenn Sie sich mit einem Konto angemeldet haben, fragt er danach.",
    kept: "Was Sie gerade schrieben, ist auf diesem Gerät aufgehoben.",
    out: "Sie wurden abgemeldet",
    outText:
      "Nichts ist verloren: Ihre Einladung bringt Sie zurück, wo Sie waren. Wenn Sie sich mit einem Konto angemeldet haben, fragt sie danach.",
    back: "Wieder hineingehen",
  },
  known: {
    title: "Diese Seite muss sagen, wer Sie sind",
    text: "Sie ist für Menschen offen, die diese Website kennt. Melden Sie sich dort an, und öffnen Sie diese Seite von da aus.",
    yours: "Ansehen, behalten oder löschen, was Sie gesagt haben",
  },
  asGuest: "Als Gast weitermachen",
  refused: {
    title: "Diese Seite kann das Gespräch noch nicht öffnen",
    text: (origin) =>
      `${origin} steht nicht auf der Liste der Seiten, die es nutzen dürfen. Es liegt nicht an Ihnen; bitte sagen Sie es den Betreibern dieser Website.`,
    owners: "Betreiben Sie diese Website?",
    command: "In der Konsole des Browsers steht der Befehl, der sie hinzufügt.",
  },
  lineFrom: (name, words) => (words === null ? name : `${name}, ab „${words}“`),
  problems: {
    unreachable: "Der Dienst ist gerade nicht zu erreichen.",
    "no-token": "Öffnen Sie Ihren Einladungslink noch einmal.",
    "known-person-needed":
      "Diese Seite muss sagen, wer Sie sind. Melden Sie sich auf der Website an, und öffnen Sie diese Seite von da aus.",
    "known-person-refused":
      "Diese Seite konnte nicht sagen, wer Sie sind. Laden Sie die Seite neu; wenn das nicht hilft, sagen Sie es den Betreibern dieser Website.",
    "merge-refused": "Zwei Konten können hier nicht eines werden. Nichts wurde geändert.",
    exhausted: "Für eine weitere Runde ist nicht genug übrig.",
    "kept-for-exchange": "Was noch bleibt, ist für eine weitere Runde aufgehoben.",
    "daily-ceiling": "Was an einem Tag genutzt werden kann, ist genutzt. Morgen geht es weiter.",
    "aside-running":
      "Der Coach beantwortet noch eine andere Frage, vielleicht in einem anderen Tab. Fragen Sie danach noch einmal.",
    "exchange-running":
      "Eine Antwort wird noch geschrieben, vielleicht in einem anderen Tab. Senden Sie danach noch einmal.",
    "wrong-step": "Dieses Gespräch ist schon weiter.",
    expired: "Diese Einladung ist abgelaufen. Was Sie geschrieben haben, ist erhalten, und Sie können es lesen.",
    revoked: "Diese Einladung wurde zurückgenommen. Was Sie geschrieben haben, ist erhalten, und Sie können es lesen.",
    "too-many": "Das war ein wenig schnell. Gleich geht es weiter.",
    internal: "Auf unserer Seite ist etwas kaputtgegangen.",
    "upstream-overloaded": "Der Dienst ist gerade überlastet.",
    "upstream-unavailable": "Das Sprachmodell ist gerade nicht zu erreichen.",
    "model-not-found": "Das Sprachmodell ist nicht richtig eingerichtet. Bitte sagen Sie es den Betreibern.",
    "upstream-refused-key": "Das Sprachmodell ist nicht richtig eingerichtet. Bitte sagen Sie es den Betreibern.",
    "upstream-failed": "Das Sprachmodell meldete einen Fehler.",
    "upstream-stalled": "Die Antwort blieb unterwegs stecken.",
    "model-refused": "Das Sprachmodell wollte darauf nicht antworten.",
    "reply-cut-short": "Der Antwort ging der Platz aus.",
    "server-stopped": "Der Dienst wurde mittendrin neu gestartet.",
    "database-away": "Der Dienst wird repariert. Er sollte gleich wieder da sein.",
    "shutting-down": "Der Dienst startet neu. Er sollte gleich wieder da sein.",
  },
};
