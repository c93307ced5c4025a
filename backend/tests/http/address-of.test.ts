import { expect, it } from "vitest";
import { addressOf } from "../../src/http/address-of.ts";
import { useTestWorld } from "../test-world.ts";

it.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["not an address", "not an address"],
  [undefined, "unknown"],
])("%s counts as %s", (ip, counted) => {
  expect(addressOf({ ip })).toBe(counted);
});

const world = await useTestWorld({ TRUST_PROXY: "1", CLAIMS_PER_MINUTE: "20" });
it("whoever draws addresses from one network is counted as one", async () => {
  const preview = (address: string) =>
    world.call("POST", "/v1/invitations/preview", { token: "x" }, { "x-forwarded-for": address });
  const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => preview(`2001:db8:7:7::${at.toString(16)}`)));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  expect((await preview("2001:db8:7:8::1")).status).toBe(422);
});
