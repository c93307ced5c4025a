import { dePages } from "./de-pages.ts";
import { moment, plural } from "./format.ts";
import type { TalkTables } from "./translation.ts";

const rounds = (n: number): string => plural(n, { one: "# Runde", other: "# Runden" });
const minutesText = (n: number): string =>
  n < 1 ? "unter einer Minute" : plural(n, { one: "# Minute", other: "# Minuten" });
const line = (number: number): string => (number === 1 ? "Hauptverlauf" : `Versuch ${number}`);

/** German, with “Sie”. */
export const tables: TalkTables = {
  pages: dePages,

  panel: {
    panel: "Gespräch üben",
    ai: "(KI)",
    close: "Fenster schließen",
    widen: "Dem Coach einen Rand geben",
    narrow: "Wieder klein machen",
    asking: "Wir sehen nach, wer hier ist",
    opening: "Ihr Gespräch wird geöffnet",
    moment,
    trouble: { title: "Es ließ sich nicht öffnen", again: "Noch einmal versuchen" },
    bar: {
      notes: "Ihre Notizen",
      nobody: "Niemand schaut zu",
      watching: (n) => plural(n, { one: "# Person schaut zu", other: "# Personen schauen zu" }),
      stepOut: "Auszeit nehmen",
      reconnecting: "Verbindung wird gesucht",
      finished: (iso) => `Beendet am ${moment(iso)}`,
    },
    simulated: "Die Antworten kommen von einem Simulator, nicht von einem Sprachmodell.",
    exchange: (n) => `Runde ${n}`,
    transcript: {
      label: (name) => `Gespräch mit ${name} (KI)`,
      newMessages: "Neue Nachrichten",
      youOpen: (name) => `Sie beginnen. ${name} hört zu.`,
    },
    note: {
      listening: "Der Coach hört zu",
      writing: "Der Coach schreibt",
      failed: "Dazu konnte der Coach nichts anmerken.",
      nothingToAdd: "Der Coach hatte nichts hinzuzufügen.",
      policy: "Hier setzt der Coach aus.",
    },
    lines: { name: line, again: "Das noch einmal versuchen" },
    composer: {
      label: (name) => `Ihre Worte an ${name}`,
      before: "Ihre Worte",
      send: "Senden",
      stop: "Anhalten",
      stopping: "Wird angehalten",
      wait: (name) => `${name} antwortet noch. Ihre Worte bleiben stehen.`,
      unsent: "Ihre letzte Nachricht ist noch unterwegs. Diese Worte bleiben stehen.",
      tooLong: (over) => plural(over, { one: "# Zeichen zu lang", other: "# Zeichen zu lang" }),
      roomLeft: (left) => plural(left, { one: "Noch # Zeichen", other: "Noch # Zeichen" }),
    },
  },

  apart: {
    summary: {
      eyebrow: (exchanges, minutes) => rounds(exchanges) + (minutes === null ? "" : ` in ${minutesText(minutes)}`),
      title: (scenario) => `Sie haben „${scenario}“ geübt`,
      notes: (n) => plural(n, { one: "Eine Notiz zum Behalten", other: "# Notizen zum Behalten" }),
      noNotes: "Diesmal hat der Coach keine Notizen hinterlassen.",
      whatChanged: "Was sich verändert hat",
      changed: {
        "another-try": { before: "Zuerst sagten Sie", after: "Dann versuchten Sie" },
        "taken-up": { before: "Der Coach schlug vor", after: "Später sagten Sie" },
        "first-to-last": { before: "Sie begannen mit", after: "Sie endeten mit" },
      },
      asked: "Was Sie den Coach unter vier Augen gefragt haben",
      take: "Mitnehmen",
      download: "Gespräch und Notizen herunterladen",
      practise: "Noch einmal üben",
      read: "Das ganze Gespräch lesen",
      comeBack: (until) => `Oder kommen Sie bis zum ${until} über denselben Link zurück.`,
      file: (scenario, date) => `${scenario} ${date}.txt`,
    },
    notes: {
      show: "Die Notiz des Coachs zeigen",
      keptForEnd: "Die Notiz des Coachs ist für den Schluss aufgehoben.",
      skip: "Diese Notiz überspringen",
      rate: { label: "Was Sie von dieser Notiz halten", helpful: "Hilfreich", notHelpful: "Nicht hilfreich" },
    },
    take: { asked: "Sie, unter vier Augen zum Coach", noAnswer: "Darauf kam keine Antwort." },
    trials: {
      stopped: "Sie haben diese Antwort angehalten. Der Coach wartet auf eine ganze.",
      failed: (name) => `${name} (KI) konnte nicht antworten.`,
      kept: "Ihre Worte sind erhalten.",
      again: "Noch einmal um die Antwort bitten",
      reword: "Ihre Worte ändern",
    },
    quota: {
      warningTitle: "Es geht dem Ende zu",
      warning: (n) =>
        `${plural(n, { one: "Es bleibt noch etwa # Runde", other: "Es bleiben noch etwa # Runden" })}. Zeit für das Wichtigste.`,
      lastTitle: "Das ist vielleicht Ihre letzte Runde",
      lastText:
        "Sie wird auf jeden Fall zu Ende geführt: die Antwort und die Notiz des Coachs. Danach sehen Sie Ihre Notizen.",
      exhaustedTitle: "Sie haben alle Runden genutzt",
      exhausted:
        "Alles, was Sie geschrieben haben, ist erhalten. Lesen Sie die Notizen des Coachs nach, oder bitten Sie um mehr, wo Ihre Einladung herkam.",
      see: "Beenden und Notizen ansehen",
    },
    ending: {
      title: "Dieses Gespräch beenden?",
      text: "Sie sehen dann Ihre Notizen und können das Gespräch mitnehmen. Es lässt sich nicht wieder öffnen.",
      yes: "Beenden",
      no: "Weitermachen",
    },
    out: {
      eyebrow: "Auszeit",
      title: "Nehmen Sie sich die Zeit, die Sie brauchen",
      text: (name) =>
        `Solange Sie draußen sind, läuft nichts weiter. ${name} ist eine KI, die eine Rolle spielt; Sie können jederzeit gehen.`,
      help: "Wenn Sie mit einem Menschen sprechen möchten",
      back: "Zurückkommen",
      end: "Das Gespräch beenden",
    },
    unsent: {
      waiting: "Noch nicht gesendet. Auf diesem Gerät aufgehoben.",
      uncertain: "Noch nicht bestätigt. Auf diesem Gerät aufgehoben; es wird nur einmal gesendet.",
      tryNow: "Jetzt versuchen",
      takeBack: "Zurücknehmen",
    },
    idle: { title: "Willkommen zurück", text: "Sie waren eine Weile fort. Schreiben Sie, und es geht weiter." },
    notices: {
      offlineTitle: "Sie sind offline",
      offline: "Schreiben Sie ruhig weiter: Es wird einmal gesendet, sobald Sie wieder online sind.",
      dismiss: "Ausblenden",
      endsSoonTitle: "Ihre Einladung läuft bald ab",
      endsSoon: (iso) =>
        `Sie können bis ${moment(iso)} schreiben. Was Sie geschrieben haben, bleibt danach lesbar; wer Sie eingeladen hat, kann sie verlängern.`,
      notSent: "Nicht gesendet, aber auf diesem Gerät aufgehoben:",
      lookAgain: "Noch einmal nachsehen",
      back: "Ihre Worte stehen wieder unten im Feld.",
    },
  },

  beside: {
    watchedNow: (n) =>
      `${plural(n, { one: "Jetzt schaut # Person zu. Sie sieht", other: "Jetzt schauen # Personen zu. Sie sehen" })} das Gespräch, Ihre Fragen an den Coach und die Notizen.`,
    unwatchedNow: "Jetzt schaut niemand mehr zu.",
    copy: {
      button: "Kopieren",
      mine: "Ihre Worte kopieren",
      of: (name) => `Kopieren, was ${dePages.withAi(name)} gesagt hat`,
      copied: "Kopiert",
      failed: "Kopieren ging nicht",
    },
    timing: {
      label: "Die Notizen des Coachs zeigen",
      "at-once": "wie sie kommen",
      asked: "wenn ich darum bitte",
      end: "am Schluss",
    },
    margin: (name) => `Hier schreibt der Coach, neben Ihren Worten. ${name} (KI) sieht das nie.`,
    end: "Das Gespräch beenden",
    endShort: "Beenden",
    left: {
      more: (n) => plural(n, { one: "Noch etwa #", other: "Noch etwa #" }),
      last: "Noch etwa 1",
      none: "Keine mehr",
    },
    lines: {
      label: "Verläufe dieses Gesprächs",
      from: (words) => `${dePages.lineFrom("Neuer Versuch", words)}. Was Sie vorher gesagt haben, bleibt, wie es war.`,
      back: (number) => (number === 1 ? "Zurück zum Hauptverlauf" : `Zurück zu ${line(number)}`),
    },
    ask: {
      announce: (text) => `Coach, unter vier Augen: ${text}`,
      button: "Den Coach fragen",
      answering: "Der Coach antwortet",
      answered: "Der Coach hat geantwortet",
      read: "Ihre Fragen an den Coach",
      title: "Den Coach fragen",
      private: (name) => `Das lesen nur Sie und das Team; ${name} (KI) nie.`,
      close: "Die Fragen an den Coach schließen",
      label: "Ihre Frage an den Coach",
      send: "Fragen",
      question: (number) => `Frage ${number}`,
      place: (number, after) =>
        (after === null ? "Am Anfang" : `Nach „${after}“`) + (number === 1 ? "" : ` in ${line(number)}`),
      none: "Sie stecken fest oder wissen nicht, wie das ankam? Der Coach hat das ganze Gespräch gelesen.",
      stopped: "Sie haben diese Antwort angehalten.",
      failed: "Der Coach konnte nicht antworten.",
      again: "Noch einmal fragen",
      wait: "Der Coach antwortet noch. Ihre Frage bleibt stehen.",
      unsent: "Ihre letzte Frage ist noch unterwegs. Diese Worte bleiben stehen.",
      kept: "Ihre Frage ist hier aufgehoben.",
      keptForExchange: (name) => `Was noch bleibt, ist für eine weitere Runde mit ${name} aufgehoben.`,
    },
  },
};
