// node demo-site/e2e/screenshots.mjs [FOLDER]: pictures of every state of widget, demo site and console, of the product
// as it is built now, at three widths, light and dark. [FOLDER] console [PART]: the console's alone, or those whose name
// has that part in it. [FOLDER] languages: the widget's in every language and in forced colours.
import { tsImport } from "tsx/esm/api";

const [folder = "test-results/screenshots", what, part] = process.argv.slice(2);
if (what === "console") {
  const { takeConsolePictures } = await tsImport("./take-console-pictures.ts", import.meta.url);
  await takeConsolePictures(folder, part);
} else {
  const { takeScreenshots } = await tsImport("./take-screenshots.ts", import.meta.url);
  await takeScreenshots(folder, what === "languages");
}
