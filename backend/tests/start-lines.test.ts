import { expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { waitingLines } from "../src/start-lines.ts";

const OIDC = {
  OIDC_NAME: "Campus",
  OIDC_ISSUER: "http://127.0.0.1:9320",
  OIDC_CLIENT_ID: "id",
  OIDC_CLIENT_SECRET: "secret",
};
const linesOf = (env: Record<string, string>) =>
  waitingLines(readConfig({ MODEL: "simulator", ...env }).config, "http://127.0.0.1:8787");

it("a start without SMTP_URL says where mail waits, and with it says nothing", () => {
  expect(linesOf({})).toEqual(["mail: none is sent without SMTP_URL; codes wait in the console's Outbox"]);
  expect(linesOf({ SMTP_URL: "smtp://mail.example", MAIL_FROM: "a@b.example" })).toEqual([]);
});

it("without PUBLIC_URL it says both addresses that a provider has to know, the console's on localhost", () => {
  const [, line] = linesOf(OIDC);
  expect(line).toContain("http://127.0.0.1:8787/sign-in/callback/oidc");
  expect(line).toContain("http://localhost:8787/sign-in/callback/oidc");
  expect(linesOf({ ...OIDC, PUBLIC_URL: "https://talk.example.org" })).toHaveLength(1);
});
