import type { VoiceTables } from "./translation.ts";

/** Dutch for speaking and listening. */
export const tables: VoiceTables = {
  voice: {
    speak: "Spreken in plaats van typen",
    title: "Spreken",
    close: "Sluiten",
    told: {
      text: (name) =>
        `Je opname gaat mee met je bericht. Jij en het team kunnen haar later beluisteren; ${name} (AI) leest alleen de woorden. Er wordt niets verstuurd voor jij het zegt.`,
      byServer: "Een programma dat de beheerder van deze pagina heeft gekozen, schrijft de woorden op.",
      byBrowser: "Je browser schrijft de woorden op. Sommige browsers sturen het geluid daarvoor naar hun maker.",
      start: "Opname starten",
    },
    asking: "Je browser vraagt of je de microfoon toestaat.",
    recording: (now, most) => `${now} van ${most}`,
    state: {
      recording: "De opname loopt",
      paused: "De opname staat op pauze",
      stopped: "Opgenomen. Er is nog niets verstuurd.",
      keeping: "Je opname wordt bewaard",
      writing: "Wat je zei wordt opgeschreven",
      kept: "Je opname gaat mee met je volgende bericht.",
    },
    pause: "Pauzeren",
    goOn: "Verder",
    done: "Klaar",
    discard: "Weggooien",
    use: "Gebruiken",
    again: "Nog eens proberen",
    check: "Kijk de woorden hieronder na, en verstuur ze dan.",
    type: "Typ hieronder wat je zei, en verstuur het. Je opname gaat mee.",
    heardNothing: "Er is niets te horen. Staat de microfoon aan?",
    full: "Langer kan een opname niet zijn.",
    problems: {
      refused:
        "De microfoon is hier niet toegestaan. Sta hem toe in de instellingen van je browser voor deze pagina, of typ.",
      missing: "Er is geen microfoon die gebruikt kan worden. Sluit er een aan, of typ.",
      failed: "De opname lukte niet. Er is niets van bewaard. Probeer het nog eens, of typ.",
      empty: "Er is niets opgenomen. Probeer het nog eens, of typ.",
      upload: "Bewaren lukte nu niet. Je opname is nog hier; probeer het nog eens.",
      tooMany: "Dat waren veel opnamen. Wacht even, en probeer het dan nog eens.",
      refusedByServer: "Deze opname werd niet aangenomen. Neem opnieuw op, of typ.",
    },
    listen: {
      play: "Beluisteren",
      stop: "Stoppen met luisteren",
      blocked: "Hier kan ze niet worden afgespeeld.",
      open: "De opname openen",
    },
    aloud: (name) => `${name} laten voorlezen`,
  },
};
