import type { StaffAlert } from "../state/types.ts";
import { text } from "../text/en.ts";

const { said, codes, unlabelled } = text.alerts;

/** Whose it is; null: of the whole installation. */
export const alertOf = ({ invitation }: StaffAlert): string | null =>
  invitation === null ? null : (invitation.label ?? unlabelled);

/** What happened, in a sentence. */
export const alertWords = (alert: StaffAlert): string => {
  switch (alert.kind) {
    case "stuck":
      return alert.problemCode === null ? said.stuckUnknown : said.stuck(codes[alert.problemCode] ?? alert.problemCode);
    case "exhausted":
      return said.exhausted;
    case "upstream":
      return said.upstream(codes[alert.problemCode ?? ""] ?? alert.problemCode ?? "", alert.calls ?? 0);
    case "coach-missing":
      return said["coach-missing"](alert.exchangeNumber ?? 0);
    case "overrun":
      return said.overrun(alert.tokens ?? 0, alert.model ?? "");
    case "spend":
      return said.spend(
        alert.scope === "all" ? said.ofAll : said.ofSite(alert.scope ?? ""),
        Math.floor((alert.share ?? 0) * 100),
      );
  }
};
