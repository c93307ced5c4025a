// What Turbo and its like do at a click: the body is replaced by that of another document, the head stays.
const bodies = new DOMParser();
const show = async (url) => {
  const html = await (await fetch(url)).text();
  const next = bodies.parseFromString(html, "text/html");
  document.body.replaceWith(document.adoptNode(next.body));
  document.querySelector("#view").textContent = new URL(url, location.href).searchParams.get("view") ?? "1";
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (link) {
    event.preventDefault();
    history.pushState(null, "", link.href);
    void show(link.href);
  }
  // as a framework does that draws its list in another order
  if (event.target.closest("[data-move]"))
    document.querySelector("main").append(document.querySelector("sidecoach-widget"));
});
addEventListener("popstate", () => void show(location.href));
