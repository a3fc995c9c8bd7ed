// Runs our job in the stock Pyodide, sees which modules of the standard library that took, and
// compiles those. Arguments: the Pyodide folder, our wheel, the folder to write to.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

// Node would print the line of the bundle that failed, which is all of it.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});

const [pyodideFolder, wheel, out] = process.argv.slice(2);
const { loadPyodide } = await import(
  pathToFileURL(join(pyodideFolder, "pyodide.mjs"))
);
const pyodide = await loadPyodide();
pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
pyodide.globals.set("pixels", new Uint8ClampedArray(4 * 64 * 64).fill(255));
pyodide.globals.set("frame", {
  data: new ArrayBuffer(64 * 96),
  form: "I420",
  width: 64,
  height: 64,
  layout: [0, 64, 4096, 32, 5120, 32],
  isFullRange: false,
});
pyodide.globals.set("head", new Uint8Array([0xff, 0xd8, 0xff]));
const code = readFileSync(new URL("./stdlib.py", import.meta.url), "utf8");
for (const [name, bytes] of pyodide.runPython(code).toJs()) {
  const path = join(out, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
