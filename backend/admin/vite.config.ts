import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/admin/",
  plugins: [preact()],
  // The console's CSP allows no data: but images, and no inline style or script: everything is a file of its own.
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, target: "es2022", modulePreload: false },
});
