export const PEERS: Readonly<
  Record<"deep-chat" | "@typebot.io/js" | "@n8n/chat", { version: string; integrity: string }>
>;
export function fetchPeers(folder: string): Promise<void>;
