import type { Config } from "./config.ts";

/**
 * What a start says of settings that are left out, and of what then waits or has to be known elsewhere.
 * @param url where the server listens
 */
export const waitingLines = (
  { mail, publicUrl, signIn }: Pick<Config, "mail" | "publicUrl" | "signIn">,
  url: string,
): string[] => {
  const { port } = new URL(url);
  const back = ({ id }: { id: string }): string =>
    `sign-in: without PUBLIC_URL, ${id} has to send back to ${url}/sign-in/callback/${id} (pages) and to http://localhost:${port}/sign-in/callback/${id} (console)`;
  return [
    ...(mail === null ? ["mail: none is sent without SMTP_URL; codes wait in the console's Outbox"] : []),
    ...(publicUrl === null ? signIn.providers.map(back) : []),
  ];
};
