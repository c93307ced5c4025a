import type { VoiceTables } from "./translation.ts";

/** Spanish for speaking and listening. */
export const tables: VoiceTables = {
  voice: {
    speak: "Hablar en vez de escribir",
    title: "Hablar",
    close: "Cerrar",
    told: {
      text: (name) =>
        `Tu grabación va con tu mensaje. Tú y el equipo podréis oírla después; ${name} (IA) solo lee las palabras. No se envía nada hasta que tú lo digas.`,
      byServer: "Un programa que eligió quien lleva esta página escribe tus palabras.",
      byBrowser: "Tu navegador escribe tus palabras. Algunos navegadores envían para ello el sonido a su fabricante.",
      start: "Empezar a grabar",
    },
    asking: "Tu navegador pregunta si permites el micrófono.",
    recording: (now, most) => `${now} de ${most}`,
    state: {
      recording: "Grabando",
      paused: "Grabación en pausa",
      stopped: "Grabado. Aún no se ha enviado nada.",
      keeping: "Guardando tu grabación",
      writing: "Escribiendo lo que dijiste",
      kept: "Tu grabación va con tu próximo mensaje.",
    },
    pause: "Pausar",
    goOn: "Seguir",
    done: "Terminar",
    discard: "Descartar",
    use: "Usarla",
    again: "Intentar otra vez",
    check: "Revisa las palabras de abajo y envíalas.",
    type: "Escribe abajo lo que dijiste y envíalo. Tu grabación va con ello.",
    heardNothing: "No se oye nada. ¿Está encendido el micrófono?",
    full: "Una grabación no puede ser más larga.",
    problems: {
      refused:
        "Aquí no está permitido el micrófono. Permítelo para esta página en los ajustes de tu navegador, o escribe.",
      missing: "No hay ningún micrófono que se pueda usar. Conecta uno, o escribe.",
      failed: "La grabación no funcionó. No se guardó nada de ella. Inténtalo otra vez, o escribe.",
      empty: "No se grabó nada. Inténtalo otra vez, o escribe.",
      upload: "Ahora mismo no se pudo guardar. Tu grabación sigue aquí; inténtalo otra vez.",
      tooMany: "Fueron muchas grabaciones. Espera un poco e inténtalo otra vez.",
      refusedByServer: "Esta grabación no se aceptó. Graba de nuevo, o escribe.",
    },
    listen: {
      play: "Escuchar",
      stop: "Dejar de escuchar",
      blocked: "No se puede escuchar aquí.",
      open: "Abrir la grabación",
    },
    aloud: (name) => `Leer en voz alta a ${name}`,
  },
};
