import type { Pool, PoolClient } from "pg";

/**
 * Whose the invitations and API keys are that the command line makes. Nobody: this row signs in nowhere, stands in no list of people,
 * is no ADMIN among ADMINs, and no role of it is taken away. So what was made there ends by its own date or by being revoked,
 * never with somebody's role. The audit names no actor for what the command line does.
 */
export const COMMAND_LINE_USER = "command-line";

/** @returns its id */
export const ensureCommandLineUser = async (client: Pool | PoolClient): Promise<string> => {
  await client.query(
    `INSERT INTO "User" (id, name, role, "updatedAt") VALUES ($1, 'Command line', 'ADMIN', now()) ON CONFLICT (id) DO NOTHING`,
    [COMMAND_LINE_USER],
  );
  return COMMAND_LINE_USER;
};
