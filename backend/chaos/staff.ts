import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "node:http";
import type { Arena } from "./arena.ts";
import { call, type Reply } from "./http-client.ts";
import type { Random } from "./random.ts";
import type { Record } from "./record.ts";

export type Staff = ReturnType<typeof createStaff>;
export const createStaff = (arena: Arena, agent: Agent, record: Record, pickUrl: () => string | null) => {
  const request = async (method: string, path: string, body: unknown): Promise<Reply | null> => {
    const url = pickUrl();
    if (url === null) return null;
    const reply = await call(agent, { method, url: url + path, body, headers: arena.staff });
    record.note("staff", `${method} ${path.slice(0, 40)} ${JSON.stringify(body)}: ${reply?.status ?? "no answer"}`);
    if (reply?.status === 500)
      record.wrong("no unexpected answer", `${method} ${path}: 500 ${JSON.stringify(reply.body)}`);
    return reply;
  };
  /** Until it is answered: for what a history cannot begin or end without. */
  const insist = async (method: string, path: string, body: unknown): Promise<Reply> => {
    for (let tries = 0; tries < 100; tries++) {
      const reply = await request(method, path, body);
      if (reply && reply.status < 500) return reply;
      await sleep(50);
    }
    throw new Error(`${method} ${path} was never answered`);
  };
  return {
    invite: async (tokens: number, scenarioSlug: string): Promise<{ id: string; token: string }> => {
      const made = await insist("POST", "/v1/admin/invitations", { scenarioSlug, quota: { tokens, label: "Chaos" } });
      if (made.status !== 201) throw new Error(`no invitation: ${made.status} ${JSON.stringify(made.body)}`);
      return made.body as { id: string; token: string };
    },
    topUp: (id: string, quotaTokens: number) => insist("PATCH", `/v1/admin/invitations/${id}`, { quotaTokens }),
    expire: (id: string, expiresAt: Date) =>
      insist("PATCH", `/v1/admin/invitations/${id}`, { expiresAt: expiresAt.toISOString() }),
    /** What staff may do to an invitation while it is being used. */
    interfere: async (random: Random, id: string, tokens: number, forMs: number): Promise<void> => {
      if (!random.chance(0.35)) return;
      await sleep(random.integer(0, forMs));
      const act = random.weighted({ topUp: 4, shrink: 2, expire: 2, revoke: 1 });
      if (act === "topUp") await request("PATCH", `/v1/admin/invitations/${id}`, { quotaTokens: tokens + 40_000 });
      if (act === "shrink")
        await request("PATCH", `/v1/admin/invitations/${id}`, { quotaTokens: random.integer(3_000, 12_000) });
      if (act === "revoke") await request("POST", `/v1/admin/invitations/${id}/revoke`, {});
      if (act === "expire") {
        await request("PATCH", `/v1/admin/invitations/${id}`, {
          expiresAt: new Date(Date.now() - 1_000).toISOString(),
        });
        await sleep(random.integer(10, 120));
        await request("PATCH", `/v1/admin/invitations/${id}`, {
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        });
      }
    },
  };
};
