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

/** Makes real nodes only, never markup from text: no images, links by allow-list. */
const createRenderer = (root: HTMLElement, isAllowedLink: IsAllowed): smd.Renderer<HTMLElement[]> => ({
  data: [root],
  add_token: (path, token) => {
    if (token === smd.DOCUMENT) return;
    const node = document.createElement(TAGS[token] ?? "span");
    path.at(-1)?.append(node);
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
    if (name !== smd.HREF || node?.localName !== "a" || !isAllowedLink(value)) return;
    node.setAttribute("href", value);
    node.setAttribute("rel", "noopener noreferrer");
    node.setAttribute("target", "_blank");
  },
});

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
        if (ended) smd.parser_end(parser);
      } catch {
        // nested deeper than the parser can hold: the words matter, not their shape
        root.replaceChildren(text);
      }
      written = text;
      closed = ended;
    },
  };
};
