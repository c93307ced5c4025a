import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const ways = [
  { ending: ".br", pack: promisify(brotliCompress), options: { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } } },
  { ending: ".gz", pack: promisify(gzip), options: { level: 9 } },
];

/** Puts beside each script and style sheet of a folder what goes over the wire in its place: packed once, as tightly as can be. */
export const packFiles = async (folder) => {
  const names = (await readdir(folder)).filter((name) => /\.(?:js|css)$/.test(name));
  await Promise.all(
    names.flatMap((name) =>
      ways.map(async ({ ending, pack, options }) => {
        const path = join(folder, name);
        await writeFile(path + ending, await pack(await readFile(path), options));
      }),
    ),
  );
};
