// Keeps the vault. The page has the network and never the files; the frame has the files and never
// the network. What comes out of it is lines of text: this module takes those about the frame, and
// hands the others on as `vault:line` to vault-signals.js. In the page: #vault-place, and in it
// [data-vault-wait] for the time until the frame is ready; anywhere [data-vault-problem="CODE"].
const place = document.getElementById("vault-place");
const STEPS = ["choose-files", "add-images"];
const ENDS = ["receipt", "under-18", "for-supporters"];
const HEIGHT_STEP = 32;
const LITTLE = 6; // steps
const HELLO_WITHIN = 5_000; // of the frame's load, which comes after its script has run
const READY_WITHIN = 90_000;
const TICK = 5_000;
const LOST_AFTER = 4; // ticks without a word; counted, because a phone may have slept
const LINE =
  /^(?:(ready)|(leave)|alive|problem (download|tampered|start|crashed)|height ([1-9]\d?|[1-3]\d\d|400))$/;

const frame = document.createElement("iframe");
let port, inner, parts, problem, patience;
let isReady = false;
let isWhole = false; // nothing more will be asked of the network before Send
let silence = 0;
let tallest = 0;

const fire = (name, detail) =>
  document.dispatchEvent(new CustomEvent(name, { detail }));

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
  setInterval(ask, TICK);
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
  silence = 0;
  const found = LINE.exec(line);
  if (!found) return fire("vault:line", { line });
  const [, ready, leave, trouble, height] = found;
  if (ready) welcome();
  if (leave) fire("leave:now");
  if (trouble) fail(trouble);
  if (height) grow(Number(height));
}

// What a file that is ready gives back is left as it is: a button must not move under a finger.
function grow(steps) {
  if (steps < tallest && tallest - steps < LITTLE) return;
  tallest = steps;
  frame.style.height = `${steps * HEIGHT_STEP}px`;
}

function welcome() {
  isReady = true;
  clearTimeout(patience);
  show();
  fire("vault:ready");
}

// No browser tells a page that the process of a frame has died, so the frame is asked.
function ask() {
  if (!isReady) return;
  port.postMessage("alive?");
  silence += 1;
  if (silence > LOST_AFTER) lose();
}

function lose() {
  isReady = false;
  fire("vault:line", { line: "left 0" });
  fail("crashed");
}

function fail(code) {
  problem = code;
  show();
}

// Called at every step: the words of a problem are part of the step that is shown.
function show() {
  const main = document.getElementById("main");
  const { step, vault } = main.dataset;
  if (ENDS.includes(step) || vault === "clear") {
    fire("vault:clear");
    port?.postMessage("clear");
  }
  const isLost = Boolean(problem) && !isReady;
  place.hidden = isLost || !STEPS.includes(step);
  frame.hidden = !isReady;
  for (const wait of place.querySelectorAll("[data-vault-wait]"))
    wait.hidden = isReady;
  for (const words of main.querySelectorAll("[data-vault-whole]"))
    words.hidden = !(isWhole && isReady);
  for (const words of main.querySelectorAll("[data-vault-problem]")) {
    words.hidden = words.dataset.vaultProblem !== problem;
  }
}

function start() {
  frame.name = "vault";
  frame.title = place.dataset.title ?? "";
  frame.sandbox = "allow-scripts";
  frame.allow = "";
  frame.referrerPolicy = "no-referrer";
  // The offline program has it in itself.
  if (place.dataset.document) frame.srcdoc = place.dataset.document;
  else frame.src = place.dataset.src;
  frame.onload = () => expect("refused", HELLO_WITHIN);
  addEventListener("message", greet);
  addEventListener("pagehide", () => {
    fire("vault:clear");
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
  document.addEventListener("vault:later", ({ detail: { parts: later } }) =>
    port?.postMessage({ later }, Object.values(later)),
  );
  document.addEventListener("vault:whole", () => {
    isWhole = true;
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
