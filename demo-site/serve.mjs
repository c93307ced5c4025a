import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The brand that invitees see, in the widget too. */
export const SITE_NAME = "Ferry Street";
/** Whom "Step out" offers to talk to. */
export const HELP_CONTACTS = [
  {
    name: "The counter at Ferry Street",
    detail: "01632 960417, in opening hours. A mediator rings you back.",
    href: "tel:+441632960417",
  },
  { name: "Find a helpline", detail: "Free and confidential, at any hour.", href: "https://findahelpline.com" },
];
/** The page with the practice room: an invitation's link is this path and `#invitation=TOKEN`. */
export const PRACTICE_PATH = "/practice";

const CONTENT_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

const NO_TRUSTED_TYPES = ["require-trusted-types-for 'script'", "trusted-types 'none'"];
/** As strict as a policy gets: a host site must not have to loosen it for the widget, but for the API's own origin. */
const STRICT = { scripts: (apiOrigin) => apiOrigin, connections: (apiOrigin) => apiOrigin, types: NO_TRUSTED_TYPES };
/** Pages of the gallery whose policy is another one. */
const POLICIES = {
  // by nonce alone: not even the API's origin is named
  "/gallery/strict-policy": { ...STRICT, scripts: (_apiOrigin, nonce) => `'nonce-${nonce}'` },
  // its own script fetches pages and parses them, as Turbo does
  "/gallery/single-page": {
    scripts: (apiOrigin) => `'self' ${apiOrigin}`,
    connections: (apiOrigin) => `'self' ${apiOrigin}`,
    types: [],
  },
};

const contentSecurityPolicy = (apiOrigin, nonce, { scripts, connections, types }) =>
  [
    "default-src 'none'",
    `script-src ${scripts(apiOrigin, nonce)}`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src ${connections(apiOrigin)}`,
    // what was said aloud, and what has just been recorded
    `media-src ${apiOrigin} blob:`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...types,
  ].join("; ");

const escapeHtml = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** `/guides/first-sentence` for `guides/first-sentence.html`, `/` for `index.html`, else the file's own path. */
const routeOf = (file) => {
  const path = `/${file.split(sep).join(posix.sep)}`;
  return path.endsWith(".html") ? path.slice(0, -".html".length).replace(/\/index$/, "/") : path;
};

/** Every route with its file. Requests are looked up here and never joined to a path, so there is nothing to traverse. */
const listRoutes = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(files.map((file) => [routeOf(relative(folder, file)), file]));
};

const readParts = async (folder) => {
  const names = await readdir(folder);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])));
};

/** A page with its parts put in, the values filled, and the link to itself marked. */
const fillPage = (html, parts, values, route) =>
  html
    .replace(/<!-- part:([a-z-]+\.html) -->/g, (whole, name) => parts.get(name) ?? whole)
    .replace(/\{\{([A-Z_]+)\}\}/g, (whole, name) => (name in values ? escapeHtml(values[name]) : whole))
    .replaceAll(`<a href="${route}">`, `<a href="${route}" aria-current="page">`);

const readPathname = (url) => {
  try {
    return decodeURIComponent(new URL(url, "http://host").pathname);
  } catch {
    return undefined;
  }
};

/**
 * Serves the demo site: static pages of an organisation that embeds the widget, under a strict policy.
 * `apiUrl` is the backend's base URL, `siteKey` the `data-site` of the script tag; port 0 takes a free one.
 * Rejects when the port is taken. `close()` ends open connections too.
 */
export const serveDemoSite = async ({ port, host = "127.0.0.1", apiUrl, siteKey }) => {
  const routes = await listRoutes(join(here, "public"));
  const parts = await readParts(join(here, "parts"));
  const fixed = { API: apiUrl.replace(/\/+$/, ""), SITE_KEY: siteKey };
  const { origin } = new URL(apiUrl);
  const headersOf = (route, nonce) => ({
    "content-security-policy": contentSecurityPolicy(origin, nonce, POLICIES[route] ?? STRICT),
    "permissions-policy": "microphone=(self)",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cache-control": "no-cache",
  });

  const answer = async (request, response) => {
    const route = readPathname(request.url ?? "/");
    const nonce = randomBytes(16).toString("base64");
    const headers = headersOf(route, nonce);
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { ...headers, allow: "GET, HEAD" }).end();
      return;
    }
    const known = route !== undefined && routes.has(route);
    const file = routes.get(known ? route : "/404");
    const type = CONTENT_TYPES[extname(file)] ?? "application/octet-stream";
    const content = await readFile(file);
    const body = type.startsWith("text/html")
      ? Buffer.from(fillPage(content.toString("utf8"), parts, { ...fixed, NONCE: nonce }, route))
      : content;
    response.writeHead(known ? 200 : 404, { ...headers, "content-type": type, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headersOf("", ""));
      response.end();
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
