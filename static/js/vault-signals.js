// Takes the lines of the vault that are about files (`vault:line`), holds them against the grammar
// of a signal once more, and tells everybody what there is now: `signals:changed`. A line that
// breaks the grammar anywhere counts for nothing; none is repaired.
const MAX_SIGNALS = 12;
const LINE =
  /^(?:left (\d\d?|100)|file ([1-9]\d?|100) (?:(hashing|gone)|(refused) [a-z0-9-]{5,15}|done ([ ,0-9a-z]+)))$/;
const SIGNAL =
  /^pdq (stored|upright|white|black) ([5-9]\d|100) ([0-9a-f]{64})$/;

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

// All signals of one file, or none of them.
function parse(item, text) {
  const found = text.split(",").map((signal) => SIGNAL.exec(signal));
  if (found.length > MAX_SIGNALS || !found.every(Boolean)) return undefined;
  const variants = new Set(found.map(([, variant]) => variant));
  if (variants.size < found.length) return undefined;
  return found.map(([, variant, quality, value]) => {
    return { type: "pdq", value, quality: Number(quality), item, variant };
  });
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
