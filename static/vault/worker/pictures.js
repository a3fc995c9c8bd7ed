// Opening pictures: what a file is, and its pixels by the browser's own decoders, or libheif's.

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
