// npm run mutation: breaks what must not be wrong piece by piece and looks whether its tests notice; docs/mutation.md says how, and
// what came out. Results are kept in .build/mutation: a run that was stopped goes on with the group it was at.
//   npm run mutation -- reaping log   these groups alone
//   npm run mutation -- fresh         begins anew
import { capture, inRoot, runScript } from "./workspace.mjs";
import { generate, install } from "./prepare.mjs";

await runScript(async () => {
  await install({ mutation: true });
  await generate();
});
const args = ["--import", "tsx", inRoot("backend/mutation/main.ts"), ...process.argv.slice(2)];
const { code } = await capture({ command: process.execPath, args }, { show: true });
process.exit(code);
