import { Router } from "express";

const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Sidecoach</title>
  </head>
  <body>
    <h1>Sidecoach</h1>
    <p>This is the server: pages that embed the widget talk with it, and staff work in its console.</p>
    <ul>
      <li><a href="/admin">The console, for staff</a></li>
      <li><a href="/openapi.json">The API, as OpenAPI</a></li>
      <li><a href="/docs/problems">Its problems, and what to do about each</a></li>
      <li><a href="/me">What is yours, for who came with an invitation</a></li>
    </ul>
    <p>Invited to talk? Open the link that you were given: it leads to the page where the talk is.</p>
    <p>How to embed the widget and to run the server is told in <code>README.md</code> and <code>docs/</code> beside the code.</p>
  </body>
</html>
`;

/** `/`: what this is, for who opens the printed address. No style and no script, so that its policy allows none. */
export const homeRoutes = (): Router => {
  const routes = Router();
  routes.get("/", (_request, response) => {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-cache");
    response.type("html").send(PAGE);
  });
  return routes;
};
