declare module "*.css?inline" {
  const css: string;
  export default css;
}
/** Where a build lies below the loader's folder; two files there, with `integrity`. Defined by build.mjs, as is what follows */
declare const FOLDER: string;
declare const EMBEDDING_FILE: readonly [name: string, integrity: string];
declare const PANEL_FILE: readonly [name: string, integrity: string];
/** `integrity` of the panel's other files, by name */
declare const FILE_SUMS: Readonly<Record<string, string>>;
