import { setTimeout as sleep } from "node:timers/promises";
import type { Arena } from "./arena.ts";
import { REST_MS, until } from "./come-to-rest.ts";
import { foldView, transcriptOf } from "./fold-view.ts";
import { call, createAgent } from "./http-client.ts";
import { difference, storedTranscript } from "./invariants/transcripts.ts";
import type { Sitting } from "./live.ts";
import type { Random } from "./random.ts";
import type { Record } from "./record.ts";
import type { Staff } from "./staff.ts";

/** Each reader's transcript, and the view on each instance, against the database's. */
export const checkReaders = async (arena: Arena, record: Record, sittings: Sitting[]): Promise<void> => {
  for (const sitting of sittings) {
    const stored = await storedTranscript(arena.pool, sitting.sessionId);
    const apart = (): string[] =>
      sitting.readers.flatMap((reader, place) => {
        const { state } = reader.fold;
        const found = state ? difference(transcriptOf(state), stored) : "has read nothing";
        return found ? [`reader ${place} of session ${sitting.place}: ${found}`] : [];
      });
    await until(performance.now() + 4_000, async () => apart().length === 0);
    for (const text of apart()) record.wrong("every reader's transcript is the database's", text);
    for (const instance of arena.instances) {
      const url = instance.url();
      if (url === null) continue;
      const view = await call(createAgent(), {
        method: "GET",
        url: `${url}/v1/sessions/${sitting.sessionId}`,
        headers: { authorization: sitting.bearer },
      });
      const found =
        view?.status === 200 ? difference(transcriptOf(foldView(view.body)), stored) : `answered ${view?.status}`;
      if (found) record.wrong("the view is the database's", `${instance.name}, session ${sitting.place}: ${found}`);
    }
  }
};

/** Nobody is stuck: with room in the quota and time, the next message goes through on any instance. */
export const checkNextMessage = async (
  arena: Arena,
  record: Record,
  staff: Staff,
  sitting: Sitting,
  random: Random,
): Promise<void> => {
  const row = await arena.pool.query<{ status: string; revoked: boolean; used: number }>(
    `SELECT s.status, i."revokedAt" IS NOT NULL AS revoked, coalesce((i.usage->>'tokens')::int, 0) AS used FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = $1`,
    [sitting.sessionId],
  );
  const { status, revoked, used } = row.rows[0] ?? { status: "gone", revoked: false, used: 0 };
  if (status === "COMPLETED" || revoked) return;
  await staff.topUp(sitting.invitationId, used + 1_000_000);
  await staff.expire(sitting.invitationId, new Date(Date.now() + 86_400_000));
  const person = random.pick(sitting.persons);
  const sent = await person.send();
  for (let tries = 0; tries < 20 && !sent.outcomes.includes("taken"); tries++) {
    await sleep(50);
    await person.post(sent, "accept");
  }
  const look = async () => {
    const { rows } = await arena.pool.query<{
      id: string;
      status: string;
      attempt: number;
      problemCode: string | null;
    }>(
      `SELECT id, status, attempt, "problemCode" FROM "Exchange" WHERE "sessionId" = $1 AND "idempotencyKey" = $2::uuid`,
      [sitting.sessionId, sent.key],
    );
    return rows[0];
  };
  // a slow machine may let a call stall: then a person tries again
  for (let attempt = 1; attempt <= 3; attempt++) {
    await until(performance.now() + REST_MS, async () => {
      const now = await look();
      return now !== undefined && now.status !== "RUNNING" && now.attempt >= attempt;
    });
    const now = await look();
    if (now?.status === "COMPLETED") return;
    if (now?.status === "FAILED")
      await person.request("POST", `/v1/exchanges/${now.id}/retry`, {}, { accept: "application/json" });
  }
  record.wrong(
    "no session is stuck",
    `session ${sitting.place}: the next message was ${sent.outcomes.join(", ")}, its exchange ${JSON.stringify(await look())}`,
  );
};
