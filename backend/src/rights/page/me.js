// The page of a person's rights. The link's token comes in the fragment, is taken out of the address at once, and goes out in
// bodies alone. Everything is shown as text: nothing that was said can become markup.

const at = (id) => document.getElementById(id);
const status = at("status");
const tell = (text) => {
  status.textContent = text;
};
const make = (name, text, className) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};
const when = (iso) => new Date(iso).toLocaleString();

/** Throws an Error that says what went wrong, in the server's words. @param bearer of whoever has signed in here */
const ask = async (path, body, { method = "POST", bearer } = {}) => {
  const response = await fetch(path, {
    method,
    headers: { "content-type": "application/json", ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error("The server cannot be reached. Nothing was changed. Try again.");
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
};

/** Runs what a button stands for; while it runs the button does nothing more. */
const onClick = (id, work) => {
  const button = at(id);
  button.addEventListener("click", () => {
    button.disabled = true;
    work()
      .catch((error) => tell(error.message))
      .finally(() => {
        button.disabled = false;
      });
  });
};

const NAMES = { user: "You", partner: "Partner (AI)", coach: "Coach (AI)" };
const saidBy = (message, persona, kind = message.role) => {
  const box = make("div", undefined, `said ${kind}`);
  const who = message.role === "partner" ? `${persona} (AI)` : NAMES[message.role];
  box.append(
    make("p", `${kind === "aside" ? `${who}, aside` : who} · ${when(message.timestamp)}`, "who"),
    make("p", message.content, "text"),
  );
  if (message.audioUrl) {
    // this page's own server, under whatever name it was reached
    const { pathname, search } = new URL(message.audioUrl);
    const audio = make("audio");
    audio.controls = true;
    audio.preload = "none";
    audio.src = pathname + search;
    audio.setAttribute("aria-label", "What you said aloud");
    box.append(audio);
  }
  return box;
};

const usageTable = (usage) => {
  const details = make("details");
  const total = usage.reduce((sum, call) => sum + call.chargedTokens, 0);
  details.append(make("summary", `${usage.length} model calls, ${total} tokens`));
  const table = make("table");
  const head = make("tr");
  for (const name of ["When", "Who", "Model", "In", "Out", "Counted"]) head.append(make("th", name));
  table.append(head);
  for (const call of usage) {
    const row = make("tr");
    const input = call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens;
    for (const cell of [when(call.timestamp), call.lane, call.model, input, call.outputTokens, call.chargedTokens])
      row.append(make("td", String(cell)));
    table.append(row);
  }
  details.append(table);
  return details;
};

const sessionView = (session) => {
  const { name, partnerPersona } = session.scenario;
  const article = make("article");
  article.append(
    make("h2", name),
    make("p", `With ${partnerPersona} (AI) · ${when(session.startedAt)} · ${session.status.toLowerCase()}`, "meta"),
    ...session.messages.map((message) => saidBy(message, partnerPersona)),
  );
  for (const branch of session.branches) {
    article.append(make("h3", `Another try, from exchange ${branch.fromNumber}`));
    article.append(...branch.messages.map((message) => saidBy(message, partnerPersona)));
  }
  if (session.asides.length > 0) article.append(make("h3", "Asked the coach in private"));
  for (const { question, answer } of session.asides) {
    article.append(saidBy(question, partnerPersona, "aside"));
    if (answer) article.append(saidBy(answer, partnerPersona, "aside"));
  }
  article.append(usageTable(session.usage));
  return article;
};

let kept = null;
const showTranscript = (transcript) => {
  kept = transcript;
  at("sessions").replaceChildren(...transcript.sessions.map(sessionView));
  at("transcript").hidden = false;
  tell(
    transcript.sessions.length === 0
      ? "Nothing was said yet."
      : "This is everything. Save or print it; the page does not keep it.",
  );
};
onClick("save", async () => {
  const address = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
  const link = make("a");
  link.href = address;
  link.download = "transcript.json";
  link.click();
  URL.revokeObjectURL(address);
});
onClick("print", async () => window.print());

const showConsent = (consent) => {
  at("research-state").textContent = consent.research
    ? "You have agreed that what you said may be used for research. You may take that back; it changes nothing else."
    : "What you said is not used for research.";
  const button = at("research");
  button.textContent = consent.research ? "Take it back" : "Agree to research";
  button.dataset.next = String(!consent.research);
};

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
const EMPTY = {
  "signed-in":
    "Whoever this link belongs to has signed in since. Sign in with the account you used to read, keep or erase what is yours. If you cannot, ask whoever invited you: they can have it erased.",
  shared:
    "This link was given to many people, and does not say who of them you are. Open it where you practised, in the same browser, and choose “You” there.",
  nothing: "Nothing of anybody's hangs on this link (any more).",
};
/** What one may do, by the link's token. */
const byLink = (token) => ({
  transcript: () => ask("/v1/rights/transcript", { token }),
  consent: (research) => ask("/v1/rights/consent", { token, research }),
  erase: () => ask("/v1/rights/erasure", { token, confirm: true }),
});
/** The same of somebody who has signed in, for the five minutes that their token is good. */
const bySignIn = (bearer) => ({
  transcript: () => ask("/v1/me/transcript", undefined, { method: "GET", bearer }),
  consent: (research) => ask("/v1/me/consent", { research }, { method: "PATCH", bearer }),
  erase: () => ask("/v1/me/erasure", { confirm: true }, { bearer }),
});

const TRIP = "me:trip";
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
/** Leaves for the provider. What it takes to come back stays in this tab alone. */
const leaveFor = async (provider, invitationToken, choose) => {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const returnUrl = `${location.origin}/me`;
  const asked = {
    provider,
    mode: "redirect",
    returnUrl,
    challenge: base64url(new Uint8Array(digest)),
    invitationToken,
    choose,
  };
  const { id, url } = await ask("/v1/sign-ins", asked);
  sessionStorage.setItem(TRIP, JSON.stringify({ id, verifier, invitationToken }));
  location.assign(url);
};
/** @param choose the account that came back was not the one: the provider asks which */
const offerSignIn = async (token, choose = false) => {
  const { items } = await ask("/v1/sign-in-providers", undefined, { method: "GET" });
  const ways = items.map(({ id, name }) => {
    const button = make("button", `Sign in with ${name}`);
    button.type = "button";
    button.addEventListener("click", () => {
      leaveFor(id, token, choose).catch((error) => tell(error.message));
    });
    return button;
  });
  at("ways").replaceChildren(...ways);
  at("sign-in").hidden = ways.length === 0;
};
/** @param back `ID.CODE`, as the provider's way back has brought it */
const comeBack = async (back) => {
  const kept = sessionStorage.getItem(TRIP);
  sessionStorage.removeItem(TRIP);
  const [id, code] = back.split(".");
  const trip = kept === null ? null : JSON.parse(kept);
  if (trip === null || trip.id !== id)
    return tell("This sign-in was not begun in this tab. Open your invitation's link again, and begin there.");
  const { verifier, invitationToken } = trip;
  try {
    const signed = await ask(`/v1/sign-ins/${id}/redeem`, { verifier, code, invitationToken });
    const bearer = signed.accessToken;
    const consent = await ask("/v1/me/consent", undefined, { method: "GET", bearer });
    showAbout(signed.user.name, { sessions: signed.sessions.length }, consent, bySignIn(bearer));
  } catch (error) {
    await offerSignIn(invitationToken, true);
    tell(error.message);
  }
};

const showRights = async (token) => {
  const preview = await ask("/v1/rights/preview", { token });
  if (preview.siteName) at("title").textContent = `What is yours at ${preview.siteName}`;
  if (preview.state === "signed-in") await offerSignIn(token);
  if (preview.state !== "yours") {
    tell(EMPTY[preview.state]);
    if (preview.pageUrl && preview.state !== "nothing") {
      at("page").href = `${preview.pageUrl}#invitation=${token}`;
      at("where").hidden = false;
    }
    return;
  }
  showAbout(preview.name, preview, preview.consent, byLink(token));
};
const showAbout = (name, { sessions, messages }, consent, their) => {
  tell("");
  for (const id of ["sign-in", "paste", "where"]) at(id).hidden = true;
  at("summary").textContent =
    `${name ? `${name}: ` : ""}${count(sessions, "conversation", "conversations")}${messages === undefined ? "" : `, ${count(messages, "message", "messages")}`}.`;
  showConsent(consent);
  at("about").hidden = false;

  onClick("read", async () => showTranscript(await their.transcript()));
  onClick("research", async () => {
    const research = at("research").dataset.next === "true";
    showConsent(await their.consent(research));
    tell("That is recorded.");
  });
  onClick("erase", async () => {
    at("sure").hidden = false;
    at("erase-now").focus();
  });
  onClick("keep", async () => {
    at("sure").hidden = true;
    at("erase").focus();
  });
  onClick("erase-now", async () => {
    const { status: done } = await their.erase();
    at("about").hidden = true;
    at("transcript").hidden = true;
    at("sessions").replaceChildren();
    kept = null;
    tell(done === "erasing" ? "It is being erased: a minute, and it is gone." : "All of it is erased.");
  });
};

const start = async () => {
  const given = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  const [ticket, token, back] = [given.get("transcript"), given.get("invitation"), given.get("sign-in")];
  if (back) await comeBack(back);
  else if (ticket) {
    at("title").textContent = "What was said";
    showTranscript(await ask("/v1/rights/transcript", { ticket }));
  } else if (token) await showRights(token);
  else {
    tell("Paste your invitation link: it shows what is yours.");
    at("paste").hidden = false;
  }
};
/** A link, or the token alone. */
const openPasted = async () => {
  const given = at("link").value.trim();
  const token = /[#&]invitation=([^&\s]+)/.exec(given)?.[1] ?? given;
  at("where").hidden = true;
  if (token === "") return at("link").focus();
  tell("Looking…");
  await showRights(token);
};
onClick("open", openPasted);
at("link").addEventListener("keydown", (event) => {
  if (event.key === "Enter") at("open").click();
});
start().catch((error) => tell(error.message));
