// What screens may name of the wire: types, by way of the state that holds them.
export type { Problem } from "../api/problem.ts";
export type {
  AsideView,
  BranchView,
  InvitationState,
  Message,
  SessionStatus,
  StaffExchange,
  StaffInvitation,
  StaffInvitationWithLink,
  StaffMe,
  StaffNote,
  StaffQuotaPreset,
  StaffScenario,
  StaffSession,
  StaffSessionDetail,
  StaffSite,
  UsageRow,
} from "../api/protocol.ts";
