// Prints the path of the Chromium that comes as a package, unpacked below TMPDIR. A process of its own: see browser.ts.
import bundled from "@sparticuz/chromium";

console.log(await bundled.executablePath());
