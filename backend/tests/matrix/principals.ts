// Who asks: everybody that wire.md tells apart, each with things of their own.
import { randomUUID } from "node:crypto";
import { issueTokens } from "../../src/identity/refresh-login.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { atConsole } from "../staff/sign-in.ts";
import { SITE_ORIGIN, type TestWorld } from "../test-world.ts";

export const PRINCIPALS = [
  "nobody",
  "guest",
  "otherGuest",
  "user",
  "staff",
  "admin",
  "revoked",
  "expired",
  "otherSite",
  "apiKey",
  "narrowKey",
] as const;
export type PrincipalName = (typeof PRINCIPALS)[number];

/** What an invitee has: rows act on these. */
export type Own = {
  token: string;
  deviceId: string;
  refreshToken: string;
  userId: string;
  invitationId: string;
  sessionId: number;
  exchangeId: string;
  asideId: string;
};
/** Asked for with every request: an access token is good for five minutes, and on a busy machine the whole table takes longer. */
type AskHeaders = () => Promise<Record<string, string>>;
/** `own`: what they ask for; of those who have nothing here it is the guest's. */
export type Principal = { name: PrincipalName; headers: AskHeaders; own: Own };

const OTHER_ORIGIN = "https://elsewhere.example";

const exchangeIdOf = async (world: TestWorld, sessionId: number): Promise<string> =>
  (await world.database.prisma.exchange.findFirstOrThrow({ where: { sessionId } })).id;

const by =
  (headers: Record<string, string>): AskHeaders =>
  async () =>
    headers;
/** Whoever is signed in so, with a token of this moment. */
const byLogin =
  (world: TestWorld, loginId: string, origin: string): AskHeaders =>
  async () => ({ authorization: `Bearer ${(await issueTokens(world, { id: loginId }, 0)).accessToken}`, origin });

const arrive = async (world: TestWorld, origin = SITE_ORIGIN): Promise<{ own: Own; headers: AskHeaders }> => {
  const { token, id: invitationId } = await world.invite({ site: "test-site" });
  const deviceId = randomUUID();
  const invitee = await world.claimToken(token, deviceId);
  const sessionId = await invitee.start();
  await invitee.exchange(sessionId, "Hello.");
  const key = { "idempotency-key": randomUUID(), accept: "application/json" };
  const aside = await invitee.post(`/v1/sessions/${sessionId}/asides`, { content: "How am I doing?" }, key);
  const exchangeId = await exchangeIdOf(world, sessionId);
  const login = await world.database.prisma.loginSession.findFirstOrThrow({ where: { userId: invitee.user.id } });
  return {
    own: {
      token,
      deviceId,
      refreshToken: invitee.refreshToken,
      userId: invitee.user.id,
      invitationId,
      sessionId,
      exchangeId,
      asideId: aside.body.asideId,
    },
    headers: byLogin(world, login.id, origin),
  };
};

const signIn = async (world: TestWorld, userId: string): Promise<void> => {
  await world.database.prisma.externalIdentity.create({
    data: { userId, provider: "google", externalId: randomUUID(), email: "user@example.org" },
  });
  await world.database.prisma.user.update({ where: { id: userId }, data: { role: "USER" } });
};

type Make = (world: TestWorld, guest: Own) => Promise<{ headers: AskHeaders; own: Own }>;
const key =
  (scopes: string[]): Make =>
  async (world, own) => ({
    own,
    headers: by({ authorization: `Bearer ${await createApiKey(world, world.staffId, "matrix", "STAFF", { scopes })}` }),
  });
const cookie =
  (role: "STAFF" | "ADMIN"): Make =>
  async (world, own) => ({ own, headers: by((await atConsole(world, role)).headers) });
const invitee =
  (change?: (world: TestWorld, own: Own) => Promise<unknown>): Make =>
  async (world) => {
    const arrived = await arrive(world);
    await change?.(world, arrived.own);
    return arrived;
  };
const set =
  (column: "revokedAt" | "expiresAt") =>
  (world: TestWorld, { invitationId }: Own) =>
    world.database.pool.query(`UPDATE "Invitation" SET "${column}" = now() - interval '1 hour' WHERE id = $1`, [
      invitationId,
    ]);

const MAKE: Record<PrincipalName, Make> = {
  nobody: async (_world, own) => ({ headers: by({}), own }),
  guest: invitee(),
  /** somebody with a right of their own, who asks for what is the guest's */
  otherGuest: async (world, guest) => {
    const { headers, own } = await arrive(world);
    const { sessionId, exchangeId, asideId } = guest;
    return { headers, own: { ...own, sessionId, exchangeId, asideId } };
  },
  user: invitee((world, own) => signIn(world, own.userId)),
  staff: cookie("STAFF"),
  admin: cookie("ADMIN"),
  revoked: invitee(set("revokedAt")),
  expired: invitee(set("expiresAt")),
  /** the guest's kind of right, from a page of another site */
  otherSite: (world) => arrive(world, OTHER_ORIGIN),
  apiKey: key([]),
  /** for exports alone */
  narrowKey: key(["export"]),
};

export const prepareSites = (world: TestWorld) =>
  world.database.prisma.site.create({
    data: { key: "elsewhere", name: "Elsewhere", pageUrl: OTHER_ORIGIN, origins: [OTHER_ORIGIN] },
  });

export const makePrincipal = async (world: TestWorld, name: PrincipalName, guest: Own): Promise<Principal> => ({
  name,
  ...(await MAKE[name](world, guest)),
});
export const makeGuest = async (world: TestWorld): Promise<Principal> => ({ name: "guest", ...(await arrive(world)) });
