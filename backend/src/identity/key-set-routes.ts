import { Router } from "express";
import type { AppContext } from "../app-context.ts";

const SECONDS = 60;

/** The public keys of access tokens as a JWK Set (RFC 7517), for whoever verifies them beside this server. */
export const keySetRoutes = (world: Pick<AppContext, "signingKeys">): Router => {
  const routes = Router();
  routes.get("/.well-known/jwks.json", (_request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cache-Control", `public, max-age=${SECONDS}`);
    response.json(world.signingKeys.jwks());
  });
  return routes;
};
