/**
 * A prompt with a heading in it, and where to write below it: where the heading stands already, the end of what is below it;
 * else it is put at the end with its first words.
 */
export const withHeading = (prompt: string, heading: string, below: string): { content: string; at: number } => {
  const lines = `## ${heading}`;
  const start = prompt.split("\n").includes(lines) ? prompt.indexOf(lines) : -1;
  if (start === -1) {
    const before = prompt.trimEnd();
    const content = `${before}${before === "" ? "" : "\n\n"}${lines}\n${below}`;
    return { content, at: content.length };
  }
  const next = prompt.indexOf("\n## ", start + lines.length);
  const end = next === -1 ? prompt.length : next;
  return { content: prompt, at: prompt.slice(0, end).trimEnd().length };
};
