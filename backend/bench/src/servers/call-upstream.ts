/** The same call for each baseline: a system prompt of a scenario's length and one turn, with cache marks as ours. */
export const callUpstream = () => {
  const system = "You play one person in a practice conversation. Speak as they would. ".repeat(40);
  return {
    baseUrl: process.env["UPSTREAM_URL"] ?? "",
    url: `${process.env["UPSTREAM_URL"]}/v1/messages`,
    system,
    headers: { "content-type": "application/json", "x-api-key": "bench", "anthropic-version": "2023-06-01" },
    body: (content: string) => ({
      model: "claude-haiku-5-5",
      max_tokens: 1024,
      stream: true as const,
      system: [{ type: "text" as const, text: system, cache_control: { type: "ephemeral" as const } }],
      messages: [{ role: "user" as const, content }],
    }),
  };
};
