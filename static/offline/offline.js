// The program that needs no server: one page opened from disk, with everything in it. It hands the
// parts in it to the vault as the wizard does, and saves what comes out as a file of codes
// (`ondevice.listing`). There is no way to the network from here, so nothing is asked of it.
const byId = (id) => document.getElementById(id);
const texts = JSON.parse(byId("texts").textContent);
const place = byId("vault-place");
let signals = [];

// What was pressed together to make the file smaller: gzip, in base64.
async function unpack(element) {
  const packed = Uint8Array.from(atob(element.textContent.trim()), (letter) =>
    letter.charCodeAt(0),
  );
  const stream = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function unpackAll(which) {
  const found = {};
  for (const element of document.querySelectorAll(`[data-${which}]`)) {
    found[element.dataset[which]] = await unpack(element);
    element.remove();
  }
  return found;
}

const fire = (name, detail) =>
  document.dispatchEvent(new CustomEvent(name, { detail }));

function wanted() {
  const asked = location.hash.slice(1);
  if (asked in texts) return asked;
  const base = (tag) => tag.split("-")[0];
  const near = (tag) => (code) => code === tag || base(code) === base(tag);
  const codes = Object.keys(texts);
  return [...navigator.languages, "en"]
    .map((tag) => codes.find(near(tag)))
    .find(Boolean);
}

function dress(code) {
  const { name, dir, words } = texts[code];
  Object.assign(document.documentElement, { lang: code, dir });
  for (const element of document.querySelectorAll("[data-text]"))
    element.textContent = words[element.dataset.text] ?? "";
  for (const step of words.steps) {
    const item = document.createElement("li");
    item.textContent = step;
    byId("steps").append(item);
  }
  for (const [other, told] of Object.entries(texts)) {
    const link = document.createElement("a");
    Object.assign(link, { href: `#${other}`, lang: other, dir: told.dir });
    link.textContent = told.name;
    if (other === code) link.ariaCurrent = "true";
    // The words inside the frame are handed in once: another language is another start.
    link.onclick = () => setTimeout(() => location.reload());
    byId("languages").append(link);
  }
  place.dataset.texts = JSON.stringify(texts[code].vault);
  place.dataset.title = name;
}

const bare = ({ type, value }) =>
  type === "vpdq"
    ? JSON.parse(value)
        .map((frame) => frame.replaceAll(",", "/"))
        .join(";")
    : value;

async function listing() {
  const lines = signals.map(
    (one) =>
      `${one.item} ${one.type} ${one.variant} ${one.quality} ${bare(one)}\n`,
  );
  const head = `stillmine-signals 1\n${lines.join("")}`;
  const bytes = new TextEncoder().encode(head);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = Array.from(new Uint8Array(digest), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return `${head}end ${hex.join("")}\n`;
}

byId("save").onclick = async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob([await listing()], { type: "text/plain" }),
  );
  link.download = "codes.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  byId("saved").textContent = texts[document.documentElement.lang].words.saved;
};
document.addEventListener("signals:changed", ({ detail }) => {
  ({ signals } = detail);
  byId("save").disabled = detail.busy || !signals.length;
  byId("saved").textContent = "";
});
document.addEventListener("vault:ready", async () =>
  fire("vault:later", { parts: await unpackAll("later") }),
);

async function start() {
  dress(wanted());
  place.dataset.document = new TextDecoder().decode(
    await unpack(byId("vault")),
  );
  await import("../js/vault-host.js");
  await import("../js/vault-signals.js");
  fire("vault:parts", { parts: await unpackAll("part") });
}

start();
