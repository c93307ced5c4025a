import { readJson, type SendRequest } from "./api-client.ts";
import type {
  AddContactMethod,
  ConsentView,
  ContactMethods,
  ContactMethodView,
  ErasureAnswer,
  Identity,
  MeResponse,
  TranscriptLink,
} from "./protocol.ts";

/** What a person asks about themselves, and does with what is theirs. `call` sends as them. Throws `ApiProblem`. */
export const createPeopleApi = (call: SendRequest) => {
  const identity = (id: string): string => `/v1/me/identities/${encodeURIComponent(id)}`;
  const contact = (id: string): string => `/v1/me/contact-methods/${encodeURIComponent(id)}`;
  return {
    me: () => readJson<MeResponse>(call("GET", "/v1/me")),
    identities: () => readJson<{ items: Identity[] }>(call("GET", "/v1/me/identities")).then((list) => list.items),
    removeIdentity: (id: string) => call("DELETE", identity(id)),
    contacts: () => readJson<ContactMethods>(call("GET", "/v1/me/contact-methods")),
    /** asked again, another code is sent */
    addContact: (asked: AddContactMethod) =>
      readJson<ContactMethodView>(call("POST", "/v1/me/contact-methods", { body: asked })),
    verifyContact: (id: string, code: string) =>
      readJson<ContactMethodView>(call("POST", `${contact(id)}/verify`, { body: { code } })),
    makePrimary: (id: string) => call("POST", `${contact(id)}/primary`, { body: {} }),
    removeContact: (id: string) => call("DELETE", contact(id)),
    consent: () => readJson<ConsentView>(call("GET", "/v1/me/consent")),
    changeConsent: (research: boolean) =>
      readJson<ConsentView>(call("PATCH", "/v1/me/consent", { body: { research } })),
    transcript: () => call("GET", "/v1/me/transcript").then((answer) => answer.blob()),
    transcriptLink: () => readJson<TranscriptLink>(call("POST", "/v1/me/transcript-link", { body: {} })),
    erase: () => readJson<ErasureAnswer>(call("POST", "/v1/me/erasure", { body: { confirm: true } })),
    logout: () => call("POST", "/v1/auth/logout", { body: {} }),
  };
};
export type PeopleApi = ReturnType<typeof createPeopleApi>;
