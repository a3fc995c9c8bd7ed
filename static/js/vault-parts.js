// Fetches the parts of the vault's runtime in the background, from the first step on, and hands
// them over as `vault:parts`. Once they are at work it fetches those that only some files need, and
// hands them over as `vault:later`: nobody can tell from here what kind of file was chosen. Their addresses hold their digests, so a second visit takes them
// from the browser's own cache. The digests are checked here to find a broken download early; the
// check that counts is the vault's own.
const place = document.getElementById("vault-place");
const PAUSES = [1_000, 4_000, 16_000];
const LONG_PAUSE = 30_000;

const fire = (name, detail) =>
  document.dispatchEvent(new CustomEvent(name, { detail }));
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function load(part, count, cache) {
  const answer = await fetch(part.url, {
    cache,
    credentials: "omit",
    priority: "low",
  });
  if (!answer.ok) throw new Error("download");
  const bytes = new Uint8Array(part.bytes);
  let at = 0;
  for await (const chunk of chunks(answer.body)) {
    if (at + chunk.length > bytes.length) throw new Error("tampered");
    bytes.set(chunk, at);
    at += chunk.length;
    count(at);
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const found = btoa(String.fromCharCode(...new Uint8Array(digest)));
  if (`sha256-${found}` !== part.integrity) throw new Error("tampered");
  return bytes.buffer;
}

// Safari cannot yet loop over a stream by itself.
async function* chunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

// Tries until it is there: a phone that loses its network for a while must not lose its answers.
async function loadPatiently(part, count, lose) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await load(part, count, tries ? "reload" : "default");
    } catch (error) {
      const code = error.message === "tampered" ? "tampered" : "download";
      if (tries >= PAUSES.length) lose(code);
      await pause(PAUSES[tries] ?? LONG_PAUSE);
    }
  }
}

async function loadAll(wanted) {
  const total = wanted.reduce((sum, part) => sum + part.bytes, 0);
  const loaded = new Map();
  const count = (name) => (bytes) => {
    loaded.set(name, bytes);
    const sum = [...loaded.values()].reduce((a, b) => a + b, 0);
    fire("vault:progress", { percent: Math.floor((100 * sum) / total) });
  };
  const parts = await Promise.all(
    wanted.map(async (part) => [
      part.name,
      await loadPatiently(part, count(part.name), (code) =>
        fire("vault:problem", { code }),
      ),
    ]),
  );
  fire("vault:parts", { parts: Object.fromEntries(parts) });
}

// Without a later part most files can still be hashed: the vault says so of those that cannot.
async function loadLater() {
  const ignore = () => {};
  for (const part of JSON.parse(place.dataset.later ?? "[]")) {
    const bytes = await loadPatiently(part, ignore, ignore);
    fire("vault:later", { parts: { [part.name]: bytes } });
  }
  fire("vault:whole");
}

// By then every module of the page listens.
if (place && typeof WebAssembly === "object" && crypto.subtle) {
  addEventListener("DOMContentLoaded", () => {
    loadAll(JSON.parse(place.dataset.parts));
    document.addEventListener("vault:ready", loadLater, { once: true });
  });
}
