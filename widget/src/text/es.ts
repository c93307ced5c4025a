import { esPages } from "./es-pages.ts";
import { moment, plural } from "./format.ts";
import type { TalkTables } from "./translation.ts";

const exchanges = (n: number): string => plural(n, { one: "# intercambio", other: "# intercambios" });
const minutesText = (n: number): string =>
  n < 1 ? "menos de un minuto" : plural(n, { one: "# minuto", other: "# minutos" });
const line = (number: number): string => (number === 1 ? "Hilo principal" : `Intento ${number}`);

/** Spanish, with “tú”. */
export const tables: TalkTables = {
  pages: esPages,

  panel: {
    panel: "Practicar una conversación",
    ai: "(IA)",
    close: "Cerrar la ventana",
    widen: "Dar un margen al coach",
    narrow: "Hacerla pequeña otra vez",
    asking: "Mirando quién está aquí",
    opening: "Abriendo tu conversación",
    moment,
    trouble: { title: "No se pudo abrir", again: "Probar otra vez" },
    bar: {
      notes: "Tus notas",
      nobody: "Nadie está mirando",
      watching: (n) => plural(n, { one: "# persona está mirando", other: "# personas están mirando" }),
      stepOut: "Hacer una pausa",
      reconnecting: "Reconectando",
      finished: (iso) => `Terminada el ${moment(iso)}`,
    },
    simulated: "Las respuestas vienen de un simulador, no de un modelo de lenguaje.",
    exchange: (n) => `Intercambio ${n}`,
    transcript: {
      label: (name) => `Conversación con ${name} (IA)`,
      newMessages: "Mensajes nuevos",
      youOpen: (name) => `Empiezas tú. ${name} te escucha.`,
    },
    note: {
      listening: "El coach escucha",
      writing: "El coach escribe",
      failed: "El coach no pudo comentar esto.",
      nothingToAdd: "El coach no tenía nada que añadir.",
      policy: "Aquí el coach no comenta.",
    },
    lines: { name: line, again: "Probar eso otra vez" },
    composer: {
      label: (name) => `Tus palabras a ${name}`,
      before: "Tus palabras",
      send: "Enviar",
      stop: "Parar",
      stopping: "Parando",
      wait: (name) => `${name} aún responde. Tus palabras se quedan aquí.`,
      unsent: "Tu último mensaje aún está en camino. Estas palabras se quedan aquí.",
      tooLong: (over) => plural(over, { one: "Sobra # carácter", other: "Sobran # caracteres" }),
      roomLeft: (left) => plural(left, { one: "Queda # carácter", other: "Quedan # caracteres" }),
    },
  },

  apart: {
    summary: {
      eyebrow: (count, minutes) => exchanges(count) + (minutes === null ? "" : ` en ${minutesText(minutes)}`),
      title: (scenario) => `Has practicado «${scenario}»`,
      notes: (n) => plural(n, { one: "Una nota para guardar", other: "# notas para guardar" }),
      noNotes: "Esta vez el coach no dejó notas.",
      whatChanged: "Lo que cambió",
      changed: {
        "another-try": { before: "Primero dijiste", after: "Luego probaste" },
        "taken-up": { before: "El coach propuso", after: "Más tarde dijiste" },
        "first-to-last": { before: "Empezaste con", after: "Terminaste con" },
      },
      asked: "Lo que preguntaste al coach en privado",
      take: "Llévatelo",
      download: "Descargar la conversación y las notas",
      practise: "Practicarla otra vez",
      read: "Leer toda la conversación",
      comeBack: (until) => `O vuelve por el mismo enlace hasta el ${until}.`,
      file: (scenario, date) => `${scenario} ${date}.txt`,
    },
    notes: {
      show: "Ver la nota del coach",
      keptForEnd: "La nota del coach está guardada para el final.",
      skip: "Saltar esta nota",
      rate: { label: "Qué te parece esta nota", helpful: "Útil", notHelpful: "No es útil" },
    },
    take: { asked: "Tú, en privado al coach", noAnswer: "No hubo respuesta." },
    trials: {
      stopped: "Paraste esta respuesta. El coach espera a que haya una entera.",
      failed: (name) => `${name} (IA) no pudo responder.`,
      kept: "Tus palabras están guardadas.",
      again: "Pedir la respuesta otra vez",
      reword: "Cambiar tus palabras",
    },
    quota: {
      warningTitle: "Se acerca el final",
      warning: (n) =>
        `${plural(n, { one: "Queda cerca de # intercambio", other: "Quedan cerca de # intercambios" })}. Es momento de decir lo que más importa.`,
      lastTitle: "Puede ser tu último intercambio",
      lastText: "Pida lo que pida, se completará: la respuesta y la nota del coach. Después verás tus notas.",
      exhaustedTitle: "Has usado todos tus intercambios",
      exhausted: "Todo lo que escribiste está guardado. Repasa las notas del coach, o pide más a quien te invitó.",
      see: "Terminar y ver tus notas",
    },
    ending: {
      title: "¿Terminar esta conversación?",
      text: "Verás tus notas y podrás llevarte la conversación. No se puede volver a abrir.",
      yes: "Terminarla",
      no: "Seguir",
    },
    out: {
      eyebrow: "En pausa",
      title: "Tómate el tiempo que necesites",
      text: (name) =>
        `Nada avanza mientras estás fuera. ${name} es una IA que hace un papel; puedes irte cuando quieras.`,
      help: "Si quieres hablar con una persona real",
      back: "Volver",
      end: "Terminar la conversación",
    },
    unsent: {
      waiting: "Aún sin enviar. Guardado en este dispositivo.",
      uncertain: "Aún sin confirmar. Guardado en este dispositivo; se envía una sola vez.",
      tryNow: "Probar ahora",
      takeBack: "Recuperarlo",
    },
    idle: { title: "Qué bien que vuelvas", text: "Dejaste esto hace un rato. Escribe y sigue." },
    notices: {
      offlineTitle: "No tienes conexión",
      offline: "Sigue escribiendo: lo que envíes saldrá una sola vez, en cuanto vuelva la conexión.",
      dismiss: "Ocultar",
      endsSoonTitle: "Tu invitación caduca pronto",
      endsSoon: (iso) =>
        `Puedes escribir hasta el ${moment(iso)}. Lo que escribiste se podrá leer después; quien te invitó puede ampliarla.`,
      notSent: "Sin enviar, pero guardado en este dispositivo:",
      lookAgain: "Mirar otra vez",
      back: "Tus palabras están de nuevo en el campo de abajo.",
    },
  },

  beside: {
    watchedNow: (n) =>
      `${plural(n, { one: "# persona está mirando ahora. Ve", other: "# personas están mirando ahora. Ven" })} la conversación, tus preguntas al coach y las notas.`,
    unwatchedNow: "Ya no mira nadie.",
    copy: {
      button: "Copiar",
      mine: "Copiar tus palabras",
      of: (name) => `Copiar lo que dijo ${esPages.withAi(name)}`,
      copied: "Copiado",
      failed: "No se pudo copiar",
    },
    timing: {
      label: "Mostrar las notas del coach",
      "at-once": "según llegan",
      asked: "cuando pido una",
      end: "al final",
    },
    margin: (name) => `El coach escribe aquí, junto a tus palabras. ${name} (IA) nunca lo ve.`,
    end: "Terminar la conversación",
    endShort: "Terminar",
    left: {
      more: (n) => plural(n, { one: "Cerca de # más", other: "Cerca de # más" }),
      last: "Cerca de 1 más",
      none: "No queda ninguno",
    },
    lines: {
      label: "Hilos de esta conversación",
      from: (words) => `${esPages.lineFrom("Otro intento", words)}. Lo que dijiste antes sigue como estaba.`,
      back: (number) => (number === 1 ? "Volver al hilo principal" : `Volver al intento ${number}`),
    },
    ask: {
      announce: (text) => `El coach, en privado: ${text}`,
      button: "Preguntar al coach",
      answering: "El coach responde",
      answered: "El coach ha respondido",
      read: "Tus preguntas al coach",
      title: "Preguntar al coach",
      private: (name) => `Esto lo leéis solo tú y el equipo; ${name} (IA), nunca.`,
      close: "Cerrar las preguntas al coach",
      label: "Tu pregunta al coach",
      send: "Preguntar",
      question: (number) => `Pregunta ${number}`,
      place: (number, after) =>
        (after === null ? "Al principio" : `Después de «${after}»`) +
        (number === 1 ? "" : `, ${line(number).toLowerCase()}`),
      none: "¿Te has atascado, o no sabes cómo ha sonado eso? El coach ha leído toda la conversación.",
      stopped: "Paraste esta respuesta.",
      failed: "El coach no pudo responder.",
      again: "Preguntar otra vez",
      wait: "El coach aún responde. Tu pregunta se queda aquí.",
      unsent: "Tu última pregunta aún está en camino. Estas palabras se quedan aquí.",
      kept: "Tu pregunta está guardada aquí.",
      keptForExchange: (name) => `Lo que queda está guardado para un intercambio más con ${name}.`,
    },
  },
};
