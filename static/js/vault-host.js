// Keeps the vault. The page has the network and never the files; the frame has the files and never
// the network. What comes out of it is lines of text of one strict grammar, checked here once more.
// In the page: #vault-place, with [data-vault-wait] for the time until the frame is ready.
const place = document.getElementById("vault-place");
const STEPS = ["choose-files", "add-images"];
const ENDS = ["receipt", "under-18", "for-supporters"];
const HEIGHT_STEP = 32;
const MAX_SIGNALS = 12;
const HELLO_WITHIN = 5_000; // of the frame's load, which comes after its script has run
const READY_WITHIN = 90_000;
const SIGNAL = "pdq (stored|upright|white|black) ([5-9]\\d|100) ([0-9a-f]{64})";
const LINE = new RegExp(
  "^(?:ready|leave|problem (download|tampered|start|crashed)" +
    "|left (\\d\\d?|100)|height ([1-9]\\d?|[1-3]\\d\\d|400)" +
    "|file ([1-9]\\d?|100) (hashing|gone|refused|done)( [ ,0-9a-z]+)?)$",
);

const frame = document.createElement("iframe");
const byItem = new Map();
const refused = new Set();
let port, inner, parts, problem, patience;
let left = 0;
let isReady = false;

// A failed start is final: behind the lock no frame loads again, only the whole page does.
function expect(code, within) {
  clearTimeout(patience);
  if (!isReady) patience = setTimeout(() => fail(code), within);
}

function greet({ source, origin, data }) {
  const isOurs = source === frame.contentWindow && origin === "null";
  if (!isOurs || data !== "vault-hello" || port) return;
  clearTimeout(patience);
  frame.onload = null;
  const lock = document.createElement("meta");
  lock.httpEquiv = "Content-Security-Policy";
  lock.content = "frame-src 'none'; child-src 'none'";
  document.head.append(lock);
  ({ port1: port, port2: inner } = new MessageChannel());
  port.onmessage = ({ data: line }) => typeof line === "string" && take(line);
  port.onclose = () => fail("crashed");
  handIn();
}

function handIn() {
  if (!inner || !parts) return;
  const { lang, dir } = document.documentElement;
  const { texts = "{}", colours = "{}" } = place.dataset;
  const words = { texts: JSON.parse(texts), colours: JSON.parse(colours) };
  frame.contentWindow.postMessage({ parts, lang, dir, ...words }, "*", [
    inner,
    ...Object.values(parts),
  ]);
  inner = undefined;
  expect("start", READY_WITHIN);
}

function take(line) {
  const found = LINE.exec(line);
  if (!found) return;
  const [, trouble, rest, height, item, state, signals] = found;
  if (line === "leave") document.dispatchEvent(new CustomEvent("leave:now"));
  if (line === "ready") welcome();
  if (trouble) fail(trouble);
  if (height) frame.style.height = `${height * HEIGHT_STEP}px`;
  if (rest) left = Number(rest);
  if (item) note(Number(item), state, signals);
  if (rest || item) announce();
}

function welcome() {
  isReady = true;
  clearTimeout(patience);
  show();
}

function note(item, state, text) {
  byItem.delete(item);
  refused.delete(item);
  if (state === "refused") refused.add(item);
  if (state !== "done") return;
  const signals = parse(item, text ?? "");
  if (signals) byItem.set(item, signals);
}

// All signals of one file, or none: a line that breaks the grammar anywhere is not repaired.
function parse(item, text) {
  const one = new RegExp(`^${SIGNAL}$`);
  const found = text
    .slice(1)
    .split(",")
    .map((signal) => one.exec(signal));
  if (found.length > MAX_SIGNALS || !found.every(Boolean)) return undefined;
  if (new Set(found.map(([, variant]) => variant)).size < found.length)
    return undefined;
  return found.map(([, variant, quality, value]) => {
    return { type: "pdq", value, quality: Number(quality), item, variant };
  });
}

function announce() {
  const signals = [...byItem.keys()]
    .sort((a, b) => a - b)
    .flatMap((item) => byItem.get(item));
  const detail = {
    signals,
    items: byItem.size,
    busy: left > 0,
    refused: refused.size,
  };
  document.dispatchEvent(new CustomEvent("signals:changed", { detail }));
  if (byItem.size || left) document.documentElement.dataset.unsaved = "yes";
  else delete document.documentElement.dataset.unsaved;
}

function fail(code) {
  problem = code;
  show();
}

// Called at every step: the words of a problem are part of the step that is shown.
function show() {
  const main = document.getElementById("main");
  const { step, vault } = main.dataset;
  if (ENDS.includes(step) || vault === "clear") clear();
  place.hidden = !STEPS.includes(step) || (problem && !isReady);
  frame.hidden = !isReady;
  for (const wait of place.querySelectorAll("[data-vault-wait]"))
    wait.hidden = isReady;
  for (const words of main.querySelectorAll("[data-vault-problem]")) {
    words.hidden = words.dataset.vaultProblem !== problem;
  }
}

function clear() {
  byItem.clear();
  refused.clear();
  left = 0;
  port?.postMessage("clear");
  announce();
}

function start() {
  frame.name = "vault";
  frame.title = place.dataset.title ?? "";
  frame.sandbox = "allow-scripts";
  frame.allow = "";
  frame.referrerPolicy = "no-referrer";
  frame.src = place.dataset.src;
  frame.onload = () => expect("refused", HELLO_WITHIN);
  addEventListener("message", greet);
  addEventListener("pagehide", () => {
    byItem.clear();
    frame.remove();
  });
  // A file that misses the frame must not open in the place of the page.
  for (const name of ["dragover", "drop"]) {
    addEventListener(name, (event) => event.preventDefault());
  }
  document.addEventListener("vault:parts", ({ detail }) => {
    ({ parts } = detail);
    if (problem === "download" || problem === "tampered") problem = undefined;
    handIn();
    show();
  });
  document.addEventListener("vault:problem", ({ detail }) => fail(detail.code));
  document.addEventListener("vault:progress", ({ detail }) => {
    for (const bar of place.querySelectorAll("[data-vault-wait] progress"))
      bar.value = detail.percent;
  });
  document.addEventListener("step:shown", show);
  frame.hidden = true;
  place.append(frame);
  show();
}

if (place && typeof WebAssembly === "object" && crypto.subtle) start();
else if (place) fail("no-wasm");
