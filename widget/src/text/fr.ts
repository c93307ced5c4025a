import { moment, plural } from "./format.ts";
import { frPages } from "./fr-pages.ts";
import type { TalkTables } from "./translation.ts";

const exchanges = (n: number): string => plural(n, { one: "# échange", other: "# échanges" });
const minutesText = (n: number): string =>
  n < 1 ? "moins d’une minute" : plural(n, { one: "# minute", other: "# minutes" });
const line = (number: number): string => (number === 1 ? "Fil principal" : `Essai ${number}`);

/** French, with “vous”. */
export const tables: TalkTables = {
  pages: frPages,

  panel: {
    panel: "S’exercer à une conversation",
    ai: "(IA)",
    close: "Fermer la fenêtre",
    widen: "Donner une marge au coach",
    narrow: "Réduire de nouveau",
    asking: "Nous regardons qui est là",
    opening: "Votre conversation s’ouvre",
    moment,
    trouble: { title: "Impossible de l’ouvrir", again: "Réessayer" },
    bar: {
      notes: "Vos notes",
      nobody: "Personne ne regarde",
      watching: (n) => plural(n, { one: "# personne regarde", other: "# personnes regardent" }),
      stepOut: "Faire une pause",
      reconnecting: "Reconnexion",
      finished: (iso) => `Terminée ${moment(iso)}`,
    },
    simulated: "Les réponses viennent d’un simulateur, pas d’un modèle de langage.",
    exchange: (n) => `Échange ${n}`,
    transcript: {
      label: (name) => `Conversation avec ${name} (IA)`,
      newMessages: "Nouveaux messages",
      youOpen: (name) => `À vous de commencer. ${name} vous écoute.`,
    },
    note: {
      listening: "Le coach écoute",
      writing: "Le coach écrit",
      failed: "Le coach n’a pas pu commenter cet échange.",
      nothingToAdd: "Le coach n’avait rien à ajouter.",
      policy: "Le coach passe son tour.",
    },
    lines: { name: line, again: "Essayer autrement" },
    composer: {
      label: (name) => `Vos mots à ${name}`,
      before: "Vos mots",
      send: "Envoyer",
      stop: "Arrêter",
      stopping: "Arrêt en cours",
      wait: (name) => `${name} répond encore. Vos mots sont gardés.`,
      unsent: "Votre dernier message est encore en route. Ces mots sont gardés.",
      tooLong: (over) => plural(over, { one: "# caractère de trop", other: "# caractères de trop" }),
      roomLeft: (left) => plural(left, { one: "# caractère restant", other: "# caractères restants" }),
    },
  },

  apart: {
    summary: {
      eyebrow: (count, minutes) => exchanges(count) + (minutes === null ? "" : ` en ${minutesText(minutes)}`),
      title: (scenario) => `Vous vous êtes exercé·e à « ${scenario} »`,
      notes: (n) => plural(n, { one: "Une note à garder", other: "# notes à garder" }),
      noNotes: "Le coach n’a pas laissé de notes cette fois.",
      whatChanged: "Ce qui a changé",
      changed: {
        "another-try": { before: "D’abord, vous avez dit", after: "Puis vous avez essayé" },
        "taken-up": { before: "Le coach proposait", after: "Plus tard, vous avez dit" },
        "first-to-last": { before: "Vous avez commencé par", after: "Vous avez fini par" },
      },
      asked: "Ce que vous avez demandé au coach en privé",
      take: "À emporter",
      download: "Télécharger la conversation et les notes",
      practise: "S’exercer encore",
      read: "Lire toute la conversation",
      comeBack: (until) => `Ou revenez par le même lien jusqu’au ${until}.`,
      file: (scenario, date) => `${scenario} ${date}.txt`,
    },
    notes: {
      show: "Voir la note du coach",
      keptForEnd: "La note du coach est gardée pour la fin.",
      skip: "Passer cette note",
      rate: { label: "Ce que vous pensez de cette note", helpful: "Utile", notHelpful: "Pas utile" },
    },
    take: { asked: "Vous, en privé au coach", noAnswer: "Il n’y a pas eu de réponse." },
    trials: {
      stopped: "Vous avez arrêté cette réponse. Le coach en attend une entière.",
      failed: (name) => `${name} (IA) n’a pas pu répondre.`,
      kept: "Vos mots sont gardés.",
      again: "Redemander la réponse",
      reword: "Changer vos mots",
    },
    quota: {
      warningTitle: "La fin approche",
      warning: (n) =>
        `${plural(n, { one: "Il reste environ # échange", other: "Il reste environ # échanges" })}. Le moment de dire l’essentiel.`,
      lastTitle: "C’est peut-être votre dernier échange",
      lastText: "Quoi qu’il demande, il ira au bout : la réponse et la note du coach. Ensuite, vous verrez vos notes.",
      exhaustedTitle: "Vous avez utilisé tous vos échanges",
      exhausted:
        "Tout ce que vous avez écrit est gardé. Relisez les notes du coach, ou demandez-en plus à la personne qui vous a invité·e.",
      see: "Terminer et voir vos notes",
    },
    ending: {
      title: "Terminer cette conversation ?",
      text: "Vous verrez vos notes et pourrez emporter la conversation. Elle ne pourra pas être rouverte.",
      yes: "Terminer",
      no: "Continuer",
    },
    out: {
      eyebrow: "En pause",
      title: "Prenez le temps qu’il vous faut",
      text: (name) =>
        `Rien n’avance pendant votre pause. ${name} est une IA qui joue un rôle ; vous pouvez partir à tout moment.`,
      help: "Si vous voulez parler à une vraie personne",
      back: "Revenir",
      end: "Terminer la conversation",
    },
    unsent: {
      waiting: "Pas encore envoyé. Gardé sur cet appareil.",
      uncertain: "Pas encore confirmé. Gardé sur cet appareil ; l’envoi n’a lieu qu’une fois.",
      tryNow: "Essayer maintenant",
      takeBack: "Reprendre",
    },
    idle: {
      title: "Heureux de vous revoir",
      text: "Vous aviez laissé ceci il y a un moment. Écrivez, et cela reprend.",
    },
    notices: {
      offlineTitle: "Vous êtes hors ligne",
      offline: "Continuez d’écrire : votre envoi partira une seule fois, dès votre retour en ligne.",
      dismiss: "Masquer",
      endsSoonTitle: "Votre invitation expire bientôt",
      endsSoon: (iso) =>
        `Vous pouvez écrire jusqu’au ${moment(iso)}. Ce que vous avez écrit reste lisible ensuite ; la personne qui vous a invité·e peut la prolonger.`,
      notSent: "Pas envoyé, mais gardé sur cet appareil :",
      lookAgain: "Regarder encore",
      back: "Vos mots sont de retour dans le champ ci-dessous.",
    },
  },

  beside: {
    watchedNow: (n) =>
      `${plural(n, { one: "# personne regarde maintenant. Elle voit", other: "# personnes regardent maintenant. Elles voient" })} la conversation, vos questions au coach et les notes.`,
    unwatchedNow: "Plus personne ne regarde.",
    copy: {
      button: "Copier",
      mine: "Copier vos mots",
      of: (name) => `Copier ce que ${frPages.withAi(name)} a dit`,
      copied: "Copié",
      failed: "La copie n’a pas marché",
    },
    timing: {
      label: "Montrer les notes du coach",
      "at-once": "à mesure qu’elles viennent",
      asked: "quand j’en demande une",
      end: "à la fin",
    },
    margin: (name) => `Le coach écrit ici, à côté de vos mots. ${name} (IA) ne le voit jamais.`,
    end: "Terminer la conversation",
    endShort: "Terminer",
    left: {
      more: (n) => plural(n, { one: "Encore # environ", other: "Encore # environ" }),
      last: "Encore 1 environ",
      none: "Plus aucun",
    },
    lines: {
      label: "Fils de cette conversation",
      from: (words) => `${frPages.lineFrom("Autre essai", words)}. Ce que vous aviez dit avant reste tel quel.`,
      back: (number) => (number === 1 ? "Retour au fil principal" : `Retour à l’essai ${number}`),
    },
    ask: {
      announce: (text) => `Le coach, en privé : ${text}`,
      button: "Demander au coach",
      answering: "Le coach répond",
      answered: "Le coach a répondu",
      read: "Vos questions au coach",
      title: "Demander au coach",
      private: (name) => `Seules l’équipe et vous lisez ceci ; ${name} (IA), jamais.`,
      close: "Fermer les questions au coach",
      label: "Votre question au coach",
      send: "Demander",
      question: (number) => `Question ${number}`,
      place: (number, after) =>
        (after === null ? "Au début" : `Après « ${after} »`) + (number === 1 ? "" : `, ${line(number).toLowerCase()}`),
      none: "Vous bloquez, ou vous vous demandez comment c’est passé ? Le coach a lu toute la conversation.",
      stopped: "Vous avez arrêté cette réponse.",
      failed: "Le coach n’a pas pu répondre.",
      again: "Redemander",
      wait: "Le coach répond encore. Votre question est gardée.",
      unsent: "Votre dernière question est encore en route. Ces mots sont gardés.",
      kept: "Votre question est gardée ici.",
      keptForExchange: (name) => `Ce qui reste est gardé pour un dernier échange avec ${name}.`,
    },
  },
};
