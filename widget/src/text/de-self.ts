import { byCode } from "./en-pages.ts";
import { dayOfYear, minutesOf, plural, time } from "./format.ts";
import type { SelfTables } from "./translation.ts";

const tries = (n: number): string => plural(n, { one: "ein Versuch", other: "# Versuche" });

/** German for signing in, and for the page about oneself. */
export const tables: SelfTables = {
  signIn: {
    blank: "Einen Moment…",
    with: (name) => `Weiter mit ${name}`,
    opening: "Das Fenster öffnet sich",
    leaving: (name) => `Weiter zu ${name}`,
    waiting: (name) => `Warten auf ${name}`,
    waitingText: "Machen Sie in dem Fenster weiter, das sich geöffnet hat. Diese Seite folgt von selbst.",
    silentText:
      "Wenn es in dem Fenster nicht weitergeht, schließen Sie es und melden Sie sich auf dieser Seite an. Sie kommen dahin zurück, wo Sie sind.",
    blocked: "Ihr Browser hat das Fenster nicht geöffnet",
    blockedText:
      "Erlauben Sie dieser Seite, ein Fenster zu öffnen, und versuchen Sie es noch einmal, oder melden Sie sich auf dieser Seite an: Sie kommen dahin zurück, wo Sie sind.",
    again: "Noch einmal versuchen",
    here: "Auf dieser Seite anmelden",
    cancel: "Abbrechen",
    redeeming: "Sie werden angemeldet",
    dismiss: "Ausblenden",
    none: "Hier ist keine Anmeldung eingerichtet. Bitte sagen Sie es der Person, die Sie eingeladen hat.",
    unknown: "Die Wege zur Anmeldung ließen sich nicht laden.",
    returnUrl: (url) =>
      `Sidecoach: Die Anmeldung ohne Fenster muss zu ${url} zurückkommen; das ist keine der returnUrls der Website.`,
    otherOrigin: (url, origin) =>
      `Sidecoach: Die Anmeldung öffnet sich unter ${new URL(url).origin}, diese Seite ruft ${origin}. PUBLIC_URL muss die Adresse sein, die Seiten nutzen.`,
    returning: {
      title: "Melden Sie sich an, um weiterzumachen",
      text: "Sie haben sich bei dieser Einladung schon einmal angemeldet; der Link allein öffnet sie nicht mehr. Melden Sie sich mit demselben Konto an, und Sie sind zurück, wo Sie waren.",
      other: "Eine andere Einladung öffnen",
    },
    another: {
      title: "Vor Ihnen war jemand anderes hier",
      text: "In diesem Browser ist eine andere Person angemeldet. Was sie geschrieben hat, gehört ihr und bleibt für sie aufgehoben. Machen Sie als Sie selbst weiter, um Ihres zu sehen.",
      go: "Als ich selbst weitermachen",
    },
    both: {
      title: "Sie haben hier schon ein Konto",
      text: "Möchten Sie, was Sie hier getan haben, in dieses Konto mitnehmen? Von beidem geht nichts verloren, und was läuft, läuft weiter. Es lässt sich nicht rückgängig machen.",
      from: "Hier, als Gast",
      into: "Das Konto",
      have: (sessions, messages) =>
        `${plural(sessions, { one: "# Gespräch", other: "# Gespräche" })} mit ${plural(messages, { one: "# Nachricht", other: "# Nachrichten" })}`,
      by: (provider) =>
        provider.startsWith("site")
          ? "über diese Website"
          : `über ${byCode({ google: "Google", apple: "Apple", github: "GitHub" }, provider) ?? "das gewählte Konto"}`,
      nameless: "Ohne Namen",
      yes: "Beides zusammenführen",
      no: "Jetzt nicht",
      busy: "Beides wird zusammengeführt",
    },
    problems: {
      "sign-in-declined": "Sie haben dort abgelehnt. Nichts wurde geändert.",
      "sign-in-failed": "Die Anmeldung hat nicht geklappt. Nichts wurde geändert; versuchen Sie es noch einmal.",
      "sign-in-expired": "Das hat zu lange gedauert. Nichts wurde geändert; beginnen Sie von vorn.",
      "sign-in-used": "Diese Anmeldung wurde schon benutzt. Beginnen Sie von vorn.",
      "wrong-verifier": "Diese Anmeldung wurde anderswo begonnen. Beginnen Sie hier von vorn.",
      "provider-unavailable":
        "Die Anmeldung ist gerade nicht zu erreichen. Nichts wurde geändert; versuchen Sie es gleich noch einmal.",
      "other-account": "Diese Einladung gehört zu einem anderen Konto. Nehmen Sie das, das Sie zuvor benutzt haben.",
      "merge-refused":
        "Dieses Konto gehört hier einer anderen Person, und die beiden können nicht eines werden. Nichts wurde geändert.",
      "use-console": "Das Team meldet sich in der Konsole an. Nichts wurde geändert.",
      "wrong-step": "Bei dieser Einladung hat sich noch niemand angemeldet. Öffnen Sie den Link noch einmal.",
      "no-cryptography": "Die Anmeldung geht nur auf Seiten mit https. Bitte sagen Sie es den Betreibern.",
      "no-return":
        "Diese Seite ist nicht dafür eingerichtet, ohne Fenster anzumelden. Erlauben Sie ihr eines, oder nehmen Sie einen anderen Browser.",
      unreachable: "Der Dienst ist gerade nicht zu erreichen. Nichts ist verloren.",
    },
  },

  you: {
    title: "Sie und Ihre Daten",
    loading: "Es wird nachgesehen, was Ihnen gehört",
    back: "Zurück zum Gespräch",
    again: "Noch einmal versuchen",
    working: "Einen Moment",
    guest: "Sie sind als Gast hier. Dieser Browser merkt sich Sie, und Ihr Einladungslink bringt Sie zurück.",
    signedIn: (name) => (name === null ? "Sie sind angemeldet." : `Sie sind als ${name} angemeldet.`),
    keep: {
      title: "Auf jedem Gerät behalten",
      text: "Melden Sie sich an, und Ihre Gespräche öffnen sich überall, wo Sie sich anmelden. Sie bleiben, wie sie sind, und niemand sonst sieht sie.",
    },
    outcomes: {
      linked: "Sie sind angemeldet. Was Sie hier getan haben, gehört Ihnen auf jedem Gerät.",
      known: "Sie sind angemeldet.",
      merged: "Beides ist jetzt zusammen.",
      returned: "Sie sind angemeldet.",
    },
    accounts: {
      title: "Konten, mit denen Sie sich anmelden",
      since: (iso) => `Seit ${dayOfYear(iso)}`,
      add: "Ein weiteres Konto hinzufügen",
      addText: "Jedes davon öffnet, was Ihnen gehört. Es darf ein zweites derselben Art sein.",
      remove: "Entfernen",
      removeLabel: (name, email) => `${name}${email === null ? "" : `, ${email}`} entfernen`,
      sure: (name) => `Dieses Konto (${name}) entfernen?`,
      sureText: "Es öffnet dann nicht mehr, was Ihnen gehört. Ihre anderen Geräte werden abgemeldet; dieses nicht.",
      yes: "Entfernen",
      no: "Behalten",
      removed: "Das Konto ist entfernt.",
      signOut: "In diesem Browser abmelden",
    },
    contacts: {
      title: "Wo Sie zu erreichen sind",
      text: "Wenn Sie mögen. Eine Adresse wird mit einem Code bestätigt, der dorthin geht, und verbindet Sie mit niemandem.",
      offer: (value) => `Sind Sie unter ${value} zu erreichen?`,
      offerText: "So steht es in Ihrem Konto. Es wird nur hinzugefügt, wenn Sie es auch sagen.",
      offerAdd: "Diese Adresse hinzufügen",
      offerNo: "Nein, danke",
      types: { email: "E-Mail", phone: "Telefon", whatsapp: "WhatsApp" },
      kind: "Art",
      email: "E-Mail-Adresse",
      number: "Nummer, mit + und Land am Anfang",
      add: "Code senden",
      primary: "Wird zuerst benutzt",
      verified: "Bestätigt",
      waiting: "Wartet auf den Code",
      makePrimary: "Zuerst benutzen",
      makePrimaryLabel: (value) => `${value} zuerst benutzen`,
      remove: "Entfernen",
      removeLabel: (value) => `${value} entfernen`,
      code: (value) => `Die sechs Ziffern, die an ${value} gingen.`,
      until: (iso, n) => `Gilt bis ${time(iso)} Uhr, noch ${tries(n)}.`,
      verify: "Bestätigen",
      resend: "Neuen Code senden",
      sent: (value) => `Ein Code ist unterwegs an ${value}. Sehen Sie in Ihre Nachrichten.`,
      confirmed: (value) => `${value} ist bestätigt.`,
      removed: (value) => `${value} ist entfernt.`,
      first: (value) => `${value} wird jetzt zuerst benutzt.`,
      wrongCode: (n) =>
        n === 0
          ? "Das ist nicht der Code, und dieser ist aufgebraucht. Lassen Sie sich einen neuen senden."
          : `Das ist nicht der Code. Noch ${tries(n)}.`,
      tooMany: (seconds) =>
        `Zu viele Codes in einer Stunde. Sehen Sie in Ihre Nachrichten, oder versuchen Sie es ${
          seconds === null ? "später" : plural(minutesOf(seconds), { one: "in # Minute", other: "in # Minuten" })
        } noch einmal.`,
      noAddress: "Das sieht nicht nach einer Adresse aus. Bitte prüfen Sie sie.",
      noNumber: "Das sieht nicht nach einer Nummer mit Land aus, etwa +49 30 1234567.",
    },
    research: {
      title: "Forschung",
      label: "Die Forschung darf es ohne meinen Namen lesen.",
      text: "Sie können das jederzeit ändern. Ein Widerruf gilt sofort, für alle Ihre Gespräche hier.",
      on: "Die Forschung darf es ab jetzt lesen.",
      off: "Widerrufen. Nichts von Ihnen geht mehr in die Forschung.",
    },
    transcript: {
      title: "Mitnehmen",
      text: "Alles, was gesagt wurde: von Ihnen, von Ihrem Gegenüber und vom Coach.",
      page: "Zum Lesen oder Drucken öffnen",
      opened: "Es hat sich in einem anderen Tab geöffnet.",
      blocked: "Ihr Browser hat keinen Tab geöffnet.",
      link: "Von hier öffnen. Es geht einmal, in den nächsten fünf Minuten.",
      download: "Als Daten herunterladen (JSON)",
      downloaded: "Es liegt in Ihren Downloads.",
      file: (date) => `Gespräche ${date}.json`,
    },
    erase: {
      title: "Alles löschen",
      text: "Sie können alles zurücknehmen, für immer.",
      open: "Alles löschen…",
      sure: "Alles für immer löschen?",
      goes: "Das geht:",
      going: [
        "Ihr Name, Ihre Konten, Adressen und Anmeldungen, auf jedem Gerät.",
        "Jedes Wort, das gesagt wurde: von Ihnen, von Ihrem Gegenüber und vom Coach.",
        "Was das Team über Sie geschrieben hat. Ihr Einladungslink gilt nicht mehr.",
      ],
      everywhere: "Weil Sie angemeldet sind: in allen Ihren Einladungen, auf allen Websites.",
      stays: "Das bleibt und gehört niemandem:",
      staying: ["Dass es Gespräche gab, wann, und was sie verbraucht haben.", "Dass sie gelöscht wurden."],
      first: "Wenn Sie es behalten möchten, nehmen Sie es zuerst mit. Es lässt sich nicht zurückholen.",
      yes: "Alles für immer löschen",
      no: "Alles behalten",
      busy: "Wird gelöscht",
    },
    problems: {
      "last-identity":
        "Das ist Ihr einziger Zugang. Fügen Sie erst ein anderes Konto hinzu, dann entfernen Sie dieses.",
      "code-expired": "Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.",
      "contact-taken": "Jemand anderes hat das inzwischen bestätigt. Nichts wurde geändert.",
      "no-sender": "Von hier kann kein Code dorthin gesendet werden. Nehmen Sie E-Mail.",
      "erasure-refused": "Das Team kann sich hier nicht selbst löschen. Bitte fragen Sie die Betreiber.",
      "use-console": "Das Team verwaltet seine Konten in der Konsole. Nichts wurde geändert.",
      "not-found": "Das ist schon fort.",
      unreachable: "Der Dienst ist gerade nicht zu erreichen. Nichts wurde geändert.",
    },
  },
};
