import type { VoiceTables } from "./translation.ts";

/** French for speaking and listening. */
export const tables: VoiceTables = {
  voice: {
    speak: "Parler au lieu d’écrire",
    title: "Parler",
    close: "Fermer",
    told: {
      text: (name) =>
        `Votre enregistrement part avec votre message. L’équipe et vous pourrez l’écouter plus tard ; ${name} (IA) ne lit que les mots. Rien n’est envoyé sans votre accord.`,
      byServer: "Un programme choisi par les responsables de cette page met vos paroles par écrit.",
      byBrowser:
        "Votre navigateur met vos paroles par écrit. Certains navigateurs envoient pour cela le son à leur fabricant.",
      start: "Commencer à enregistrer",
    },
    asking: "Votre navigateur demande si vous autorisez le micro.",
    recording: (now, most) => `${now} sur ${most}`,
    state: {
      recording: "Enregistrement en cours",
      paused: "Enregistrement en pause",
      stopped: "C’est enregistré. Rien n’est encore envoyé.",
      keeping: "Votre enregistrement est mis en lieu sûr",
      writing: "Ce que vous avez dit est mis par écrit",
      kept: "Votre enregistrement partira avec votre prochain message.",
    },
    pause: "Pause",
    goOn: "Continuer",
    done: "Terminer",
    discard: "Supprimer",
    use: "L’utiliser",
    again: "Réessayer",
    check: "Vérifiez les mots ci-dessous, puis envoyez.",
    type: "Écrivez ci-dessous ce que vous avez dit, puis envoyez. Votre enregistrement partira avec.",
    heardNothing: "On n’entend rien. Le micro est-il allumé ?",
    full: "Un enregistrement ne peut pas être plus long.",
    problems: {
      refused:
        "Le micro n’est pas autorisé ici. Autorisez-le pour cette page dans les réglages de votre navigateur, ou écrivez.",
      missing: "Aucun micro ne peut servir. Branchez-en un, ou écrivez.",
      failed: "L’enregistrement n’a pas marché. Rien n’en a été gardé. Réessayez, ou écrivez.",
      empty: "Rien n’a été enregistré. Réessayez, ou écrivez.",
      upload: "Impossible de le garder pour le moment. Votre enregistrement est toujours ici ; réessayez.",
      tooMany: "Cela fait beaucoup d’enregistrements. Attendez un peu, puis réessayez.",
      refusedByServer: "Cet enregistrement n’a pas été accepté. Enregistrez de nouveau, ou écrivez.",
    },
    listen: {
      play: "Écouter",
      stop: "Arrêter l’écoute",
      blocked: "Impossible de l’écouter ici.",
      open: "Ouvrir l’enregistrement",
    },
    aloud: (name) => `Lire ${name} à voix haute`,
  },
};
