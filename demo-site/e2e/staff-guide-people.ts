import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { CONSENT_VERSION } from "../../backend/src/invitations/who-sees-what.ts";
import { changeAsStaff, makeInvitation, readAsStaff } from "./staff.ts";

export type Talker = {
  id: string;
  session: number;
  /** resolves with the exchange's id, once it has ended */
  say: (words: string) => Promise<string>;
  /** another go from before that exchange, with other words */
  sayInstead: (exchangeId: string, words: string) => Promise<void>;
  /** a private question to the coach */
  ask: (words: string) => Promise<void>;
  end: () => Promise<void>;
};
const exchangeIn = (events: string): string => /"exchangeId":"([^"]+)"/.exec(events)?.[1] ?? "";

/** Somebody who came in by their link and began, without a browser of their own. */
export const letIn = async (staff: Page, api: string, invitation: object): Promise<Talker> => {
  const made = await makeInvitation(staff, invitation);
  const call = async (method: string, path: string, body: object, more: Record<string, string>): Promise<string> => {
    const headers = { "content-type": "application/json", ...more };
    const response = await fetch(new URL(path, api), { method, headers, body: JSON.stringify(body) });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    return answer;
  };
  const consent = { service: CONSENT_VERSION, research: true };
  const claim = await call("POST", "/v1/invitations/claim", { token: made.token, consent }, {});
  const { accessToken } = JSON.parse(claim) as { accessToken: string };
  const bearer = { authorization: `Bearer ${accessToken}` };
  const { id } = JSON.parse(await call("POST", "/v1/sessions", {}, bearer)) as { id: number };
  const post = (path: string, content: string): Promise<string> =>
    call("POST", path, { content }, { ...bearer, "idempotency-key": randomUUID() });
  return {
    id: made.id,
    session: id,
    say: async (content) => exchangeIn(await post(`/v1/sessions/${id}/exchanges`, content)),
    sayInstead: async (exchange, content) => void (await post(`/v1/exchanges/${exchange}/branches`, content)),
    ask: async (content) => void (await post(`/v1/sessions/${id}/asides`, content)),
    end: async () => void (await call("PATCH", `/v1/sessions/${id}`, { status: "COMPLETED" }, bearer)),
  };
};

/** So that no further exchange fits. */
export const exhaust = async (staff: Page, id: string): Promise<void> => {
  type Quota = { quota: { used: number; reserved: number } };
  const read = async (): Promise<Quota["quota"]> => (await readAsStaff<Quota>(staff, `invitations/${id}`)).quota;
  let quota = await read();
  while (quota.reserved > 0) {
    await staff.waitForTimeout(300);
    quota = await read();
  }
  await changeAsStaff(staff, `invitations/${id}`, { quotaTokens: quota.used + 1 });
};
