// Runs in a classic blob worker inside the vault, where the runtime and all pixels are: no network,
// no document, no storage. It gets files, opens them with the browser's own decoders, shows their
// pixels strip by strip to Python (`ondevice.job`), and says one line of text about each. Parts that
// only some files need come later than the others, and are started when the first such file comes.
const MEGA = 1_000_000;
const HEAD = 65_536;
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_WHOLE = 32 * 1024 * 1024;
const MAX_PIXELS = 100 * MEGA;
const MAX_LISTING = 1024 * 1024;
// Pixels held at once: two photos of an ordinary size, or a single one that is larger.
const ROOM = 32 * MEGA;
const STRIP_PIXELS = MEGA / 4;
// A side of fewer pixels has no hash.
const SMALLEST = 5;
const PREVIEW = 160;
const BREATH = 40;
const NO_CHANGE = { colorSpaceConversion: "none" };

const IMAGES = ["jpeg", "png", "webp", "avif", "gif", "bmp", "heic"];
const MOVING = ["gif", "webp"];
const PATIENCE = 30_000;

let python;
let isWorking = false;
let held = 0;
let letIn = () => {};
const queue = [];
const underWay = new Set();
const cancelled = new Set();
const extras = new Map(); // the later parts, by name
const waiting = new Set();

class Refused extends Error {}

// What nobody caught is told to the vault, which then puts the spare worker in our place.
addEventListener("unhandledrejection", ({ reason }) => reportError(reason));

onmessage = async ({ data }) => {
  if (data.parts) await start(data.parts);
  else if (data.extra) arrive(data.extra, data.bytes);
  else if (data.cancel) cancel(data.cancel);
  else enqueue(data);
};

// Pyodide asks for two files by `fetch`, and gets them from memory; there is nothing else to ask.
async function start(parts) {
  const memory = {
    "vault:/pyodide.asm.wasm": ["application/wasm", "pyodide.asm.wasm"],
    "vault:/python_stdlib.zip": ["application/zip", "python_stdlib.zip"],
  };
  globalThis.fetch = async (address) => {
    const [type, name] = memory[String(address)] ?? [];
    if (!name) throw new TypeError("there is no network here");
    return new Response(parts[name], { headers: { "content-type": type } });
  };
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
    [load(parts["pyodide.mjs"]), load(parts["pyodide.asm.mjs"])],
  );
  performance.mark("python"); // what the bench reads
  const pyodide = await loadPyodide({
    indexURL: "vault:/",
    stdLibURL: "vault:/python_stdlib.zip",
    packageBaseUrl: "vault:/",
    lockFileContents: new TextDecoder().decode(parts["lock.json"]),
    createPyodideModule,
    enableRunUntilComplete: false,
  });
  performance.measure("loadPyodide", "python");
  pyodide.unpackArchive(parts["ondevice.whl"], "wheel");
  python = pyodide.pyimport("ondevice.job");
  postMessage("ready");
}

async function load(bytes) {
  const address = URL.createObjectURL(
    new Blob([bytes], { type: "text/javascript" }),
  );
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function arrive(name, bytes) {
  extras.set(name, { bytes });
  for (const look of waiting) look();
}

// A part that has not come yet is waited for, but not for ever.
async function extra(name) {
  if (!extras.has(name)) {
    await new Promise((resolve) => {
      waiting.add(() => extras.has(name) && resolve());
      setTimeout(resolve, PATIENCE);
    });
  }
  const part = extras.get(name);
  if (!part) throw new Refused("not-loaded");
  return part;
}

async function extraModule(name) {
  const part = await extra(name);
  part.module ??= load(part.bytes);
  return part.module;
}
