import { readJson, type SendRequest } from "../api/api-client.ts";
import type {
  MeResponse,
  RedeemedSignIn,
  RedeemSignIn,
  SignInProvider,
  SignInStatus,
  StartedSignIn,
  StartSignIn,
} from "../api/protocol.ts";
import type { TripBy } from "./sign-in-trip.ts";
import type { Inside } from "./visit-model.ts";

/** The calls of a sign-in, for whom it is: somebody who is in, or the owner of an invitation on another device. */
export type SignInDoor = {
  readonly by: TripBy;
  start: (request: StartSignIn) => Promise<StartedSignIn>;
  status: (id: string) => Promise<SignInStatus>;
  redeem: (id: string, request: RedeemSignIn) => Promise<RedeemedSignIn>;
  /** where the answer of a redemption was lost: what the sign-in is by now; null where there is none to ask */
  look: (() => Promise<MeResponse>) | null;
};

/** Those that the server can send one to, in its order. */
export const listProviders = (send: SendRequest): Promise<SignInProvider[]> =>
  readJson<{ items: SignInProvider[] }>(send("GET", "/v1/sign-in-providers")).then((list) => list.items);

const pathOf = (id: string): string => `/v1/sign-ins/${encodeURIComponent(id)}`;

/** Of somebody who is in: what is redeemed replaces their sign-in, while no tab refreshes it. */
export const doorOfLogin = ({ name, login, api }: Inside, send: SendRequest): SignInDoor => ({
  by: { name },
  start: (body) => readJson<StartedSignIn>(api.call("POST", "/v1/sign-ins", { body })),
  status: (id) => readJson<SignInStatus>(api.call("GET", pathOf(id))),
  redeem: (id, body) =>
    login.replace((token) => readJson<RedeemedSignIn>(send("POST", `${pathOf(id)}/redeem`, { token, body }))),
  look: api.me,
});

/** Of the owner of an invitation, who has signed in elsewhere: the invitation's token stands in for a sign-in. */
export const doorOfInvitation = (by: { invitationToken: string; deviceId: string }, send: SendRequest): SignInDoor => ({
  by,
  start: (request) => readJson<StartedSignIn>(send("POST", "/v1/sign-ins", { body: { ...request, ...by } })),
  status: (id) => readJson<SignInStatus>(send("GET", pathOf(id))),
  redeem: (id, request) =>
    readJson<RedeemedSignIn>(send("POST", `${pathOf(id)}/redeem`, { body: { ...request, ...by } })),
  look: null,
});
