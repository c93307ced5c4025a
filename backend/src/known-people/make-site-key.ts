import { randomBytes } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { encrypt } from "../identity/encrypt.ts";
import { Problem } from "../problem.ts";
import type { MadeSiteKey, SiteKeyView } from "../protocol/known-people.ts";
import type { SiteKeyRow } from "./site-key-store.ts";

const SECRET_BYTES = 32;

export const siteKeyView = ({ id, createdAt, retiresAt }: SiteKeyRow): SiteKeyView => ({
  kid: id,
  createdAt: createdAt.toISOString(),
  retiresAt: retiresAt?.toISOString() ?? null,
});

/** A key by which a site's backend says who somebody is; only its encryption is kept. @throws Problem not-found */
export const makeSiteKey = async (
  world: Pick<AppContext, "siteKeyStore" | "keys">,
  siteId: string,
  overlapHours: number | null,
  actorId: string,
): Promise<MadeSiteKey> => {
  if (!(await world.siteKeyStore.site(siteId))) throw new Problem("not-found", "There is no such site.");
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  const row = await world.siteKeyStore.addKey(
    { siteId, secret: encrypt(world.keys.siteKey, secret), overlapHours },
    actorId,
  );
  return { ...siteKeyView(row), secret };
};
