declare module "*.css?inline" {
  const css: string;
  export default css;
}
/** path of the panel below the loader, with its content hash: defined by build.mjs */
declare const PANEL_PATH: string;
