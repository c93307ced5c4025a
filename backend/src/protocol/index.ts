export * from "./administration.ts";
export * from "./conversation.ts";
export * from "./identity.ts";
export * from "./ids.ts";
export * from "./problems.ts";
export * from "./quota.ts";
export * from "./stream-events.ts";
