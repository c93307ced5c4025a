import { day, plural } from "./format.ts";
import type { PagesWords } from "./translation.ts";

/** Dutch for what stands around the conversation: pages and problems. */
export const nlPages: PagesWords = {
  brand: "Sidecoach",
  date: day,
  you: "Jij",
  coach: "Coach",
  withAi: (name) => `${name} (AI)`,
  said: (name, text) => `${name}: ${text}`,
  noted: {
    try: "Probeer",
    about: (quote) => `Coach, over ‘${quote}’`,
    announce: (text) => `Coach: ${text}`,
  },
  offline: { title: "Je bent offline", text: "Het gesprek gaat open zodra je weer verbinding hebt." },
  preview: {
    whoSeesWhat: "Wie wat ziet",
    partner: "Met wie je praat",
    staff: (site) => (site ? `Het team van ${site}` : "Het team"),
    recordings: "Opnamen",
    recordingsText:
      "Alleen als je spreekt in plaats van typt. Jij en het team kunnen ze horen; de AI’s lezen de woorden.",
    exchanges: (n, until) => `${plural(n, { one: "Ongeveer # beurt", other: "Ongeveer # beurten" })}, tot ${until}`,
    choose: "Welk gesprek?",
    goal: "Je doel",
    research: "Onderzoekers mogen het lezen zonder mijn naam.",
    optional: "Niet verplicht.",
    start: "Het gesprek beginnen",
    goOn: "Verdergaan met je gesprek",
    read: "Je gesprek lezen",
    starting: "Het begint",
    agree: "Door te beginnen ga je akkoord met wie wat ziet.",
    back: "Je was hier al eerder: het gaat verder waar je was gebleven.",
    several: "Je gesprek",
    severalText: "Je gaat verder met wat je begon, of kiest er nu een.",
    expired: "Deze uitnodiging is verlopen",
    expiredText: (claimed) =>
      claimed
        ? "Je kunt lezen wat je schreef, maar niet meer schrijven. Wie je uitnodigde kan hem verlengen."
        : "Vraag wie je uitnodigde om hem te verlengen, en open de link dan opnieuw.",
    revoked: "Deze uitnodiging is ingetrokken",
    revokedText: (claimed) =>
      claimed ? "Je kunt lezen wat je schreef, maar niet meer schrijven." : "Vraag een nieuwe aan wie je uitnodigde.",
  },
  invite: {
    title: "Je hebt een uitnodiging nodig",
    text: "Hier oefen je een moeilijk gesprek, met een coach naast je. Het gaat open met een persoonlijke link van wie je uitnodigt. Open die link, of plak hem hier.",
    label: "Je uitnodigingslink",
    placeholder: "https://…#invitation=…",
    open: "De uitnodiging openen",
    none: "Dat lijkt geen uitnodigingslink. Er staat ‘#invitation=’ in.",
  },
  self: { button: "Jij", label: "Jij en je gegevens" },
  gone: {
    title: "Alles is verwijderd",
    erased: "Niets leidt hier nog naar jou, en deze browser is je vergeten. Je kunt dit sluiten.",
    before:
      "Wat met deze uitnodiging is gezegd, is voorgoed verwijderd, zoals de eigenaar vroeg. De link opent niets meer. Vraag een nieuwe uitnodiging om weer te oefenen.",
    erasing:
      "Je naam, adressen en aanmeldingen zijn weg, en deze browser is je vergeten. De woorden volgen vanzelf zodra klaar is wat nog loopt. Je kunt dit sluiten.",
  },
  linkProblems: {
    "invitation-not-found": "Die uitnodiging bestaat niet. Kijk of de link compleet is.",
    replaced:
      "Deze link is vervangen door een nieuwe en opent niets meer. Wat je hebt gezegd is bewaard: vraag de nieuwe link aan wie je heeft uitgenodigd.",
    "mistyped-token": "Een letter van deze link lijkt niet te kloppen. Kopieer hem nog een keer.",
    erased: "Wat met deze uitnodiging is gezegd, is verwijderd. Vraag een nieuwe om weer te oefenen.",
    "invitation-used": "Deze uitnodiging is van iemand die zich heeft aangemeld. Meld je aan om verder te gaan.",
    "claims-used-up": "Iedereen voor wie deze uitnodiging was, is al geweest.",
  },
  lost: {
    title: "Open je uitnodigingslink nog een keer",
    text: "Deze browser is afgemeld. Er is niets kwijt: dezelfde link brengt je terug naar waar je was. Als je je met een account hebt aangemeld, vraagt hij daarnaar.",
    kept: "Wat je aan het schrijven was, is op dit apparaat bewaard.",
    out: "Je bent afgemeld",
    outText:
      "Er is niets kwijt: je uitnodiging brengt je terug naar waar je was. Als je je met een account hebt aangemeld, vraagt ze daarnaar.",
    back: "Weer naar binnen",
  },
  known: {
    title: "Deze pagina moet zeggen wie je bent",
    text: "Ze is open voor mensen die deze site kent. Meld je aan bij de site, en open deze pagina van daaruit.",
    yours: "Zien, bewaren of verwijderen wat je zei",
  },
  asGuest: "Verder als gast",
  refused: {
    title: "Deze pagina kan het gesprek nog niet openen",
    text: (origin) =>
      `${origin} staat niet op de lijst van pagina’s die het mogen gebruiken. Het ligt niet aan jou; laat het de beheerder van deze site weten.`,
    owners: "Beheer je deze site?",
    command: "In de console van de browser staat de opdracht die haar toevoegt.",
  },
  lineFrom: (name, words) => (words === null ? name : `${name}, vanaf ‘${words}’`),
  problems: {
    unreachable: "De dienst is nu niet te bereiken.",
    "no-token": "Open je uitnodigingslink nog een keer.",
    "known-person-needed":
      "Deze pagina moet zeggen wie je bent. Meld je aan bij de site, en open deze pagina van daaruit.",
    "known-person-refused":
      "Deze pagina kon niet zeggen wie je bent. Laad haar opnieuw; helpt dat niet, laat het de beheerder van deze site weten.",
    "merge-refused": "Twee accounts kunnen hier niet één worden. Er is niets veranderd.",
    exhausted: "Er is niet genoeg over voor nog een beurt.",
    "kept-for-exchange": "Wat over is, wordt bewaard voor nog een beurt.",
    "daily-ceiling": "Alles wat op één dag gebruikt kan worden, is gebruikt. Morgen gaat het verder.",
    "aside-running":
      "De coach beantwoordt nog een andere vraag, misschien in een ander tabblad. Vraag het daarna opnieuw.",
    "exchange-running":
      "Er wordt nog een antwoord geschreven, misschien in een ander tabblad. Verstuur het daarna opnieuw.",
    "wrong-step": "Dit gesprek is al verder.",
    expired: "Deze uitnodiging is verlopen. Wat je schreef is bewaard, en je kunt het lezen.",
    revoked: "Deze uitnodiging is ingetrokken. Wat je schreef is bewaard, en je kunt het lezen.",
    "too-many": "Dat ging een beetje snel. Zo meteen gaat het verder.",
    internal: "Er ging iets stuk aan onze kant.",
    "upstream-overloaded": "De dienst is nu overbelast.",
    "upstream-unavailable": "Het taalmodel is nu niet te bereiken.",
    "model-not-found": "Het taalmodel is niet goed ingesteld. Laat het de beheerder van deze site weten.",
    "upstream-refused-key": "Het taalmodel is niet goed ingesteld. Laat het de beheerder van deze site weten.",
    "upstream-failed": "Het taalmodel gaf een fout.",
    "upstream-stalled": "Het antwoord bleef onderweg steken.",
    "model-refused": "Het taalmodel wilde daar niet op antwoorden.",
    "reply-cut-short": "Het antwoord had te weinig ruimte.",
    "server-stopped": "De dienst werd halverwege opnieuw gestart.",
    "database-away": "De dienst wordt hersteld. Hij zou er zo weer moeten zijn.",
    "shutting-down": "De dienst start opnieuw. Hij zou er zo weer moeten zijn.",
  },
};
