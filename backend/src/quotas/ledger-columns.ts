/** The ledger's numbers in the client's own JSON, of the row `i` of Invitation. */
export const USED = `coalesce((i.usage ->> 'tokens')::bigint, 0)`;
export const RESERVED = `coalesce((i.usage ->> 'reserved')::bigint, 0)`;
export const QUOTA = `(i.quota ->> 'tokens')::bigint`;
