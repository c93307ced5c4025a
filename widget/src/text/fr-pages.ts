import { day, plural } from "./format.ts";
import type { PagesWords } from "./translation.ts";

/** French for what stands around the conversation: pages and problems. */
export const frPages: PagesWords = {
  brand: "Sidecoach",
  date: day,
  you: "Vous",
  coach: "Coach",
  withAi: (name) => `${name} (IA)`,
  said: (name, text) => `${name} : ${text}`,
  noted: {
    try: "Essayez",
    about: (quote) => `Le coach, sur « ${quote} »`,
    announce: (text) => `Coach : ${text}`,
  },
  offline: { title: "Vous êtes hors ligne", text: "La conversation s’ouvrira dès que vous serez de nouveau en ligne." },
  preview: {
    whoSeesWhat: "Qui voit quoi",
    partner: "À qui vous parlez",
    staff: (site) => (site ? `L’équipe de ${site}` : "L’équipe"),
    recordings: "Enregistrements",
    recordingsText:
      "Seulement si vous parlez au lieu d’écrire. L’équipe et vous pouvez les écouter ; les IA lisent les mots.",
    exchanges: (n, until) =>
      `${plural(n, { one: "Environ # échange", other: "Environ # échanges" })}, jusqu’au ${until}`,
    choose: "Quelle conversation ?",
    goal: "Votre but",
    research: "Des chercheurs peuvent la lire sans mon nom.",
    optional: "Facultatif.",
    start: "Commencer la conversation",
    goOn: "Reprendre votre conversation",
    read: "Lire votre conversation",
    starting: "Elle commence",
    agree: "Commencer, c’est accepter qui voit quoi.",
    back: "Vous êtes déjà venu·e ici : la conversation reprend où vous l’avez laissée.",
    several: "Votre conversation",
    severalText: "Vous reprenez celle que vous avez commencée, ou vous en choisissez une maintenant.",
    expired: "Cette invitation a expiré",
    expiredText: (claimed) =>
      claimed
        ? "Vous pouvez lire ce que vous avez écrit, mais plus écrire. La personne qui vous a invité·e peut la prolonger."
        : "Demandez à la personne qui vous a invité·e de la prolonger, puis rouvrez le lien.",
    revoked: "Cette invitation a été retirée",
    revokedText: (claimed) =>
      claimed
        ? "Vous pouvez lire ce que vous avez écrit, mais plus écrire."
        : "Demandez-en une nouvelle à la personne qui vous a invité·e.",
  },
  invite: {
    title: "Il vous faut une invitation",
    text: "Ici, on s’exerce à une conversation difficile, avec un coach à ses côtés. Elle s’ouvre par un lien personnel, envoyé par la personne qui vous invite. Ouvrez ce lien, ou collez-le ici.",
    label: "Votre lien d’invitation",
    placeholder: "https://…#invitation=…",
    open: "Ouvrir l’invitation",
    none: "Cela ne ressemble pas à un lien d’invitation. Il contient « #invitation= ».",
  },
  self: { button: "Vous", label: "Vous et vos données" },
  gone: {
    title: "Tout est supprimé",
    erased: "Plus rien ici ne mène à vous, et ce navigateur vous a oublié·e. Vous pouvez fermer.",
    before:
      "Ce qui a été dit avec cette invitation a été supprimé pour de bon, à la demande de la personne concernée. Le lien n’ouvre plus rien. Pour vous exercer à nouveau, demandez une nouvelle invitation.",
    erasing:
      "Votre nom, vos adresses et vos connexions ont disparu, et ce navigateur vous a oublié·e. Les mots suivront d’eux-mêmes dès que ce qui tourne encore sera fini. Vous pouvez fermer.",
  },
  linkProblems: {
    "invitation-not-found": "Cette invitation n’existe pas. Vérifiez que le lien est complet.",
    replaced:
      "Ce lien a été remplacé par un nouveau et n’ouvre plus rien. Ce que vous avez dit est gardé : demandez le nouveau lien à la personne qui vous a invité·e.",
    "mistyped-token": "Une lettre de ce lien semble fausse. Copiez-le encore une fois.",
    erased:
      "Ce qui a été dit avec cette invitation a été supprimé. Pour vous exercer à nouveau, demandez-en une autre.",
    "invitation-used": "Cette invitation appartient à quelqu’un qui s’est connecté. Connectez-vous pour continuer.",
    "claims-used-up": "Toutes les personnes invitées par ce lien sont déjà venues.",
  },
  lost: {
    title: "Rouvrez votre lien d’invitation",
    text: "Ce navigateur est déconnecté. Rien n’est perdu : le même lien vous ramène où vous étiez. Si vous vous êtes connecté·e avec un compte, il vous le demandera.",
    kept: "Ce que vous écriviez est gardé sur cet appareil.",
    out: "Vous avez été déconnecté·e",
    outText:
      "Rien n’est perdu : votre invitation vous ramène où vous étiez. Si vous vous êtes connecté·e avec un compte, elle vous le demandera.",
    back: "Revenir",
  },
  known: {
    title: "Cette page doit dire qui vous êtes",
    text: "Elle est ouverte aux personnes que ce site connaît. Connectez-vous au site, puis ouvrez cette page depuis là.",
    yours: "Voir, garder ou supprimer ce que vous avez dit",
  },
  asGuest: "Continuer sans compte",
  refused: {
    title: "Cette page ne peut pas encore ouvrir la conversation",
    text: (origin) =>
      `${origin} n’est pas sur la liste des pages autorisées. Vous n’y êtes pour rien ; merci de le signaler aux responsables de ce site.`,
    owners: "Vous gérez ce site ?",
    command: "La console du navigateur donne la commande qui l’ajoute.",
  },
  lineFrom: (name, words) => (words === null ? name : `${name}, à partir de « ${words} »`),
  problems: {
    unreachable: "Le service est injoignable pour le moment.",
    "no-token": "Rouvrez votre lien d’invitation.",
    "known-person-needed":
      "Cette page doit dire qui vous êtes. Connectez-vous au site, puis ouvrez cette page depuis là.",
    "known-person-refused":
      "Cette page n’a pas pu dire qui vous êtes. Rechargez-la ; si cela ne suffit pas, signalez-le aux responsables de ce site.",
    "merge-refused": "Deux comptes ne peuvent pas devenir un seul ici. Rien n’a été changé.",
    exhausted: "Il ne reste pas assez pour un autre échange.",
    "kept-for-exchange": "Ce qui reste est gardé pour un dernier échange.",
    "daily-ceiling": "Tout ce qui peut servir en un jour a servi. Cela reprend demain.",
    "aside-running":
      "Le coach répond encore à une autre question, peut-être dans un autre onglet. Reposez la vôtre ensuite.",
    "exchange-running":
      "Une réponse est encore en cours, peut-être dans un autre onglet. Renvoyez quand elle sera finie.",
    "wrong-step": "Cette conversation est déjà plus loin.",
    expired: "Cette invitation a expiré. Ce que vous avez écrit est gardé, et vous pouvez le lire.",
    revoked: "Cette invitation a été retirée. Ce que vous avez écrit est gardé, et vous pouvez le lire.",
    "too-many": "C’était un peu rapide. Cela reprend dans un instant.",
    internal: "Quelque chose s’est cassé de notre côté.",
    "upstream-overloaded": "Le service est surchargé pour le moment.",
    "upstream-unavailable": "Le modèle de langage est injoignable pour le moment.",
    "model-not-found": "Le modèle de langage est mal configuré. Merci de le signaler aux responsables de ce site.",
    "upstream-refused-key": "Le modèle de langage est mal configuré. Merci de le signaler aux responsables de ce site.",
    "upstream-failed": "Le modèle de langage a signalé une erreur.",
    "upstream-stalled": "La réponse s’est arrêtée en chemin.",
    "model-refused": "Le modèle de langage n’a pas voulu répondre à cela.",
    "reply-cut-short": "La réponse a manqué de place.",
    "server-stopped": "Le service a redémarré en plein milieu.",
    "database-away": "Le service est en réparation. Il devrait revenir dans un instant.",
    "shutting-down": "Le service redémarre. Il devrait revenir dans un instant.",
  },
};
