import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";

/** So many builds before this one are still served: to pages that are open, and to those that have pinned one. */
const KEPT = 10;

const list = (folder) => readdir(folder).catch(() => []);

/** Makes room for a build at `dist/v/`: what lay there goes to `dist/kept/`, and the oldest there goes for good. */
export const keepEarlier = async (dist, folder) => {
  const [now, kept] = [join(dist, "v"), join(dist, "kept")];
  await mkdir(kept, { recursive: true });
  for (const name of await list(now)) {
    await rm(join(kept, name), { recursive: true, force: true });
    await rename(join(now, name), join(kept, name));
  }
  await mkdir(now, { recursive: true });
  await rm(join(kept, basename(folder)), { recursive: true, force: true });
  const dated = await Promise.all(
    (await list(kept)).map(async (name) => ({ name, made: (await stat(join(kept, name))).mtimeMs })),
  );
  // a build is two folders: the panel's and the loader's
  const old = dated.toSorted((a, b) => b.made - a.made).slice(2 * KEPT);
  await Promise.all(old.map(({ name }) => rm(join(kept, name), { recursive: true, force: true })));
};
