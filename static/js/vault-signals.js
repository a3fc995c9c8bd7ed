// Takes the lines of the vault that are about files (`vault:line`), holds them against the grammar
// of a signal once more, and tells everybody what there is now: `signals:changed`. A line that
// breaks the grammar anywhere counts for nothing; none is repaired.
const MAX_SIGNALS = 12;
const LINE =
  /^(?:left (\d\d?|100)|file ([1-9]\d?|100) (?:(hashing|gone)|(refused) [a-z0-9-]{5,15}|done ([ ,;/._0-9a-z-]+)))$/;
const FRAME = "[0-9a-f]{64}/(?:[5-9]\\d|100)/\\d{1,6}\\.\\d{3}";
const SIGNAL = new RegExp(
  "^(?:(pdq) (stored|upright|white|black|mirror|crop|frame-\\d{1,3}) ([5-9]\\d|100) ([0-9a-f]{64})" +
    "|(video_md5) (whole) (100) ([0-9a-f]{32})" +
    `|(vpdq) (whole|upright) ([5-9]\\d|100) (${FRAME}(?:;${FRAME}){0,599}))$`,
);

const byItem = new Map();
const refused = new Set();
let left = 0;

function take(line) {
  const found = LINE.exec(line);
  if (!found) return;
  const [, rest, number, , isRefused, text] = found;
  if (rest) {
    left = Number(rest);
  } else {
    const item = Number(number);
    const signals = text && parse(item, text);
    if (text && !signals) return;
    byItem.delete(item);
    refused.delete(item);
    if (signals) byItem.set(item, signals);
    if (isRefused) refused.add(item);
  }
  announce();
}

// All signals of one file, or none of them: those of an image, or the sum of a video and its frames.
function parse(item, text) {
  const found = text.split(",").map((signal) => SIGNAL.exec(signal));
  if (found.length > MAX_SIGNALS || !found.every(Boolean)) return undefined;
  const signals = found.map((groups) => {
    const [type, variant, quality, value] = groups.slice(1).filter(Boolean);
    return {
      type,
      value: valueOf(type, value),
      quality: Number(quality),
      item,
      variant,
    };
  });
  // A person may cut several parts out of one image; of every other kind there is one.
  const kinds = signals.map(({ type, variant, value }) =>
    variant === "crop" ? value : `${type} ${variant}`,
  );
  const isMixed = signals.some(
    ({ type }) => (type === "pdq") !== (signals[0].type === "pdq"),
  );
  return isMixed || new Set(kinds).size < kinds.length ? undefined : signals;
}

// A vPDQ as it is sent: the list of frames in its one spacing (`ondevice.signals`).
function valueOf(type, value) {
  if (type !== "vpdq") return value;
  const frames = value.replaceAll("/", ",").split(";");
  return `[${frames.map((frame) => `"${frame}"`).join(", ")}]`;
}

function announce() {
  const items = [...byItem.keys()].sort((a, b) => a - b);
  const detail = {
    signals: items.flatMap((item) => byItem.get(item)),
    items: items.length,
    busy: left > 0,
    refused: refused.size,
  };
  document.dispatchEvent(new CustomEvent("signals:changed", { detail }));
  const { dataset } = document.documentElement;
  if (items.length || left) dataset.unsaved = "yes";
  else delete dataset.unsaved;
}

document.addEventListener("vault:line", ({ detail }) => take(detail.line));
document.addEventListener("vault:clear", () => {
  byItem.clear();
  refused.clear();
  left = 0;
  announce();
});
