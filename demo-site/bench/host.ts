import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { PEERS } from "./fetch-peers.mjs";
import { TOKENS, TOKENS_A_SECOND, tokenAt } from "./upstream.ts";

export const MESSAGES = 1_000;
export type Host = { url: string; close: () => void };

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A host page</title><meta name="viewport" content="width=device-width">${head}<h1>A host page</h1><p>Words of its own.</p>${body}`;

const at = (name: keyof typeof PEERS, file: string): string => `/peers/${name}/${PEERS[name].version}/dist/${file}`;
const n8n = (options: string): string =>
  page(
    `<link href="${at("@n8n/chat", "style.css")}" rel="stylesheet">`,
    `<script type="module">import { createChat } from "${at("@n8n/chat", "chat.bundle.es.js")}"; createChat({ ${options} });</script>`,
  );
/** Two of them share the messages, and each has a stream of its own: deep-chat has one at a time. */
const twoDeepChats = page(
  `<style>deep-chat { display: inline-block; width: 45vw !important; height: 600px !important; }</style>`,
  `<deep-chat></deep-chat><deep-chat></deep-chat><script type="module">
    import "${at("deep-chat", "deepChat.bundle.js")}";
    const history = Array.from({ length: ${MESSAGES / 2} }, (_, n) => ({
      role: n % 2 ? "ai" : "user",
      text: n % 2 ? "Answer " + n + ". **We looked at that**, and there are other houses too: yours is not the only one that waits. I will see what can be done this week." : "What I said " + n + ", at some length, so that it takes more than a line of its own.",
    }));
    const words = ${JSON.stringify(Array.from({ length: TOKENS }, (_, index) => tokenAt(index)))};
    window.ended = 0;
    for (const chat of document.querySelectorAll("deep-chat")) {
      chat.history = history;
      chat.connect = { stream: true, handler: (_body, signals) => {
        signals.onOpen();
        const began = performance.now();
        let sent = 0;
        // as our server does it: what came in 25 ms goes together
        const turn = setInterval(() => {
          const due = Math.min(words.length, Math.floor((performance.now() - began) / 1000 * ${TOKENS_A_SECOND}));
          if (due > sent) signals.onResponse({ text: words.slice(sent, due).join("") });
          sent = due;
          if (sent < words.length) return;
          clearInterval(turn);
          signals.onClose();
          window.ended += 1;
        }, 25);
      } };
    }
    window.say = () => { for (const chat of document.querySelectorAll("deep-chat")) chat.submitUserMessage({ text: "Which day could somebody come?" }); };
  </script>`,
);

const pagesFor = (api: string): Record<string, string> => ({
  "/empty": page("", ""),
  "/ours": page("", `<script async src="${api}/widget.js" data-site="demo"></script>`),
  "/deep-chat": page(
    "",
    `<script type="module" src="${at("deep-chat", "deepChat.bundle.js")}"></script><deep-chat></deep-chat>`,
  ),
  "/typebot": page(
    "",
    `<script type="module">import Typebot from "${at("@typebot.io/js", "web.js")}"; Typebot.initBubble({ typebot: "bench", apiHost: location.origin });</script>`,
  ),
  "/n8n": n8n(`webhookUrl: "/n8n-empty", initialMessages: []`),
  "/n8n-long": n8n(`webhookUrl: "/n8n-full", initialMessages: [], enableStreaming: true`),
  "/deep-chat-long": twoDeepChats,
});

const TYPES: Record<string, string> = { ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css" };
const json = (response: ServerResponse, body: object): void => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
};

/** The webhook that n8n's widget talks to: what was said before, and an answer at our upstream's pace. */
const answerN8n = (response: ServerResponse, asked: string, full: boolean): void => {
  if (asked.includes("loadPreviousSession")) {
    const said = Array.from({ length: full ? MESSAGES : 0 }, (_, n) => ({
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", n % 2 ? "AIMessage" : "HumanMessage"],
      kwargs: {
        content:
          n % 2
            ? `Answer ${n}. **We looked at that**, and there are other houses too: yours is not the only one that waits. I will see what can be done this week.`
            : `What I said ${n}, at some length, so that it takes more than a line of its own.`,
        additional_kwargs: {},
      },
    }));
    return json(response, { data: said });
  }
  const metadata = { nodeId: "bench", nodeName: "bench", timestamp: 0, runIndex: 0, itemIndex: 0 };
  const write = (type: string, content?: string): void =>
    void response.write(`${JSON.stringify({ type, content, metadata })}\n`);
  response.setHeader("content-type", "application/json; charset=utf-8");
  write("begin");
  const began = performance.now();
  let sent = 0;
  const turn = setInterval(() => {
    const due = Math.min(TOKENS, Math.floor(((performance.now() - began) / 1_000) * TOKENS_A_SECOND));
    if (due > sent) write("item", Array.from({ length: due - sent }, (_, index) => tokenAt(sent + index)).join(""));
    sent = due;
    if (sent < TOKENS) return;
    clearInterval(turn);
    write("end");
    response.end();
  }, 25);
};

/** A host site with a page for each contender, their files beside it, compressed and kept as a CDN's are. */
export const startHost = async (api: string, peers: string): Promise<Host> => {
  const pages = pagesFor(api);
  const packed = new Map<string, Buffer>();
  const pack = async (path: string): Promise<Buffer> => {
    const kept = packed.get(path) ?? gzipSync(await readFile(join(peers, normalize(path))), { level: 9 });
    packed.set(path, kept);
    return kept;
  };
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://host");
    const html = pages[pathname];
    if (html !== undefined) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
      return void response.end(html);
    }
    if (pathname.startsWith("/n8n-")) {
      let body = search;
      request.on("data", (part: Buffer) => (body += part.toString("utf8")));
      return void request.on("end", () => answerN8n(response, body, pathname === "/n8n-full"));
    }
    if (!pathname.startsWith("/peers/")) {
      response.statusCode = 404;
      return void response.end();
    }
    pack(pathname.slice("/peers/".length)).then(
      (bytes) => {
        const headers = { "content-encoding": "gzip", "cache-control": "public, max-age=31536000, immutable" };
        response.writeHead(200, { ...headers, "content-type": TYPES[extname(pathname)] ?? "application/octet-stream" });
        response.end(bytes);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
