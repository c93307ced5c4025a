// node demo-site/e2e/staff-guide-pictures.mjs [FOLDER]: the pictures of docs/staff-guide.md, of the product as it is built now.
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";

const { takeStaffGuidePictures } = await tsImport("./take-staff-guide-pictures.ts", import.meta.url);
await takeStaffGuidePictures(process.argv[2] ?? fileURLToPath(new URL("../../docs/images/staff", import.meta.url)));
