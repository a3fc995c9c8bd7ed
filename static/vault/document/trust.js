// Trust: what comes in, and what it is started as.
addEventListener("message", async ({ source, data, ports }) => {
  if (source !== parent || port || !ports[0]) return;
  port = ports[0];
  port.onmessage = ({ data: order }) => {
    if (order === "clear") clear();
    else if (order?.later) takeLater(order.later);
    else tell("alive");
  };
  dress(data);
  const taken = await checked(PINS, data.parts);
  if (typeof taken === "string") return tell(`problem ${taken}`);
  parts = taken;
  [worker, spare] = [hire(), hire()];
  put(worker);
});
parent.postMessage("vault-hello", "*");

// The parts that are pinned and no others; or what is wrong with them.
async function checked(pins, given) {
  const found = await Promise.all(
    Object.entries(pins).map(async ([name, pin]) => {
      const bytes = given?.[name];
      if (!(bytes instanceof ArrayBuffer)) return "download";
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      const hex = Array.from(new Uint8Array(digest), (byte) =>
        byte.toString(16).padStart(2, "0"),
      );
      return hex.join("") === pin ? [name, bytes] : "tampered";
    }),
  );
  const wrong = found.find((each) => typeof each === "string");
  return wrong ?? Object.fromEntries(found);
}

async function takeLater(given) {
  for (const [name, pin] of Object.entries(LATER_PINS)) {
    const taken = await checked({ [name]: pin }, given);
    if (typeof taken === "string" || extras.has(name)) continue;
    extras.set(name, taken[name]);
    worker?.postMessage({ extra: name, bytes: taken[name] });
  }
}

function onlyBlob(url) {
  if (!url.startsWith("blob:")) throw new TypeError("not a blob");
  return url;
}

function hire() {
  const url = URL.createObjectURL(
    new Blob([parts["worker.js"]], { type: "text/javascript" }),
  );
  return new Worker(policy ? policy.createScriptURL(url) : url);
}

// Both workers, the one at work and the spare, are born by now: from here on no script begins.
function lock() {
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content =
    "script-src 'none'; worker-src 'none'; frame-src 'none'; child-src 'none'";
  document.head.append(meta);
}
