import { onTestFinished } from "vitest";
import { useRealProvider } from "../../backend/tests/sign-in/real-provider.ts";
import { type Product, startProduct } from "./product.ts";

export type Campus = Awaited<ReturnType<typeof useRealProvider>>;

/** The product with a certified OpenID provider on loopback to sign in at, whose pages cut their opener off. */
export const startWithProvider = async (
  env: Record<string, string> = {},
): Promise<{ product: Product; campus: Campus }> => {
  const campus = await useRealProvider();
  campus.accounts.set("alice", { email: "alice@campus.example", email_verified: true, name: "Alice Ames" });
  campus.accounts.set("alice-work", { email: "alice@work.example", email_verified: true, name: "Alice Ames" });
  campus.accounts.set("bob", { email: "bob@campus.example", email_verified: true, name: "Bob Bray" });
  campus.accounts.set("carol", { email: "carol@campus.example", email_verified: true, name: "Carol Crane" });
  const product = await startProduct({ env: { ...campus.env, ...env } });
  campus.serve(`${product.lines.api}/sign-in/callback/oidc`);
  return { product, campus };
};

/** Whoever the provider's screen says yes as, until the test ends. */
export const beAt = (campus: Campus, account: string): void => {
  const before = campus.screen.signsInAs;
  campus.screen.signsInAs = account;
  onTestFinished(() => {
    campus.screen.signsInAs = before;
  });
};
