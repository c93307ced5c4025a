import type { VoiceTables } from "./translation.ts";

/** German for speaking and listening. */
export const tables: VoiceTables = {
  voice: {
    speak: "Sprechen statt tippen",
    title: "Sprechen",
    close: "Schließen",
    told: {
      text: (name) =>
        `Ihre Aufnahme geht mit Ihrer Nachricht mit. Sie und das Team können sie später anhören; ${name} (KI) liest nur die Worte. Nichts wird gesendet, bevor Sie es sagen.`,
      byServer: "Die Worte schreibt ein Programm auf, das die Betreiber dieser Seite gewählt haben.",
      byBrowser: "Ihr Browser schreibt die Worte auf. Manche Browser senden dafür den Ton an ihren Hersteller.",
      start: "Aufnahme starten",
    },
    asking: "Ihr Browser fragt, ob Sie das Mikrofon erlauben.",
    recording: (now, most) => `${now} von ${most}`,
    state: {
      recording: "Die Aufnahme läuft",
      paused: "Die Aufnahme ist angehalten",
      stopped: "Aufgenommen. Noch ist nichts gesendet.",
      keeping: "Ihre Aufnahme wird gespeichert",
      writing: "Was Sie gesagt haben, wird aufgeschrieben",
      kept: "Ihre Aufnahme geht mit Ihrer nächsten Nachricht mit.",
    },
    pause: "Pausieren",
    goOn: "Weiter",
    done: "Fertig",
    discard: "Verwerfen",
    use: "Verwenden",
    again: "Noch einmal versuchen",
    check: "Prüfen Sie die Worte unten, und senden Sie sie dann.",
    type: "Schreiben Sie unten, was Sie gesagt haben, und senden Sie es. Ihre Aufnahme geht mit.",
    heardNothing: "Es ist nichts zu hören. Ist das Mikrofon an?",
    full: "Länger kann eine Aufnahme nicht sein.",
    problems: {
      refused:
        "Das Mikrofon ist hier nicht erlaubt. Erlauben Sie es in den Einstellungen Ihres Browsers für diese Seite, oder tippen Sie.",
      missing: "Es gibt kein Mikrofon, das sich nutzen lässt. Schließen Sie eines an, oder tippen Sie.",
      failed:
        "Die Aufnahme hat nicht geklappt. Nichts davon ist erhalten. Versuchen Sie es noch einmal, oder tippen Sie.",
      empty: "Es wurde nichts aufgenommen. Versuchen Sie es noch einmal, oder tippen Sie.",
      upload: "Sie ließ sich gerade nicht speichern. Ihre Aufnahme ist noch hier; versuchen Sie es noch einmal.",
      tooMany: "Das waren viele Aufnahmen. Warten Sie ein wenig, und versuchen Sie es dann noch einmal.",
      refusedByServer: "Diese Aufnahme wurde nicht angenommen. Nehmen Sie neu auf, oder tippen Sie.",
    },
    listen: {
      play: "Anhören",
      stop: "Nicht weiter anhören",
      blocked: "Sie lässt sich hier nicht abspielen.",
      open: "Die Aufnahme öffnen",
    },
    aloud: (name) => `${name} vorlesen lassen`,
  },
};
