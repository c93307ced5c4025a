import { z } from "zod";

/** Postgres text cannot hold NUL, and a lone surrogate is not a character: both are refused, not repaired. */
export const safeText = z.string().refine((text) => !text.includes("\0") && text.isWellFormed(), {
  error: "must not contain NUL characters or lone surrogates",
});

export const Timestamp = z.iso.datetime();
/** A key of PostgreSQL's integer columns: what is larger cannot be one. */
const IntegerKey = z.int().positive().max(2_147_483_647);
export const SessionId = IntegerKey;
export const MessageId = IntegerKey;
export const ExchangeId = z.string();
export const BranchId = z.string().max(64);
export const AsideId = z.string();

/** Page of a keyset-paged list. `cursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), cursor: z.string().nullable() });
/** BCP 47, such as `de` or `pt-BR` */
export const LanguageTag = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/, { error: "must be a language tag, such as de or pt-BR" });
