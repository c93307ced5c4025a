import { moment, plural } from "./format.ts";
import { nlPages } from "./nl-pages.ts";
import type { TalkTables } from "./translation.ts";

const turns = (n: number): string => plural(n, { one: "# beurt", other: "# beurten" });
const minutesText = (n: number): string =>
  n < 1 ? "minder dan een minuut" : plural(n, { one: "# minuut", other: "# minuten" });
const line = (number: number): string => (number === 1 ? "Hoofdlijn" : `Poging ${number}`);

/** Dutch, with “je”. */
export const tables: TalkTables = {
  pages: nlPages,

  panel: {
    panel: "Een gesprek oefenen",
    ai: "(AI)",
    close: "Het venster sluiten",
    widen: "De coach een kantlijn geven",
    narrow: "Weer klein maken",
    asking: "Even kijken wie er is",
    opening: "Je gesprek gaat open",
    moment,
    trouble: { title: "Het kon niet worden geopend", again: "Nog eens proberen" },
    bar: {
      notes: "Je notities",
      nobody: "Niemand kijkt mee",
      watching: (n) => plural(n, { one: "# persoon kijkt mee", other: "# personen kijken mee" }),
      stepOut: "Even pauze",
      reconnecting: "Opnieuw verbinden",
      finished: (iso) => `Afgerond op ${moment(iso)}`,
    },
    simulated: "De antwoorden komen van een simulator, niet van een taalmodel.",
    exchange: (n) => `Beurt ${n}`,
    transcript: {
      label: (name) => `Gesprek met ${name} (AI)`,
      newMessages: "Nieuwe berichten",
      youOpen: (name) => `Jij begint. ${name} luistert.`,
    },
    note: {
      listening: "De coach luistert",
      writing: "De coach schrijft",
      failed: "De coach kon hier niets bij zeggen.",
      nothingToAdd: "De coach had niets toe te voegen.",
      policy: "De coach slaat deze over.",
    },
    lines: { name: line, again: "Dat nog eens proberen" },
    composer: {
      label: (name) => `Je woorden aan ${name}`,
      before: "Je woorden",
      send: "Versturen",
      stop: "Stoppen",
      stopping: "Wordt gestopt",
      wait: (name) => `${name} antwoordt nog. Je woorden blijven staan.`,
      unsent: "Je laatste bericht is nog onderweg. Deze woorden blijven staan.",
      tooLong: (over) => plural(over, { one: "# teken te lang", other: "# tekens te lang" }),
      roomLeft: (left) => plural(left, { one: "Nog # teken", other: "Nog # tekens" }),
    },
  },

  apart: {
    summary: {
      eyebrow: (exchanges, minutes) => turns(exchanges) + (minutes === null ? "" : ` in ${minutesText(minutes)}`),
      title: (scenario) => `Je hebt ‘${scenario}’ geoefend`,
      notes: (n) => plural(n, { one: "Eén notitie om te bewaren", other: "# notities om te bewaren" }),
      noNotes: "De coach heeft deze keer geen notities gemaakt.",
      whatChanged: "Wat er veranderde",
      changed: {
        "another-try": { before: "Eerst zei je", after: "Toen probeerde je" },
        "taken-up": { before: "De coach stelde voor", after: "Later zei je" },
        "first-to-last": { before: "Je begon met", after: "Je eindigde met" },
      },
      asked: "Wat je de coach onder vier ogen vroeg",
      take: "Neem het mee",
      download: "Gesprek en notities downloaden",
      practise: "Nog eens oefenen",
      read: "Het hele gesprek lezen",
      comeBack: (until) => `Of kom tot ${until} terug via dezelfde link.`,
      file: (scenario, date) => `${scenario} ${date}.txt`,
    },
    notes: {
      show: "De notitie van de coach tonen",
      keptForEnd: "De notitie van de coach is bewaard voor het einde.",
      skip: "Deze notitie overslaan",
      rate: { label: "Wat je van deze notitie vindt", helpful: "Nuttig", notHelpful: "Niet nuttig" },
    },
    take: { asked: "Jij, onder vier ogen aan de coach", noAnswer: "Er kwam geen antwoord." },
    trials: {
      stopped: "Je hebt dit antwoord gestopt. De coach wacht op een heel antwoord.",
      failed: (name) => `${name} (AI) kon niet antwoorden.`,
      kept: "Je woorden zijn bewaard.",
      again: "Opnieuw om het antwoord vragen",
      reword: "Je woorden veranderen",
    },
    quota: {
      warningTitle: "Het einde komt dichterbij",
      warning: (n) =>
        `${plural(n, { one: "Er is nog ongeveer # beurt", other: "Er zijn nog ongeveer # beurten" })}. Tijd voor wat het belangrijkst is.`,
      lastTitle: "Dit is misschien je laatste beurt",
      lastText:
        "Wat er ook voor nodig is, hij wordt afgemaakt: het antwoord en de notitie van de coach. Daarna zie je je notities.",
      exhaustedTitle: "Je hebt al je beurten gebruikt",
      exhausted:
        "Alles wat je schreef is bewaard. Kijk terug naar de notities van de coach, of vraag wie je uitnodigde om meer.",
      see: "Afronden en je notities bekijken",
    },
    ending: {
      title: "Dit gesprek beëindigen?",
      text: "Je ziet dan je notities en kunt het gesprek meenemen. Het kan niet opnieuw worden geopend.",
      yes: "Beëindigen",
      no: "Doorgaan",
    },
    out: {
      eyebrow: "Pauze",
      title: "Neem de tijd die je nodig hebt",
      text: (name) =>
        `Er loopt niets door terwijl je weg bent. ${name} is een AI die een rol speelt; je kunt er altijd mee stoppen.`,
      help: "Als je een echt mens wilt spreken",
      back: "Terugkomen",
      end: "Het gesprek beëindigen",
    },
    unsent: {
      waiting: "Nog niet verstuurd. Bewaard op dit apparaat.",
      uncertain: "Nog niet bevestigd. Bewaard op dit apparaat; het wordt maar één keer verstuurd.",
      tryNow: "Nu proberen",
      takeBack: "Terugnemen",
    },
    idle: { title: "Welkom terug", text: "Je was hier een tijdje weg. Schrijf, en het gaat verder." },
    notices: {
      offlineTitle: "Je bent offline",
      offline: "Schrijf gerust door: wat je verstuurt gaat één keer weg, zodra je weer verbinding hebt.",
      dismiss: "Verbergen",
      endsSoonTitle: "Je uitnodiging verloopt binnenkort",
      endsSoon: (iso) =>
        `Je kunt schrijven tot ${moment(iso)}. Wat je schreef blijft daarna te lezen; wie je uitnodigde kan haar verlengen.`,
      notSent: "Niet verstuurd, maar bewaard op dit apparaat:",
      lookAgain: "Nog eens kijken",
      back: "Je woorden staan weer in het vak hieronder.",
    },
  },

  beside: {
    watchedNow: (n) =>
      `${plural(n, { one: "Er kijkt nu # persoon mee. Die ziet", other: "Er kijken nu # personen mee. Zij zien" })} het gesprek, je vragen aan de coach en de notities.`,
    unwatchedNow: "Er kijkt niemand meer mee.",
    copy: {
      button: "Kopiëren",
      mine: "Je woorden kopiëren",
      of: (name) => `Kopiëren wat ${nlPages.withAi(name)} zei`,
      copied: "Gekopieerd",
      failed: "Kopiëren lukte niet",
    },
    timing: {
      label: "De notities van de coach tonen",
      "at-once": "zodra ze komen",
      asked: "als ik erom vraag",
      end: "aan het einde",
    },
    margin: (name) => `De coach schrijft hier, naast je woorden. ${name} (AI) ziet dat nooit.`,
    end: "Het gesprek beëindigen",
    endShort: "Beëindigen",
    left: {
      more: (n) => plural(n, { one: "Nog ongeveer #", other: "Nog ongeveer #" }),
      last: "Nog ongeveer 1",
      none: "Geen meer",
    },
    lines: {
      label: "Lijnen van dit gesprek",
      from: (words) => `${nlPages.lineFrom("Nieuwe poging", words)}. Wat je eerder zei blijft zoals het was.`,
      back: (number) => (number === 1 ? "Terug naar de hoofdlijn" : `Terug naar poging ${number}`),
    },
    ask: {
      announce: (text) => `Coach, onder vier ogen: ${text}`,
      button: "Vraag het de coach",
      answering: "De coach antwoordt",
      answered: "De coach heeft geantwoord",
      read: "Je vragen aan de coach",
      title: "Vraag het de coach",
      private: (name) => `Dit lezen alleen jij en het team; ${name} (AI) nooit.`,
      close: "De vragen aan de coach sluiten",
      label: "Je vraag aan de coach",
      send: "Vragen",
      question: (number) => `Vraag ${number}`,
      place: (number, after) =>
        (after === null ? "Aan het begin" : `Na ‘${after}’`) +
        (number === 1 ? "" : ` in ${line(number).toLowerCase()}`),
      none: "Zit je vast, of weet je niet hoe dat overkwam? De coach heeft het hele gesprek gelezen.",
      stopped: "Je hebt dit antwoord gestopt.",
      failed: "De coach kon niet antwoorden.",
      again: "Nog eens vragen",
      wait: "De coach antwoordt nog. Je vraag blijft staan.",
      unsent: "Je laatste vraag is nog onderweg. Deze woorden blijven staan.",
      kept: "Je vraag is hier bewaard.",
      keptForExchange: (name) => `Wat over is, wordt bewaard voor nog een beurt met ${name}.`,
    },
  },
};
