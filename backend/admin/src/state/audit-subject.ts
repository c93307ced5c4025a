import { LIST, type Route } from "./route.ts";
import type { AuditEntry } from "./types.ts";

/** Every act that is written down, by the part of the house it belongs to. */
export const AUDIT_ACTIONS = [
  "invitation.create",
  "invitation.change",
  "invitation.revoke",
  "invitation.reissue",
  "invitation.sign-out",
  "invitation.links",
  "invitation.send",
  "invitation.remind",
  "invitation.claim",
  "note.create",
  "note.change",
  "note.delete",
  "code.create",
  "code.change",
  "alert.mark",
  "staff.sign-in",
  "staff.sign-out",
  "identity.link",
  "identity.unlink",
  "user.role",
  "user.admin-by-email",
  "user.merge",
  "person.erase",
  "research.withdraw",
  "api-key.create",
  "api-key.revoke",
  "scenario.create",
  "scenario.change",
  "scenario.publish",
  "scenario.archive",
  "scenario.restore",
  "scenario.try",
  "scenario.replay",
  "scenario.replay-cancel",
  "preset.create",
  "preset.change",
  "preset.order",
  "preset.delete",
  "model-price.set",
  "model-price.remove",
  "site.try",
  "site.create",
  "site.allow",
  "site.change",
  "site.mail",
  "site-key.create",
  "site-key.delete",
  "signing-key.rotate",
  "outbox.read",
  "study.create",
  "export.take",
  "retention.remove",
] as const;

type Shown = Exclude<Route, { name: "unknown" }>;
const textIn = (detail: AuditEntry["detail"], name: string): string | null =>
  typeof detail[name] === "string" ? detail[name] : null;

/** The page of what an act was done to; null where there is none: pseudonyms, and what was deleted by it. */
export const subjectRoute = ({ action, subject, detail }: AuditEntry): Shown | null => {
  const [area] = action.split(".");
  switch (area) {
    case "invitation":
      // links are taken of many at once
      return action === "invitation.links" ? LIST : { name: "invitation", id: subject };
    case "staff":
    case "identity":
    case "alert":
      return { name: "person", id: subject };
    case "code":
      return { name: "codes" };
    case "user": {
      // The subject of a grant by address is a pseudonym of the address.
      const id = action === "user.admin-by-email" ? textIn(detail, "user") : subject;
      return id === null ? null : { name: "person", id };
    }
    case "api-key":
      return { name: "keys", creating: false };
    case "scenario":
      return /^[1-9]\d*$/.test(subject)
        ? { name: "scenario", id: Number(subject), part: "draft", compare: null }
        : null;
    case "preset":
    case "model-price":
      return { name: "presets", creating: false };
    case "site":
    case "retention":
      return { name: "site", id: subject };
    case "study":
    case "export":
      return { name: "export", filter: {} };
    case "site-key": {
      const id = textIn(detail, "site");
      return id === null ? null : { name: "site", id };
    }
    case "outbox":
      return { name: "outbox" };
    default:
      return null;
  }
};
