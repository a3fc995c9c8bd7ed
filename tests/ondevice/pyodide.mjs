// Hashes raw pictures in Pyodide, from the parts that are shipped and the way the worker does it.
// Arguments: the built folder, a JSON file [[path, width, height, orientation], ...] of RGBA bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [built, list] = process.argv.slice(2);
const { runtime } = JSON.parse(readFileSync(join(built, "manifest.json")));
const place = (name) => join(built, runtime[name].path);
const { loadPyodide } = await import(pathToFileURL(place("pyodide.mjs")));
const { default: createPyodideModule } = await import(
  pathToFileURL(place("pyodide.asm.mjs"))
);
const before = performance.now();
const pyodide = await loadPyodide({
  indexURL: join(built, runtime["pyodide.asm.wasm"].path, ".."),
  stdLibURL: place("python_stdlib.zip"),
  lockFileContents: readFileSync(place("lock.json"), "utf8"),
  createPyodideModule,
  enableRunUntilComplete: false,
});
pyodide.unpackArchive(
  new Uint8Array(readFileSync(place("ondevice.whl"))),
  "wheel",
);
const started = performance.now() - before;
const job = pyodide.pyimport("ondevice.job");
const results = [];
for (const [path, width, height, orientation] of JSON.parse(
  readFileSync(list),
)) {
  const pixels = new Uint8ClampedArray(readFileSync(path));
  const begin = performance.now();
  const rows = Math.max(1, Math.floor(250_000 / width));
  const one = job.Job(width, height, orientation, rows);
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    one.feed(pixels.subarray(4 * width * y, 4 * width * (y + count)), count);
  }
  results.push([one.finish() ?? null, performance.now() - begin]);
  one.close();
}
console.log(JSON.stringify({ started, results }));
process.exit(0);
