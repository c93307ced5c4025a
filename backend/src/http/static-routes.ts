import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type Response, Router } from "express";
import { projectRoot } from "../project-root.ts";
import { packedFiles } from "./packed-files.ts";

const YEAR_SECONDS = 31_536_000;
const LOADER_SECONDS = 300;

/** The loader under a short cache, everything it loads under an address that changes with the content. */
export const widgetRoutes = (): Router => {
  const routes = Router();
  const folder = join(projectRoot(), "widget", "dist");
  const anyone = (response: Response, seconds: number, immutable: boolean) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cache-Control", `public, max-age=${seconds}${immutable ? ", immutable" : ""}`);
  };
  routes.get("/widget.js", packedFiles(folder), (request, response) => {
    anyone(response, LOADER_SECONDS, false);
    // as it came, or packed
    response.sendFile(request.path.slice(1), { root: folder, cacheControl: false });
  });
  // for TypeScript in host pages; for whoever pins a version
  for (const [name, type] of [
    ["widget.d.ts", "text/plain"],
    ["widget.json", "application/json"],
  ] as const)
    routes.get(`/${name}`, (_request, response) => {
      anyone(response, LOADER_SECONDS, false);
      response.type(type).sendFile(name, { root: folder, cacheControl: false });
    });
  // builds before this one too: pages that were open meanwhile still fetch their parts, and a pinned one stays what it is
  // `HASH~/`, `HASH~~/`, … are the same files for a browser that keeps those which did not come as failed
  routes.use("/v", (request, _response, next) => {
    request.url = request.url.replace(/^(\/\w+)~+\//, "$1/");
    next();
  });
  routes.use("/v", packedFiles(join(folder, "v"), join(folder, "kept")));
  for (const builds of ["v", "kept"])
    routes.use(
      "/v",
      express.static(join(folder, builds), {
        index: false,
        cacheControl: false,
        fallthrough: builds === "v",
        setHeaders: (response) => anyone(response, YEAR_SECONDS, true),
      }),
    );
  return routes;
};

/** The page that a problem's `type` links to. */
export const docsRoutes = (): Router => {
  const routes = Router();
  routes.get("/docs/problems", (_request, response) => {
    response.type("text/markdown").sendFile("problems.md", { root: join(projectRoot(), "docs") });
  });
  return routes;
};

const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "media-src 'self'",
  // the page on which staff try the widget, and nothing else
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The console at /admin: one page, its own files, a policy without exceptions. */
export const consoleRoutes = (): Router => {
  const routes = Router();
  const folder = join(projectRoot(), "backend", "admin", "dist");
  routes.use("/admin", (_request, response, next) => {
    response.setHeader("Content-Security-Policy", CONSOLE_POLICY);
    response.setHeader("Referrer-Policy", "no-referrer");
    next();
  });
  routes.use(
    "/admin/assets",
    packedFiles(join(folder, "assets")),
    express.static(join(folder, "assets"), {
      index: false,
      fallthrough: false,
      immutable: true,
      maxAge: YEAR_SECONDS * 1000,
    }),
  );
  routes.get(["/admin", "/admin/{*path}"], (_request, response, next) => {
    if (!existsSync(join(folder, "index.html"))) {
      next();
      return;
    }
    response.setHeader("Cache-Control", "no-cache");
    response.sendFile("index.html", { root: folder, cacheControl: false });
  });
  return routes;
};
