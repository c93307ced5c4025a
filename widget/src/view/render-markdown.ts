import * as smd from "streaming-markdown";
type IsAllowed = (href: string) => boolean;

const TAGS: Readonly<Record<number, string>> = {
  [smd.PARAGRAPH]: "p",
  [smd.BLOCKQUOTE]: "blockquote",
  [smd.LINE_BREAK]: "br",
  [smd.RULE]: "hr",
  [smd.LIST_UNORDERED]: "ul",
  [smd.LIST_ORDERED]: "ol",
  [smd.LIST_ITEM]: "li",
  [smd.ITALIC_AST]: "em",
  [smd.ITALIC_UND]: "em",
  [smd.STRONG_AST]: "strong",
  [smd.STRONG_UND]: "strong",
  [smd.STRIKE]: "s",
  [smd.CODE_INLINE]: "code",
  [smd.CODE_BLOCK]: "pre",
  [smd.CODE_FENCE]: "pre",
  [smd.TABLE]: "table",
  [smd.TABLE_ROW]: "tr",
  [smd.TABLE_CELL]: "td",
  [smd.LINK]: "a",
  [smd.RAW_URL]: "a",
  // headings speak like the rest: they must not enter the host page's outline
  [smd.HEADING_1]: "p",
  [smd.HEADING_2]: "p",
  [smd.HEADING_3]: "p",
  [smd.HEADING_4]: "p",
  [smd.HEADING_5]: "p",
  [smd.HEADING_6]: "p",
};

/** Words may begin with thousands of marks: what would be nested deeper stands where it is. Browsers give up on deep trees. */
const DEEPEST = 16;

/** Makes real nodes only, never markup from text: no images, links by allow-list. */
const createRenderer = (root: HTMLElement, isAllowedLink: IsAllowed): smd.Renderer<HTMLElement[]> => ({
  data: [root],
  add_token: (path, token) => {
    if (token === smd.DOCUMENT) return;
    const last = path.at(-1);
    if (last && path.length > DEEPEST) {
      path.push(last);
      return;
    }
    const node = document.createElement(TAGS[token] ?? "span");
    last?.append(node);
    path.push(node);
  },
  end_token: (path) => {
    if (path.length > 1) path.pop();
  },
  add_text: (path, text) => {
    const last = path.at(-1)?.lastChild;
    // one text node grows, rather than one more for every token
    if (last instanceof Text) last.appendData(text);
    else path.at(-1)?.append(text);
  },
  set_attr: (path, name, value) => {
    const node = path.at(-1);
    // what stands beside the fence: the name of a language, or words
    if (name === smd.LANG) node?.append(`${value}\n`);
    if (name !== smd.HREF || node?.localName !== "a" || !isAllowedLink(value)) return;
    node.setAttribute("href", value);
    node.setAttribute("rel", "noopener noreferrer");
    node.setAttribute("target", "_blank");
  },
});

/** Whether the end of the text is not to be read: what looks like a link and never ends takes in all that follows. */
const isCutOff = (root: HTMLElement, text: string): boolean => {
  const words = text.replaceAll(/\]\([^)\s]*\)/g, "]").match(/[\p{L}\p{N}]+/gu);
  return !(root.textContent ?? "").includes(words?.at(-1) ?? "");
};

export type MarkdownWriter = {
  /** shows `text`; where it only grew, only the new end is parsed and appended */
  write: (text: string, ended: boolean) => void;
};

/** @param isAllowedLink whether a link may be followed; what it refuses stays as words */
export const createMarkdownWriter = (root: HTMLElement, isAllowedLink: IsAllowed): MarkdownWriter => {
  // plain words that stood in for it
  root.replaceChildren();
  let written = "";
  let closed = false;
  let parser = smd.parser(createRenderer(root, isAllowedLink));
  return {
    write: (text, ended) => {
      if (closed ? text !== written : !text.startsWith(written)) {
        root.replaceChildren();
        parser = smd.parser(createRenderer(root, isAllowedLink));
        written = "";
        closed = false;
      }
      if (closed) return;
      try {
        smd.parser_write(parser, text.slice(written.length));
        // a fence takes the rest of its line in once the line ends
        if (ended) smd.parser_write(parser, "\n");
        if (ended) smd.parser_end(parser);
        if (ended && isCutOff(root, text)) root.replaceChildren(text);
      } catch {
        // nested deeper than the parser can hold: the words matter, not their shape
        root.replaceChildren(text);
      }
      written = text;
      closed = ended;
    },
  };
};
