import { join } from "node:path";
import { Router } from "express";
import { projectRoot } from "../project-root.ts";

/** As strict as an embedding page can be, so that a trial shows what the strictest host site would. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
].join("; ");
const FILES = { "/admin/try": "try.html", "/admin/try/page": "page.html", "/admin/try/try.css": "try.css" };

/** Where staff try a scenario, or see a site's widget, by a trial that comes in the fragment. Only the console frames it. */
export const tryPageRoutes = (): Router => {
  const routes = Router();
  const root = join(projectRoot(), "backend", "src", "administration", "page");
  for (const [path, file] of Object.entries(FILES))
    routes.get(path, (_request, response) => {
      response.setHeader("Content-Security-Policy", POLICY);
      response.setHeader("Referrer-Policy", "no-referrer");
      response.setHeader("Cache-Control", "no-cache");
      response.sendFile(file, { root, cacheControl: false });
    });
  return routes;
};
