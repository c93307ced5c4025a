import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** The account a process runs under; empty for our own. */
export type Account = { uid?: number; gid?: number };

// "nobody" by number, since names differ between systems; macOS numbers it -2.
const nobody = process.platform === "darwin" ? 0xfffffffe : 65_534;

export const isRoot = (): boolean => process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: root runs it as the owner of `cluster`, and as nobody where there is none yet. */
export const chooseAccount = (cluster: string): Account => {
  if (!isRoot()) return {};
  const owner = statSync(cluster, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: nobody, gid: nobody };
};

/** Whether `account` can run this, found out by running it. Throws where this process may not change accounts at all. */
export const canRun = (account: Account, command: string, args: readonly string[]): boolean => {
  const { error, status } = spawnSync(command, args, { ...account, cwd: "/", stdio: "ignore" });
  if (error && "code" in error && (error.code === "EPERM" || error.code === "EINVAL")) {
    const uid = String(account.uid);
    throw new Error(
      `PostgreSQL refuses to run as root, and this root may not run it as uid ${uid}: start as another user, or set DATABASE_URL`,
    );
  }
  return status === 0;
};

export const canWriteIn = (account: Account, folder: string): boolean =>
  canRun(account, "/bin/sh", ["-c", 'cd "$1" && test -w . && test -x .', "sh", folder]);
