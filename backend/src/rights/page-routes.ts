import { join } from "node:path";
import { Router } from "express";
import { projectRoot } from "../project-root.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
const FILES = { "/me": "me.html", "/me/me.js": "me.js", "/me/me.css": "me.css" };

/**
 * `/me`: our own page, where a person reads, keeps, or erases what is theirs, by the link they were given. No other page can
 * frame it, and nothing of the link leaves the fragment but in a body.
 */
export const rightsPageRoutes = (): Router => {
  const routes = Router();
  const root = join(projectRoot(), "backend", "src", "rights", "page");
  for (const [path, file] of Object.entries(FILES))
    routes.get(path, (_request, response) => {
      response.setHeader("Content-Security-Policy", POLICY);
      response.setHeader("Referrer-Policy", "no-referrer");
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cache-Control", "no-cache");
      response.sendFile(file, { root, cacheControl: false });
    });
  return routes;
};
