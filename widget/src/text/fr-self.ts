import { byCode } from "./en-pages.ts";
import { dayOfYear, minutesOf, plural, time } from "./format.ts";
import type { SelfTables } from "./translation.ts";

const tries = (n: number): string => plural(n, { one: "il reste un essai", other: "il reste # essais" });

/** French for signing in, and for the page about oneself. */
export const tables: SelfTables = {
  signIn: {
    blank: "Un instant…",
    with: (name) => `Continuer avec ${name}`,
    opening: "La fenêtre s’ouvre",
    leaving: (name) => `Vers ${name}`,
    waiting: (name) => `En attente de ${name}`,
    waitingText: "Continuez dans la fenêtre qui s’est ouverte. Cette page suivra d’elle-même quand ce sera fait.",
    silentText:
      "Si cette fenêtre ne peut pas continuer, fermez-la et connectez-vous sur cette page. Vous reviendrez où vous êtes.",
    blocked: "Votre navigateur n’a pas ouvert la fenêtre",
    blockedText:
      "Autorisez cette page à ouvrir une fenêtre et réessayez, ou connectez-vous sur cette page : vous reviendrez où vous êtes.",
    again: "Réessayer",
    here: "Se connecter sur cette page",
    cancel: "Annuler",
    redeeming: "Connexion en cours",
    dismiss: "Masquer",
    none: "Aucun moyen de se connecter n’est prévu ici. Merci de le dire à la personne qui vous a invité·e.",
    unknown: "Les moyens de se connecter n’ont pas pu être chargés.",
    returnUrl: (url) =>
      `Sidecoach : la connexion sans fenêtre doit revenir à ${url}, qui n’est pas dans les returnUrls du site.`,
    otherOrigin: (url, origin) =>
      `Sidecoach : la connexion s’ouvre à ${new URL(url).origin}, et cette page appelle ${origin}. PUBLIC_URL doit être l’adresse que les pages utilisent.`,
    returning: {
      title: "Connectez-vous pour continuer",
      text: "Vous vous êtes déjà connecté·e à cette invitation ; le lien seul ne l’ouvre donc plus. Connectez-vous avec le même compte, et vous serez de retour où vous étiez.",
      other: "Ouvrir une autre invitation",
    },
    another: {
      title: "Quelqu’un d’autre était ici avant vous",
      text: "Dans ce navigateur, une autre personne est connectée. Ce qu’elle a écrit lui appartient et lui est gardé. Continuez sous votre nom pour voir ce qui est à vous.",
      go: "Continuer sous mon nom",
    },
    both: {
      title: "Vous avez déjà un compte ici",
      text: "Apporter dans ce compte ce que vous avez fait ici ? Rien n’est perdu d’un côté ni de l’autre, et ce qui est en cours continue. On ne peut pas revenir en arrière.",
      from: "Ici, sans compte",
      into: "Le compte",
      have: (sessions, messages) =>
        `${plural(sessions, { one: "# conversation", other: "# conversations" })} avec ${plural(messages, { one: "# message", other: "# messages" })}`,
      by: (provider) =>
        provider.startsWith("site")
          ? "par ce site"
          : `par ${byCode({ google: "Google", apple: "Apple", github: "GitHub" }, provider) ?? "le compte choisi"}`,
      nameless: "Sans nom",
      yes: "Réunir les deux",
      no: "Pas maintenant",
      busy: "Réunion en cours",
    },
    problems: {
      "sign-in-declined": "Vous avez refusé là-bas. Rien n’a été changé.",
      "sign-in-failed": "La connexion n’a pas marché. Rien n’a été changé ; réessayez.",
      "sign-in-expired": "Cela a pris trop de temps. Rien n’a été changé ; recommencez.",
      "sign-in-used": "Cette connexion a déjà servi. Recommencez.",
      "wrong-verifier": "Cette connexion a commencé ailleurs. Recommencez ici.",
      "provider-unavailable": "Injoignable pour le moment. Rien n’a été changé ; réessayez dans un instant.",
      "other-account": "Cette invitation appartient à un autre compte. Prenez celui que vous aviez utilisé.",
      "merge-refused":
        "Ce compte est ici celui d’une autre personne, et les deux ne peuvent pas devenir un seul. Rien n’a été changé.",
      "use-console": "L’équipe se connecte dans la console. Rien n’a été changé.",
      "wrong-step": "Personne ne s’est encore connecté à cette invitation. Rouvrez son lien pour commencer.",
      "no-cryptography": "La connexion ne marche que sur les pages en https. Merci de le signaler aux responsables.",
      "no-return":
        "Cette page n’est pas prévue pour se connecter sans fenêtre. Autorisez-en une, ou prenez un autre navigateur.",
      unreachable: "Le service est injoignable pour le moment. Rien n’est perdu.",
    },
  },

  you: {
    title: "Vous et vos données",
    loading: "Recherche de ce qui est à vous",
    back: "Retour à la conversation",
    again: "Réessayer",
    working: "Un instant",
    guest: "Vous êtes ici sans compte. Ce navigateur se souvient de vous, et votre lien d’invitation vous ramène.",
    signedIn: (name) => (name === null ? "Vous êtes connecté·e." : `Vous êtes connecté·e : ${name}.`),
    keep: {
      title: "Garder cela sur tous vos appareils",
      text: "Connectez-vous, et vos conversations s’ouvriront partout où vous vous connectez. Elles restent telles quelles, et personne d’autre ne les voit.",
    },
    outcomes: {
      linked: "Vous êtes connecté·e. Ce que vous avez fait ici est à vous sur tous vos appareils.",
      known: "Vous êtes connecté·e.",
      merged: "Les deux sont réunis.",
      returned: "Vous êtes connecté·e.",
    },
    accounts: {
      title: "Comptes pour vous connecter",
      since: (iso) => `Depuis le ${dayOfYear(iso)}`,
      add: "Ajouter un compte",
      addText: "Chacun ouvre ce qui est à vous. Ce peut être un deuxième du même genre.",
      remove: "Retirer",
      removeLabel: (name, email) => `Retirer ${name}${email === null ? "" : `, ${email}`}`,
      sure: (name) => `Retirer ce compte ${name} ?`,
      sureText: "Il n’ouvrira plus ce qui est à vous. Vos autres appareils seront déconnectés ; pas celui-ci.",
      yes: "Le retirer",
      no: "Le garder",
      removed: "Le compte est retiré.",
      signOut: "Se déconnecter de ce navigateur",
    },
    contacts: {
      title: "Où vous joindre",
      text: "Si vous voulez. Une adresse se confirme par un code qu’on y envoie, et ne vous lie à personne.",
      offer: (value) => `Peut-on vous joindre à ${value} ?`,
      offerText: "Votre compte le dit. Elle n’est ajoutée que si vous le dites aussi.",
      offerAdd: "Ajouter cette adresse",
      offerNo: "Non, merci",
      types: { email: "E-mail", phone: "Téléphone", whatsapp: "WhatsApp" },
      kind: "Genre",
      email: "Adresse e-mail",
      number: "Numéro, commençant par + et le pays",
      add: "Envoyer un code",
      primary: "Utilisée d’abord",
      verified: "Confirmée",
      waiting: "Attend son code",
      makePrimary: "Utiliser d’abord",
      makePrimaryLabel: (value) => `Utiliser ${value} d’abord`,
      remove: "Retirer",
      removeLabel: (value) => `Retirer ${value}`,
      code: (value) => `Les six chiffres envoyés à ${value}.`,
      until: (iso, n) => `Valable jusqu’à ${time(iso)}, ${tries(n)}.`,
      verify: "Confirmer",
      resend: "Envoyer un autre code",
      sent: (value) => `Un code est en route vers ${value}. Regardez vos messages.`,
      confirmed: (value) => `${value} est confirmé.`,
      removed: (value) => `${value} est retiré.`,
      first: (value) => `${value} est maintenant utilisé d’abord.`,
      wrongCode: (n) =>
        n === 0
          ? "Ce n’est pas le code, et celui-ci ne peut plus servir. Demandez-en un autre."
          : `Ce n’est pas le code ; ${tries(n)}.`,
      tooMany: (seconds) =>
        `Trop de codes en une heure. Regardez vos messages, ou réessayez ${
          seconds === null ? "plus tard" : plural(minutesOf(seconds), { one: "dans # minute", other: "dans # minutes" })
        }.`,
      noAddress: "Cela ne ressemble pas à une adresse. Vérifiez-la.",
      noNumber: "Cela ne ressemble pas à un numéro avec son pays, comme +33 1 23 45 67 89.",
    },
    research: {
      title: "Recherche",
      label: "Des chercheurs peuvent la lire sans mon nom.",
      text: "Vous pouvez changer d’avis quand vous voulez. Un retrait vaut aussitôt, pour toutes vos conversations ici.",
      on: "Des chercheurs peuvent la lire désormais.",
      off: "Retiré. Plus rien de vous ne va à la recherche.",
    },
    transcript: {
      title: "À emporter",
      text: "Tout ce qui a été dit : par vous, par la personne jouée et par le coach.",
      page: "Ouvrir pour lire ou imprimer",
      opened: "C’est ouvert dans un autre onglet.",
      blocked: "Votre navigateur n’a pas ouvert d’onglet.",
      link: "Ouvrir depuis ici. Une seule fois, dans les cinq minutes.",
      download: "Télécharger les données (JSON)",
      downloaded: "C’est dans vos téléchargements.",
      file: (date) => `Conversations ${date}.json`,
    },
    erase: {
      title: "Tout supprimer",
      text: "Vous pouvez tout reprendre, pour de bon.",
      open: "Tout supprimer…",
      sure: "Tout supprimer pour de bon ?",
      goes: "Cela disparaît :",
      going: [
        "Votre nom, vos comptes, vos adresses et vos connexions, sur tous vos appareils.",
        "Chaque mot qui a été dit : par vous, par la personne jouée et par le coach.",
        "Ce que l’équipe a écrit sur vous. Votre lien d’invitation cesse de marcher.",
      ],
      everywhere: "Comme vous vous êtes connecté·e : dans toutes vos invitations, sur tous les sites.",
      stays: "Cela reste, et n’appartient à personne :",
      staying: ["Qu’il y a eu des conversations, quand, et ce qu’elles ont utilisé.", "Qu’elles ont été supprimées."],
      first: "Si vous voulez les garder, emportez-les d’abord. On ne pourra pas les retrouver.",
      yes: "Tout supprimer pour de bon",
      no: "Tout garder",
      busy: "Suppression en cours",
    },
    problems: {
      "last-identity": "C’est votre seul accès. Ajoutez d’abord un autre compte, puis retirez celui-ci.",
      "code-expired": "Ce code n’est plus valable. Demandez-en un autre.",
      "contact-taken": "Quelqu’un d’autre l’a confirmé entre-temps. Rien n’a été changé.",
      "no-sender": "Rien ici ne peut y envoyer un code. Prenez l’e-mail.",
      "erasure-refused": "L’équipe ne peut pas se supprimer ici. Adressez-vous aux responsables de ce site.",
      "use-console": "L’équipe gère ses comptes dans la console. Rien n’a été changé.",
      "not-found": "C’est déjà parti.",
      unreachable: "Le service est injoignable pour le moment. Rien n’a été changé.",
    },
  },
};
