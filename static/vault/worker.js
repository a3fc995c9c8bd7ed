// Runs in a classic blob worker inside the vault, where the runtime and all pixels are: no network,
// no document, no storage. It gets files, opens them with the browser's own decoders, shows their
// pixels strip by strip to Python (`ondevice.job`), and says one line of text about each. Parts that
// only some files need come later than the others, and are started when the first such file comes.
"use strict";

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

function enqueue(task) {
  queue.push(task);
  if (!isWorking) work();
}

function cancel(job) {
  const at = queue.findIndex((task) => task.job === job);
  if (at >= 0) queue.splice(at, 1);
  else if (underWay.has(job)) cancelled.add(job);
}

// While one image is hashed the next one is already being opened, if both find room.
async function work() {
  isWorking = true;
  let opening = open(queue.shift());
  while (opening) {
    const opened = await opening;
    opening = queue.length ? open(queue.shift()) : undefined;
    await finish(opened);
    opening ??= queue.length ? open(queue.shift()) : undefined;
  }
  isWorking = false;
}

// Never fails: what went wrong is part of what comes back, and told in its turn.
async function open({ job, file, alter }) {
  const opened = { job, alter, pixels: 0 };
  underWay.add(job);
  try {
    const facts = await look(file);
    if (facts.kind === "video") return { ...opened, film: file };
    if (facts.kind === "listing") return { ...opened, listing: file };
    const { width, height } = facts;
    opened.pixels = await makeRoom(width && height ? width * height : ROOM);
    say(job, "hashing 0");
    if (cancelled.has(job)) return opened;
    opened.bitmap = await decode(file, facts.kind);
    opened.orientation = turnOf(facts, opened.bitmap);
  } catch (error) {
    opened.error = error;
  }
  return opened;
}

async function look(file) {
  let facts = await sniff(file.slice(0, HEAD));
  if (facts[0] === "video" || facts[0] === "listing") return { kind: facts[0] };
  if (file.size > MAX_BYTES) throw new Refused("too-large");
  // A WebP says only behind its picture that it is turned.
  if (facts[0] === "webp" && file.size <= MAX_WHOLE) facts = await sniff(file);
  const [kind, width, height, orientation] = facts;
  if (kind === "empty") throw new Refused("empty");
  if (!IMAGES.includes(kind)) throw new Refused("unsupported");
  if (width * height > MAX_PIXELS) throw new Refused("too-large");
  return { kind, width, height, orientation };
}

async function sniff(blob) {
  const facts = python.look(new Uint8Array(await blob.arrayBuffer()));
  try {
    return facts.toJs();
  } finally {
    facts.destroy();
  }
}

async function makeRoom(pixels) {
  while (held && held + pixels > ROOM) {
    await new Promise((resolve) => (letIn = resolve));
  }
  held += pixels;
  return pixels;
}

async function decode(file, kind) {
  const source = kind === "heic" ? await decodeHeic(file) : file;
  const bitmap = await createImageBitmap(source, NO_CHANGE).catch(() => {
    throw new Refused("corrupt");
  });
  try {
    allow(bitmap.width, bitmap.height);
  } catch (error) {
    bitmap.close();
    throw error;
  }
  return bitmap;
}

async function decodeHeic(file) {
  const { openHeic } = await extraModule("heic.mjs");
  const { bytes: program } = await extra("libheif.wasm");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pixels = await openHeic(bytes, program, allow);
  if (!pixels) throw new Refused("corrupt");
  return pixels;
}

function allow(width, height) {
  if (width * height > MAX_PIXELS) throw new Refused("too-large");
  if (Math.min(width, height) < SMALLEST) throw new Refused("too-small");
}

// How the browser has turned the picture. Not every browser turns every kind of file: its sides
// tell, and where they cannot, we go by what browsers do: all but WebP.
function turnOf({ kind, width, height, orientation }, bitmap) {
  const tells = orientation > 4 && width > 0 && width !== height;
  const isTurned = tells ? bitmap.width === height : kind !== "webp";
  return isTurned ? orientation : 1;
}

async function finish({ job, film, listing, bitmap, pixels, error, ...how }) {
  try {
    if (error) throw error;
    if (film) say(job, `done ${await hashFilm(job, film)}`);
    if (listing) await sayListed(job, listing);
    if (bitmap) say(job, `done ${await hash(job, bitmap, how)}`);
  } catch (reason) {
    if (!cancelled.has(job)) say(job, `refused ${codeOf(reason)}`);
  } finally {
    bitmap?.close();
    underWay.delete(job);
    cancelled.delete(job);
    held -= pixels;
    letIn();
  }
}

// What is hashed of a picture: the whole, or what the person asked for besides. Edges are in percent.
function viewOf({ width, height }, alter) {
  if (!alter?.edges) return { left: 0, top: 0, width, height };
  const [left, top, right, bottom] = alter.edges.map((edge, at) =>
    Math.round(((at % 2 ? height : width) * edge) / 100),
  );
  return {
    left,
    top,
    width: width - left - right,
    height: height - top - bottom,
  };
}

async function hash(job, bitmap, { orientation, alter }) {
  const { left, top, width, height } = viewOf(bitmap, alter);
  allow(width, height);
  const rows = Math.max(1, Math.min(height, Math.floor(STRIP_PIXELS / width)));
  const canvas = new OffscreenCanvas(width, rows);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.globalCompositeOperation = "copy";
  if (alter?.variant === "mirror") context.setTransform(-1, 0, 0, 1, width, 0);
  const hasher = python.Job(width, height, alter ? 1 : orientation, rows);
  try {
    let breath = performance.now();
    for (let y = 0; y < height; y += rows) {
      const count = Math.min(rows, height - y);
      context.drawImage(bitmap, -left, -top - y);
      hasher.feed(context.getImageData(0, 0, width, count).data, count);
      if (performance.now() - breath < BREATH) continue;
      say(job, `hashing ${Math.floor((100 * y) / height)}`);
      await breathe();
      if (cancelled.has(job)) throw new Refused("cancelled");
      breath = performance.now();
    }
    if (!alter) preview(job, bitmap);
    const signals = hasher.finish(alter?.variant ?? "");
    if (!signals) throw new Refused("quality-too-low");
    return signals;
  } finally {
    hasher.close();
    hasher.destroy();
  }
}

// A file of codes stands for several files: the first is said last, in the name of the job.
async function sayListed(job, file) {
  if (file.size > MAX_LISTING) throw new Refused("list-damaged");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, ...others] = python.read_listed(bytes)?.toJs() ?? [];
  if (!first) throw new Refused("list-damaged");
  for (const signals of others) say(job, `more ${signals}`);
  say(job, `done ${first} note list`);
}

async function hashFilm(job, file) {
  say(job, "hashing 0");
  const { hashVideo } = await extraModule("video.mjs");
  const { port1: port, port2 } = new MessageChannel();
  postMessage({ job, decoder: port2 }, [port2]);
  let told = 0;
  const check = () => {
    if (cancelled.has(job)) throw new Refused("cancelled");
  };
  const progress = (share) => {
    if (performance.now() - told < BREATH) return;
    told = performance.now();
    say(job, `hashing ${Math.floor(100 * share)}`);
  };
  const { signals, note } = await hashVideo(file, {
    python,
    port,
    check,
    progress,
  }).finally(() => port.close());
  return note ? `${signals} note ${note}` : signals;
}

// Lets messages in: somebody may have taken the file away.
function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(0);
  });
}

function preview(job, bitmap) {
  const scale = Math.min(1, PREVIEW / Math.max(bitmap.width, bitmap.height));
  const size = [bitmap.width, bitmap.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(...size);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, ...size);
  const small = canvas.transferToImageBitmap();
  postMessage({ job, preview: small }, [small]);
}

function codeOf(error) {
  if (error instanceof Refused) return error.message;
  if (error instanceof RangeError || error.type === "MemoryError")
    return "memory";
  if (error.name === "NotReadableError" || error.name === "NotFoundError")
    return "unreadable";
  return "failed";
}

function say(job, line) {
  postMessage(`${job} ${line}`);
}
