import { byCode } from "./en-pages.ts";
import { dayOfYear, minutesOf, plural, time } from "./format.ts";
import type { SelfTables } from "./translation.ts";

const tries = (n: number): string => plural(n, { one: "nog één poging", other: "nog # pogingen" });

/** Dutch for signing in, and for the page about oneself. */
export const tables: SelfTables = {
  signIn: {
    blank: "Een ogenblik…",
    with: (name) => `Verder met ${name}`,
    opening: "Het venster gaat open",
    leaving: (name) => `Naar ${name}`,
    waiting: (name) => `Wachten op ${name}`,
    waitingText: "Ga verder in het venster dat openging. Deze pagina volgt vanzelf als je klaar bent.",
    silentText:
      "Als dat venster niet verder kan, sluit het dan en meld je aan op deze pagina. Je komt terug waar je bent.",
    blocked: "Je browser heeft het venster niet geopend",
    blockedText:
      "Laat deze pagina een venster openen en probeer het nog eens, of meld je aan op deze pagina: je komt terug waar je bent.",
    again: "Nog eens proberen",
    here: "Aanmelden op deze pagina",
    cancel: "Annuleren",
    redeeming: "Je wordt aangemeld",
    dismiss: "Verbergen",
    none: "Aanmelden is hier niet ingesteld. Laat het weten aan wie je uitnodigde.",
    unknown: "De manieren om aan te melden konden niet worden geladen.",
    returnUrl: (url) =>
      `Sidecoach: aanmelden zonder venster moet terugkomen op ${url}, en dat is geen van de returnUrls van de site.`,
    otherOrigin: (url, origin) =>
      `Sidecoach: het aanmelden opent op ${new URL(url).origin}, en deze pagina roept ${origin} aan. PUBLIC_URL moet het adres zijn dat pagina’s gebruiken.`,
    returning: {
      title: "Meld je aan om verder te gaan",
      text: "Je hebt je eerder bij deze uitnodiging aangemeld, dus de link alleen opent haar niet meer. Meld je aan met hetzelfde account, en je bent terug waar je was.",
      other: "Een andere uitnodiging openen",
    },
    another: {
      title: "Er was iemand anders vóór jou",
      text: "In deze browser is iemand anders aangemeld. Wat die schreef is van die persoon, en wordt bewaard. Ga verder als jezelf om het jouwe te zien.",
      go: "Verder als mezelf",
    },
    both: {
      title: "Je hebt hier al een account",
      text: "Wat je hier deed meenemen naar dat account? Van geen van beide gaat iets verloren, en wat loopt gaat door. Het kan niet ongedaan worden gemaakt.",
      from: "Hier, als gast",
      into: "Het account",
      have: (sessions, messages) =>
        `${plural(sessions, { one: "# gesprek", other: "# gesprekken" })} met ${plural(messages, { one: "# bericht", other: "# berichten" })}`,
      by: (provider) =>
        provider.startsWith("site")
          ? "via deze site"
          : `via ${byCode({ google: "Google", apple: "Apple", github: "GitHub" }, provider) ?? "het account dat je koos"}`,
      nameless: "Zonder naam",
      yes: "Beide samenvoegen",
      no: "Nu niet",
      busy: "Beide worden samengevoegd",
    },
    problems: {
      "sign-in-declined": "Je hebt daar nee gezegd. Er is niets veranderd.",
      "sign-in-failed": "Het aanmelden lukte niet. Er is niets veranderd; probeer het nog eens.",
      "sign-in-expired": "Dat duurde te lang. Er is niets veranderd; begin opnieuw.",
      "sign-in-used": "Deze aanmelding is al gebruikt. Begin opnieuw.",
      "wrong-verifier": "Deze aanmelding begon ergens anders. Begin hier opnieuw.",
      "provider-unavailable": "Het is nu niet te bereiken. Er is niets veranderd; probeer het zo nog eens.",
      "other-account": "Deze uitnodiging is van een ander account. Neem het account dat je eerder gebruikte.",
      "merge-refused":
        "Dat account is hier van iemand anders, en de twee kunnen niet één worden. Er is niets veranderd.",
      "use-console": "Het team meldt zich aan in de console. Er is niets veranderd.",
      "wrong-step":
        "Nog niemand heeft zich bij deze uitnodiging aangemeld. Open haar link nog een keer om te beginnen.",
      "no-cryptography": "Aanmelden werkt alleen op pagina’s met https. Laat het de beheerder van deze site weten.",
      "no-return":
        "Deze pagina is niet ingesteld om zonder venster aan te melden. Laat haar er een openen, of neem een andere browser.",
      unreachable: "De dienst is nu niet te bereiken. Er is niets kwijt.",
    },
  },

  you: {
    title: "Jij en je gegevens",
    loading: "Opzoeken wat van jou is",
    back: "Terug naar het gesprek",
    again: "Nog eens proberen",
    working: "Een ogenblik",
    guest: "Je bent hier als gast. Deze browser onthoudt je, en je uitnodigingslink brengt je terug.",
    signedIn: (name) => (name === null ? "Je bent aangemeld." : `Je bent aangemeld als ${name}.`),
    keep: {
      title: "Bewaar dit op elk apparaat",
      text: "Meld je aan, en je gesprekken gaan open waar je je ook aanmeldt. Ze blijven zoals ze zijn, en niemand anders ziet ze.",
    },
    outcomes: {
      linked: "Je bent aangemeld. Wat je hier deed is op elk apparaat van jou.",
      known: "Je bent aangemeld.",
      merged: "Beide zijn nu samen.",
      returned: "Je bent aangemeld.",
    },
    accounts: {
      title: "Accounts waarmee je je aanmeldt",
      since: (iso) => `Sinds ${dayOfYear(iso)}`,
      add: "Nog een account toevoegen",
      addText: "Elk ervan opent wat van jou is. Het mag een tweede van dezelfde soort zijn.",
      remove: "Weghalen",
      removeLabel: (name, email) => `${name}${email === null ? "" : `, ${email}`} weghalen`,
      sure: (name) => `Dit account van ${name} weghalen?`,
      sureText: "Het opent dan niet meer wat van jou is. Je andere apparaten worden afgemeld; dit niet.",
      yes: "Weghalen",
      no: "Houden",
      removed: "Het account is weggehaald.",
      signOut: "Afmelden in deze browser",
    },
    contacts: {
      title: "Waar je te bereiken bent",
      text: "Als je wilt. Een adres wordt bevestigd met een code die ernaartoe gaat, en verbindt je met niemand.",
      offer: (value) => `Ben je te bereiken op ${value}?`,
      offerText: "Dat zegt je account. Het wordt alleen toegevoegd als jij het ook zegt.",
      offerAdd: "Dit adres toevoegen",
      offerNo: "Nee, dank je",
      types: { email: "E-mail", phone: "Telefoon", whatsapp: "WhatsApp" },
      kind: "Soort",
      email: "E-mailadres",
      number: "Nummer, beginnend met + en het land",
      add: "Een code sturen",
      primary: "Wordt eerst gebruikt",
      verified: "Bevestigd",
      waiting: "Wacht op de code",
      makePrimary: "Eerst gebruiken",
      makePrimaryLabel: (value) => `${value} eerst gebruiken`,
      remove: "Weghalen",
      removeLabel: (value) => `${value} weghalen`,
      code: (value) => `De zes cijfers die naar ${value} gingen.`,
      until: (iso, n) => `Geldig tot ${time(iso)}, ${tries(n)}.`,
      verify: "Bevestigen",
      resend: "Nog een code sturen",
      sent: (value) => `Er is een code onderweg naar ${value}. Kijk in je berichten.`,
      confirmed: (value) => `${value} is bevestigd.`,
      removed: (value) => `${value} is weggehaald.`,
      first: (value) => `${value} wordt nu eerst gebruikt.`,
      wrongCode: (n) =>
        n === 0
          ? "Dat is niet de code, en deze is opgebruikt. Laat een andere sturen."
          : `Dat is niet de code; ${tries(n)}.`,
      tooMany: (seconds) =>
        `Te veel codes in een uur. Kijk in je berichten, of probeer het ${
          seconds === null ? "later" : plural(minutesOf(seconds), { one: "over # minuut", other: "over # minuten" })
        } nog eens.`,
      noAddress: "Dat lijkt geen adres. Kijk het nog eens na.",
      noNumber: "Dat lijkt geen nummer met land, zoals +31 20 123 4567.",
    },
    research: {
      title: "Onderzoek",
      label: "Onderzoekers mogen het lezen zonder mijn naam.",
      text: "Je kunt dit altijd veranderen. Als je het intrekt, geldt dat meteen, voor al je gesprekken hier.",
      on: "Onderzoekers mogen het vanaf nu lezen.",
      off: "Ingetrokken. Er gaat niets van jou meer naar onderzoek.",
    },
    transcript: {
      title: "Neem het mee",
      text: "Alles wat gezegd is, door jou, door met wie je praat en door de coach.",
      page: "Openen om te lezen of te printen",
      opened: "Het is geopend in een ander tabblad.",
      blocked: "Je browser heeft geen tabblad geopend.",
      link: "Open het vanaf hier. Dat kan één keer, in de komende vijf minuten.",
      download: "Downloaden als gegevens (JSON)",
      downloaded: "Het staat bij je downloads.",
      file: (date) => `Gesprekken ${date}.json`,
    },
    erase: {
      title: "Alles verwijderen",
      text: "Je kunt alles terugnemen, voorgoed.",
      open: "Alles verwijderen…",
      sure: "Alles voorgoed verwijderen?",
      goes: "Dit gaat weg:",
      going: [
        "Je naam, accounts, adressen en aanmeldingen, op elk apparaat.",
        "Elk woord dat gezegd is, door jou, door met wie je praat en door de coach.",
        "Wat het team over je schreef. Je uitnodigingslink werkt niet meer.",
      ],
      everywhere: "Omdat je je hebt aangemeld: in al je uitnodigingen, op alle sites.",
      stays: "Dit blijft, en is van niemand:",
      staying: ["Dat er gesprekken waren, wanneer, en wat ze gebruikten.", "Dat ze verwijderd zijn."],
      first: "Als je het wilt bewaren, neem het dan eerst mee. Het kan niet worden teruggehaald.",
      yes: "Alles voorgoed verwijderen",
      no: "Alles houden",
      busy: "Wordt verwijderd",
    },
    problems: {
      "last-identity": "Dit is je enige weg naar binnen. Voeg eerst een ander account toe en haal dit dan weg.",
      "code-expired": "Deze code is niet meer geldig. Laat een andere sturen.",
      "contact-taken": "Iemand anders heeft dit intussen bevestigd. Er is niets veranderd.",
      "no-sender": "Hiervandaan kan daar geen code naartoe. Neem e-mail.",
      "erasure-refused": "Het team kan zichzelf hier niet verwijderen. Vraag het de beheerder van deze site.",
      "use-console": "Het team beheert zijn accounts in de console. Er is niets veranderd.",
      "not-found": "Dit is al weg.",
      unreachable: "De dienst is nu niet te bereiken. Er is niets veranderd.",
    },
  },
};
