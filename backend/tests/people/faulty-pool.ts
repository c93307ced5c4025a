// A database whose connections break at a statement of one's choice.
import type { Pool, PoolClient } from "pg";

export class Fault extends Error {}

/** A pool whose connections fail at the n-th statement, counted from 1 (0: never); `seen` tells what was sent. */
export const faultyPool = (pool: Pool, failAt: number, fault: Error = new Fault()): { pool: Pool; seen: string[] } => {
  const seen: string[] = [];
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    return new Proxy(client, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target) as unknown;
        if (name !== "query") return typeof value === "function" ? value.bind(target) : value;
        return async (text: string, values?: unknown[]) => {
          if (text !== "ROLLBACK") {
            seen.push(text);
            if (seen.length === failAt) throw fault;
          }
          return target.query(text, values);
        };
      },
    });
  };
  return { pool: { connect } as unknown as Pool, seen };
};
