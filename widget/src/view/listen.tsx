import { readJson } from "../api/api-client.ts";
import type { SessionView } from "../api/protocol.ts";
import type { Conversation } from "../state/conversation.ts";
import type { ExchangeState } from "../state/session-state.ts";
import { useSheets } from "./frame.ts";
import { Player } from "./player.tsx";
import css from "./voice.css?inline";

type Props = { conversation: Conversation; exchange: ExchangeState };

/** The recording of a message. Its address is good for a short time: afterwards the session tells another. */
export const Listen = ({ conversation, exchange }: Props) => {
  useSheets(css);
  const { user } = exchange;
  if (!user?.audioUrl) return null;
  const renew = async (): Promise<string | null> => {
    const { api, sessionId } = conversation;
    const told = await readJson<SessionView>(api.call("GET", `/v1/sessions/${sessionId}`));
    const all = [...told.messages, ...told.branches.flatMap(({ messages }) => messages)];
    return all.find(({ id }) => id === user.id)?.audioUrl ?? null;
  };
  return <Player url={user.audioUrl} renew={renew} />;
};
