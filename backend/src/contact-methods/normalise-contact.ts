import { domainToASCII } from "node:url";
import { parsePhoneNumberFromString } from "libphonenumber-js";
import { z } from "zod";
import { Problem } from "../problem.ts";
import type { ContactType } from "../protocol/contact-methods.ts";

const wrong = (detail: string) =>
  new Problem("invalid", "This address or number is not valid.", { errors: [{ pointer: "/value", detail }] });

/** The domain is the same in any case (RFC 5321, 2.4); what stands before the @ is its server's own affair. */
const normaliseEmail = (value: string): string => {
  // What turns a domain into ASCII drops line breaks without a word.
  if (/[\s\p{Cc}]/u.test(value)) throw wrong("must not contain spaces or line breaks");
  const at = value.lastIndexOf("@");
  const address = `${value.slice(0, at)}@${domainToASCII(value.slice(at + 1))}`;
  if (at < 1 || !z.email().safeParse(address).success) throw wrong("must be an e-mail address such as ada@example.org");
  return address;
};

/** E.164: + and digits alone. */
const normalisePhone = (value: string): string => {
  const phone = value.startsWith("+") ? parsePhoneNumberFromString(value) : undefined;
  if (!phone?.isValid() || phone.ext !== undefined)
    throw wrong("must be an international number such as +44 20 7946 0958");
  return phone.number;
};

/** One spelling a value, so that it is unique. @throws Problem invalid */
export const normaliseContact = (type: ContactType, value: string): string =>
  type === "email" ? normaliseEmail(value) : normalisePhone(value);
