import type Anthropic from "@anthropic-ai/sdk";

type Settings = Pick<Anthropic.MessageCreateParams, "thinking" | "output_config">;

/**
 * A reply of one to three sentences needs no thinking before it, and thinking tokens share `max_tokens` with the text.
 * What turns it off differs by model (Anthropic's migration guides, 2026): Sonnet 5.5 takes `between_tools` and refuses
 * `disabled`; Haiku 5.5, Sonnet 5 and Opus 5 take `disabled`; older ones do not think unless asked.
 */
export const thinkingSettings = (model: string): Settings => {
  if (model.startsWith("claude-sonnet-5-5"))
    return { thinking: { type: "between_tools" }, output_config: { effort: "low" } };
  if (/^claude-(haiku-5-5|sonnet-5|opus-5)(-\d{8})?$/.test(model))
    return { thinking: { type: "disabled" }, output_config: { effort: "low" } };
  return {};
};
