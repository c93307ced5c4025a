import { day, plural } from "./format.ts";
import type { PagesWords } from "./translation.ts";

/** Spanish for what stands around the conversation: pages and problems. */
export const esPages: PagesWords = {
  brand: "Sidecoach",
  date: day,
  you: "Tú",
  coach: "Coach",
  withAi: (name) => `${name} (IA)`,
  said: (name, text) => `${name}: ${text}`,
  noted: {
    try: "Prueba",
    about: (quote) => `El coach, sobre «${quote}»`,
    announce: (text) => `Coach: ${text}`,
  },
  offline: { title: "No tienes conexión", text: "La conversación se abrirá en cuanto vuelvas a tenerla." },
  preview: {
    whoSeesWhat: "Quién ve qué",
    partner: "Con quién hablas",
    staff: (site) => (site ? `El equipo de ${site}` : "El equipo"),
    recordings: "Grabaciones",
    recordingsText: "Solo si hablas en vez de escribir. Tú y el equipo podéis oírlas; las IA leen las palabras.",
    exchanges: (n, until) =>
      `${plural(n, { one: "Cerca de # intercambio", other: "Cerca de # intercambios" })}, hasta el ${until}`,
    choose: "¿Qué conversación?",
    goal: "Tu objetivo",
    research: "Puede leerse para investigación, sin mi nombre.",
    optional: "Opcional.",
    start: "Empezar la conversación",
    goOn: "Seguir con tu conversación",
    read: "Leer tu conversación",
    starting: "Empezando",
    agree: "Al empezar aceptas quién ve qué.",
    back: "Ya estuviste aquí: sigue donde la dejaste.",
    several: "Tu conversación",
    severalText: "Sigues con la que empezaste, o eliges una ahora.",
    expired: "Esta invitación caducó",
    expiredText: (claimed) =>
      claimed
        ? "Puedes leer lo que escribiste, pero no escribir más. Quien te invitó puede ampliarla."
        : "Pide a quien te invitó que la amplíe y abre el enlace otra vez.",
    revoked: "Esta invitación fue retirada",
    revokedText: (claimed) =>
      claimed ? "Puedes leer lo que escribiste, pero no escribir más." : "Pide una nueva a quien te invitó.",
  },
  invite: {
    title: "Necesitas una invitación",
    text: "Este es un lugar para practicar una conversación difícil, con un coach a tu lado. Se abre con un enlace personal de quien te invita. Abre ese enlace o pégalo aquí.",
    label: "Tu enlace de invitación",
    placeholder: "https://…#invitation=…",
    open: "Abrir la invitación",
    none: "Eso no parece un enlace de invitación. Lleva dentro «#invitation=».",
  },
  self: { button: "Tú", label: "Tú y tus datos" },
  gone: {
    title: "Todo está borrado",
    erased: "Aquí ya nada lleva a ti, y este navegador te ha olvidado. Puedes cerrar esto.",
    before:
      "Lo que se dijo con esta invitación se borró para siempre, como pidió su dueño. El enlace ya no abre nada. Para volver a practicar, pide una invitación nueva.",
    erasing:
      "Tu nombre, tus direcciones y tus accesos ya no están, y este navegador te ha olvidado. Las palabras se borrarán solas en cuanto termine lo que aún está en marcha. Puedes cerrar esto.",
  },
  linkProblems: {
    "invitation-not-found": "No existe esa invitación. Comprueba que el enlace esté completo.",
    replaced:
      "Este enlace se cambió por uno nuevo y ya no abre nada. Lo que dijiste está guardado: pide el enlace nuevo a quien te invitó.",
    "mistyped-token": "Parece que una letra de este enlace está mal. Cópialo otra vez.",
    erased: "Lo que se dijo con esta invitación se borró. Para volver a practicar, pide una nueva.",
    "invitation-used": "Esta invitación es de alguien que ha iniciado sesión. Inicia sesión para seguir.",
    "claims-used-up": "Ya han venido todas las personas para las que era esta invitación.",
  },
  lost: {
    title: "Abre otra vez tu enlace de invitación",
    text: "En este navegador se cerró la sesión. No se ha perdido nada: el mismo enlace te lleva a donde estabas. Si entraste con una cuenta, te la pedirá.",
    kept: "Lo que estabas escribiendo está guardado en este dispositivo.",
    out: "Se cerró tu sesión",
    outText: "No se ha perdido nada: tu invitación te lleva a donde estabas. Si entraste con una cuenta, te la pedirá.",
    back: "Volver a entrar",
  },
  known: {
    title: "Esta página tiene que decir quién eres",
    text: "Está abierta a personas que este sitio conoce. Inicia sesión en el sitio y abre esta página desde allí.",
    yours: "Ver, guardar o borrar lo que dijiste",
  },
  asGuest: "Seguir como invitado",
  refused: {
    title: "Esta página aún no puede abrir la conversación",
    text: (origin) =>
      `${origin} no está en la lista de páginas que pueden usarla. No es culpa tuya; avisa a quien lleva este sitio.`,
    owners: "¿Llevas tú este sitio?",
    command: "En la consola del navegador está la orden que la añade.",
  },
  lineFrom: (name, words) => (words === null ? name : `${name}, desde «${words}»`),
  problems: {
    unreachable: "Ahora mismo no se puede llegar al servicio.",
    "no-token": "Abre otra vez tu enlace de invitación.",
    "known-person-needed":
      "Esta página tiene que decir quién eres. Inicia sesión en el sitio y abre esta página desde allí.",
    "known-person-refused":
      "Esta página no pudo decir quién eres. Cárgala otra vez; si no ayuda, avisa a quien lleva este sitio.",
    "merge-refused": "Dos cuentas no pueden ser una sola aquí. No se cambió nada.",
    exhausted: "No queda bastante para otro intercambio.",
    "kept-for-exchange": "Lo que queda está guardado para un intercambio más.",
    "daily-ceiling": "Ya se usó todo lo que se puede usar en un día. Mañana sigue.",
    "aside-running": "El coach aún responde a otra pregunta, quizá en otra pestaña. Pregunta de nuevo cuando termine.",
    "exchange-running": "Aún se está escribiendo una respuesta, quizá en otra pestaña. Envía de nuevo cuando termine.",
    "wrong-step": "Esta conversación ya ha avanzado.",
    expired: "Esta invitación caducó. Lo que escribiste está guardado y puedes leerlo.",
    revoked: "Esta invitación fue retirada. Lo que escribiste está guardado y puedes leerlo.",
    "too-many": "Eso fue un poco rápido. Sigue en un momento.",
    internal: "Algo se rompió de nuestro lado.",
    "upstream-overloaded": "El servicio está saturado ahora mismo.",
    "upstream-unavailable": "Ahora mismo no se puede llegar al modelo de lenguaje.",
    "model-not-found": "El modelo de lenguaje no está bien configurado. Avisa a quien lleva este sitio.",
    "upstream-refused-key": "El modelo de lenguaje no está bien configurado. Avisa a quien lleva este sitio.",
    "upstream-failed": "El modelo de lenguaje dio un error.",
    "upstream-stalled": "La respuesta se quedó a medio camino.",
    "model-refused": "El modelo de lenguaje no quiso responder a eso.",
    "reply-cut-short": "A la respuesta se le acabó el espacio.",
    "server-stopped": "El servicio se reinició a la mitad.",
    "database-away": "El servicio está en reparación. Debería volver en un momento.",
    "shutting-down": "El servicio se está reiniciando. Debería volver en un momento.",
  },
};
