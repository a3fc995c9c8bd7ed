// Keeps the signals that the vault has made until the person presses Send: in this page's memory
// and nowhere else. It shows all of them, whole, before anything is sent, and puts them into the
// one form that sends them.
const STEP = 16_384;
let latest = { signals: [], items: 0, busy: false, refused: 0 };

const fill = (root, name, text) => {
  for (const place of root.querySelectorAll(`[data-signal-${name}]`)) {
    const words = JSON.parse(place.dataset.texts ?? "{}");
    place.textContent = Object.hasOwn(words, text) ? words[text] : text;
  }
};

// Who watches the line sees sizes: one image and fifty are sent in as many bytes. JSON may end in
// spaces, and a form makes one byte of each.
function pad(text) {
  const size = new URLSearchParams({ "": text }).toString().length;
  return text + " ".repeat(STEP - (size % STEP));
}

function show() {
  const { signals, items, busy } = latest;
  for (const field of document.querySelectorAll("input[name=signals]")) {
    field.value = pad(JSON.stringify(signals));
  }
  for (const list of document.querySelectorAll("[data-signal-list]")) {
    showList(list, signals);
  }
  fill(document, "count", signals.length);
  fill(document, "items", items);
  for (const status of document.querySelectorAll("[data-signal-status]")) {
    status.hidden = items === 0;
  }
  for (const control of document.querySelectorAll("[data-needs-signals]")) {
    control.disabled = busy || signals.length === 0;
  }
}

// Rows are made again only when the signals are others: one that is open stays open.
function showList(list, signals) {
  const key = JSON.stringify(signals);
  if (list.shown === key) return;
  list.shown = key;
  const template = list.querySelector("template");
  for (const old of list.querySelectorAll("[data-signal-row]")) old.remove();
  for (const signal of signals) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.signalRow = "";
    for (const name of ["item", "type", "variant", "quality", "value"]) {
      fill(row, name, signal[name]);
    }
    const digits = signal.value.replace(/[^0-9a-f]/g, "");
    fill(row, "short", `${digits.slice(0, 6)}…${digits.slice(-4)}`);
    list.append(row);
  }
}

document.addEventListener("signals:changed", ({ detail }) => {
  latest = detail;
  show();
});
document.addEventListener("step:shown", show);
// A page that comes back from the browser's memory must not bring the signals with it.
addEventListener("pagehide", () => {
  latest = { signals: [], items: 0, busy: false, refused: 0 };
  show();
});
show();
