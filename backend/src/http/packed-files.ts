import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RequestHandler } from "express";

const WAYS = [
  { coding: "br", ending: ".br" },
  { coding: "gzip", ending: ".gz" },
] as const;
const FILE = /^\/(?:[\w-]+\/)*[\w-]+\.(js|css)$/;
const TYPES: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css" };

/**
 * Scripts and style sheets that the build has packed go out packed, to whoever takes that: to be mounted before what serves these folders.
 * Checksums are over what is unpacked, so they hold either way.
 */
export const packedFiles = (...folders: readonly string[]): RequestHandler => {
  /** what a build has made stays as it is; the few names that exist are looked up once */
  const found = new Set<string>();
  const isThere = (file: string): boolean => {
    if (found.has(file)) return true;
    const there = folders.some((folder) => existsSync(join(folder, file)));
    if (there) found.add(file);
    return there;
  };
  return (request, response, next) => {
    const { path } = request;
    const type = TYPES[FILE.exec(path)?.[1] ?? ""];
    if (type === undefined) return next();
    response.vary("Accept-Encoding");
    const way = WAYS.find(({ coding, ending }) => request.acceptsEncodings(coding) && isThere(path + ending));
    if (way) {
      response.type(type);
      response.setHeader("Content-Encoding", way.coding);
      request.url = request.url.replace(path, path + way.ending);
    }
    return next();
  };
};
