import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

const wrong = (env: Record<string, string | undefined>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

describe("settings", () => {
  it("have defaults; an empty one counts as unset", () => {
    const { config, secrets } = readConfig({ PORT: "" });
    expect(config).toMatchObject({ port: 8787, demoPort: 8788, model: "simulator", demo: true, trustProxy: false });
    expect(secrets.anthropicApiKey).toBeNull();
  });
  it("a key, or a base URL, switches to the real thing", () => {
    expect(readConfig({ ANTHROPIC_API_KEY: "k" }).config.model).toBe("anthropic");
    expect(readConfig({ ANTHROPIC_BASE_URL: "http://127.0.0.1:1" }).config.model).toBe("anthropic");
    expect(readConfig({ ANTHROPIC_API_KEY: "k", MODEL: "simulator" }).config.model).toBe("simulator");
  });
  it.each([
    [{ PORT: "eighty" }, "PORT"],
    [{ PORT: "70000" }, "PORT"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
    [{ DATABASE_URL: "postgres://x/y" }, "SECRET_KEY"],
    [{ SECRET_KEY: "short" }, "SECRET_KEY"],
    [{ MODEL: "gpt" }, "MODEL"],
    [{ MODEL: "anthropic" }, "ANTHROPIC_API_KEY"],
    [{ NODE_ENV: "production" }, "ANTHROPIC_API_KEY"],
    [{ TRUST_PROXY: "true" }, "TRUST_PROXY"],
  ])("%j is one clear line", (env, name) => {
    const line = wrong(env);
    expect(line.startsWith(name)).toBe(true);
    expect(line).not.toContain("\n");
  });
  it("production runs on the simulator only when told to, and then shows no demo", () => {
    expect(readConfig({ NODE_ENV: "production", MODEL: "simulator" }).config).toMatchObject({
      model: "simulator",
      demo: false,
    });
  });
});
