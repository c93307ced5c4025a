// Scripts of the first-party pages, as text: their hashes stand in the pages' Content-Security-Policy.

/**
 * Tells the page that opened the window, at exactly the origin that began the sign-in, that it is ready; takes the intent
 * from that page alone; shows it to the server; and goes on to the provider. `opener` is let go before: a provider's page
 * has no business with the host page.
 */
export const POPUP_SCRIPT = `(() => {
  const { id, origin } = document.body.dataset;
  const show = (title, text) => {
    document.getElementById("title").textContent = title;
    document.getElementById("text").textContent = text;
  };
  const refuse = () =>
    show("This window has to be opened by the page you were on",
      "Nobody who sends you a link to it can sign in as you. Close it, and sign in from the page itself.");
  const page = window.opener;
  if (!page) return refuse();
  let isTaken = false;
  addEventListener("message", async (event) => {
    const data = event.data;
    if (isTaken || event.origin !== origin || event.source !== page) return;
    if (!data || data.type !== "sidecoach-sign-in-intent" || data.id !== id || typeof data.intent !== "string") return;
    isTaken = true;
    try {
      const response = await fetch("/sign-in/" + id + "/open", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ intent: data.intent }),
      });
      const answer = await response.json();
      if (!response.ok) return show("The sign-in did not work", answer.detail || "Close this window and try again.");
      window.opener = null;
      location.replace(answer.url);
    } catch {
      show("The sign-in did not work", "The server cannot be reached. Close this window and try again.");
    }
  });
  page.postMessage({ type: "sidecoach-sign-in-ready", id }, origin);
  setTimeout(() => { if (!isTaken) refuse(); }, 10000);
})();`;

/** The window closes where the browser lets it; else its words say that it can be closed. */
export const CLOSE_SCRIPT = `setTimeout(() => window.close(), 400);`;
