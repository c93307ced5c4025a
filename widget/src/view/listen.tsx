import { useContext } from "preact/hooks";
import { readJson } from "../api/api-client.ts";
import type { SessionView } from "../api/protocol.ts";
import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { Frame, useSheets } from "./frame.ts";
import { Player } from "./player.tsx";
import css from "./voice.css?inline";

type Props = { conversation: Conversation; exchange: ExchangeState };

/** From the API as this page calls it, which its policy lets: the server may know itself by another name. */
const fromApi = (api: string, url: string): string => {
  const { pathname, search } = new URL(url);
  return new URL(pathname + search, new URL(api, location.href)).href;
};

/** The recording of a message. Its address is good for a short time: afterwards the session tells another. */
export const Listen = ({ conversation, exchange }: Props) => {
  useSheets(css);
  const { api: base = "" } = useContext(Frame);
  const { user } = exchange;
  if (!user?.audioUrl) return null;
  const renew = async (): Promise<string | null> => {
    const { api, sessionId } = conversation;
    const told = await readJson<SessionView>(api.call("GET", `/v1/sessions/${sessionId}`));
    const all = [...told.messages, ...told.branches.flatMap(({ messages }) => messages)];
    const url = all.find(({ id }) => id === user.id)?.audioUrl;
    return url === undefined ? null : fromApi(base, url);
  };
  return <Player url={fromApi(base, user.audioUrl)} renew={renew} />;
};
