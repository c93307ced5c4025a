import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { type Holder, useTicket } from "./transcript-store.ts";

/** Seconds in which a transcript's link can be opened, once. */
const TICKET_SECONDS = 300;
const AUDIENCE = "sidecoach-transcript";
const Claims = z.object({ sub: z.string(), sid: z.string(), jti: z.string(), exp: z.int() });

/** A page of our own for whoever holds this login. The token stands in the fragment, so no server or log sees it. */
export const transcriptLink = (
  world: Pick<AppContext, "keys" | "publicUrl">,
  invitee: Pick<Invitee, "userId" | "loginId">,
): { url: string; expiresAt: string } => {
  const ticket = jwt.sign({ sid: invitee.loginId }, world.keys.transcript, {
    algorithm: "HS256",
    audience: AUDIENCE,
    subject: invitee.userId,
    expiresIn: TICKET_SECONDS,
    jwtid: randomUUID(),
  });
  return {
    url: `${world.publicUrl()}/me#transcript=${ticket}`,
    expiresAt: new Date(Date.now() + TICKET_SECONDS * 1000).toISOString(),
  };
};

const read = (key: Buffer, ticket: string): z.infer<typeof Claims> | null => {
  try {
    const payload = jwt.verify(ticket, key, { algorithms: ["HS256"], audience: AUDIENCE, maxAge: TICKET_SECONDS });
    return Claims.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
};

/** Uses a link up. @throws Problem bad-token where it was used, is too old, or its sign-in has ended */
export const redeemTranscriptTicket = async (
  world: Pick<AppContext, "keys" | "database" | "identityStore">,
  ticket: string,
): Promise<Holder> => {
  const claims = read(world.keys.transcript, ticket);
  const login = claims && (await world.identityStore.login(claims.sid));
  const isGood = login?.live === true && login.userId === claims?.sub && login.invitationId !== null;
  if (!claims || !isGood || !(await useTicket(world.database.pool, claims.jti, new Date(claims.exp * 1000))))
    throw new Problem("bad-token", "This link was used or is too old. Ask for another where you practise.");
  return { userId: login.userId, invitationId: login.invitationId as string, siteId: login.siteId };
};
