// The only script of the vault: the sealed frame that sees the files. It hands a file to the worker
// and a line of text to the page around it, and both the worker's lines and its own are held
// against one strict grammar, so that nothing else fits through. It never reads a file's bytes.
"use strict";
(() => {
  // No policy of ours reaches peer connections in every browser, so their constructors go first.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) {
    delete self[name];
    Object.defineProperty(self, name, { value: undefined });
  }

  // Nor is there one against Firefox, which follows a click with Ctrl held down into a new tab, even one
  // that a script made up. So a link loses its address before it is followed, by functions that
  // nobody has replaced; no script makes up events, and nothing takes this guard away or gets by it.
  const { apply } = Reflect;
  const { composedPath } = Event.prototype;
  const { removeAttribute, removeAttributeNS } = Element.prototype;
  for (const [owner, name] of [
    [EventTarget, "dispatchEvent"],
    [Element, "attachShadow"],
    [Document, "open"],
    [Document, "write"],
    [Document, "writeln"],
  ]) {
    Object.defineProperty(owner.prototype, name, { value: undefined });
  }
  for (const name of ["click", "auxclick"]) {
    addEventListener(name, disarm, { capture: true });
  }
  function disarm(event) {
    const path = apply(composedPath, event, []);
    for (let at = 0; at < path.length - 2; at += 1) {
      apply(removeAttribute, path[at], ["href"]);
      apply(removeAttributeNS, path[at], [
        "http://www.w3.org/1999/xlink",
        "href",
      ]);
    }
  }

  const PINS = Object(/*PINS*/);
  const LATER_PINS = Object(/*LATER_PINS*/); // of what only some files need
  const MAX_FILES = 100;
  const TICK = 5_000;
  const HUNG_AFTER = 12; // ticks; counted, so that a phone that slept is not taken for a hung worker
  const HEIGHT_STEP = 32;
  const RETRIED = ["failed", "memory", "not-loaded"];
  const MAX_FRAMES = 6_000; // of all videos together: what one case can carry

  const CODES =
    "quality-too-low|corrupt|empty|too-large|too-small|unsupported|not-loaded|unreadable|memory|failed|list-damaged";
  const SIGNAL =
    "pdq (?:stored|upright|white|black|mirror|crop) (?:[5-9]\\d|100) [0-9a-f]{64}";
  const FRAME = "[0-9a-f]{64}/(?:[5-9]\\d|100)/\\d{1,6}\\.\\d{3}";
  const FILM = `vpdq (?:whole|upright) (?:[5-9]\\d|100) ${FRAME}(?:;${FRAME}){0,599}`;
  const SIGNALS =
    `(?:${SIGNAL}(?:,${SIGNAL}){0,11}` +
    `|video_md5 whole 100 [0-9a-f]{32}(?:,${FILM}){0,2})`;
  const FROM_WORKER = new RegExp(
    `^([1-9]\\d{0,6}) (?:hashing (\\d\\d?|100)|refused (${CODES})` +
      `|more (${SIGNALS})` +
      `|done (${SIGNALS})(?: note (codec|plain|long|list)(?:-(\\d{1,3}))?)?)$`,
  );
  const OUT = new RegExp(
    "^(?:ready|leave|alive|problem (?:download|tampered|start|crashed)|left (?:\\d\\d?|100)" +
      "|height (?:[1-9]\\d?|[1-3]\\d\\d|400)|file (?:[1-9]\\d?|100) " +
      `(?:hashing|gone|refused (?:${CODES}|duplicate|stopped|too-much)|done ${SIGNALS}))$`,
  );

  const policy = self.trustedTypes?.createPolicy("vault", {
    createScriptURL: onlyBlob,
  });
  const entries = new Map(); // by the number that the person sees
  const jobs = new Map(); // by the number that the worker knows, oldest first
  let port, worker, spare, parts;
  const extras = new Map();
  const texts = Object.create(null);
  let isReady = false; // for good, once a worker was
  let isUp = false; // the worker that is at work now
  let lastJob = 0;
  let batch = 0;
  let silence = 0;
  let presses = [];

  const byId = (id) => document.getElementById(id);
  const text = (key, n = "", m = "") =>
    (texts[key] ?? "").replace("{n}", () => n).replace("{m}", () => m);
  const tell = (line) => OUT.test(line) && port?.postMessage(line);

  // ---- Trust: what comes in, and what it is started as ----

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
    const taken = {};
    for (const [name, pin] of Object.entries(pins)) {
      const bytes = given?.[name];
      if (!(bytes instanceof ArrayBuffer)) return "download";
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      const hex = Array.from(new Uint8Array(digest), (byte) =>
        byte.toString(16).padStart(2, "0"),
      );
      if (hex.join("") !== pin) return "tampered";
      taken[name] = bytes;
    }
    return taken;
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

  /*DECODER*/

  /*VARIANTS*/

  // ---- The worker ----

  function put(hired) {
    hired.onmessage = ({ data }) => hired === worker && hear(data);
    hired.onerror = () => hired === worker && replace();
    hired.postMessage({ parts });
    isUp = false;
    for (const [extra, bytes] of extras) hired.postMessage({ extra, bytes });
    silence = 0;
  }

  function hear(data) {
    silence = 0;
    if (data === "ready") return begin();
    if (typeof data === "string") return take(FROM_WORKER.exec(data));
    const entry = jobs.get(data?.job);
    if (entry && data.preview instanceof ImageBitmap) show(entry, data.preview);
    if (entry && data.decoder instanceof MessagePort) {
      entry.stop?.();
      entry.stop = openDecoder(data.decoder, (picture) => show(entry, picture));
    }
  }

  function begin() {
    if (!isReady) lock();
    isReady = isUp = true;
    byId("files").disabled = false;
    for (const [job, { file, alter }] of jobs)
      worker.postMessage({ job, file, alter });
    tell("ready");
  }

  function take(found) {
    const entry = found && jobs.get(Number(found[1]));
    if (!entry) return;
    const [, , percent, code, more, done, note, seconds] = found;
    const signals = more ?? done ?? "";
    if (entry.of) return percent ? overall() : conclude(entry, code, signals);
    if (percent) return progress(entry, percent);
    const kinds = signals
      .split(",")
      .map((one) =>
        /^pdq crop/.test(one) ? one : one.split(" ", 2).join(" "),
      );
    if (new Set(kinds).size < kinds.length) return;
    if (more) return addListed(entry, more);
    entry.seconds = seconds;
    settle(entry, code ? "refused" : "done", code ?? note, signals);
  }

  setInterval(() => {
    silence += 1;
    if (isReady && worker && jobs.size && silence > HUNG_AFTER) replace();
  }, TICK);

  // A worker that died or hangs: the file it was at is put aside, and the spare does the others.
  function replace() {
    worker.terminate();
    if (!isReady) return tell("problem start");
    [worker, spare] = [spare, undefined];
    byId("notice").textContent = text(worker ? "restarted" : "crashed");
    const [stuck] = jobs.values();
    if (stuck) giveUp(stuck, "failed");
    if (worker) return put(worker);
    byId("files").disabled = true;
    for (const entry of [...jobs.values()]) giveUp(entry, "stopped");
    tell("problem crashed");
  }

  const giveUp = (entry, code) =>
    entry.of ? conclude(entry, code) : settle(entry, "refused", code);

  // A view of an image that is done: mirrored, or a part of it. Another job with the same file.
  function ask(of, alter) {
    return new Promise((resolve) => {
      lastJob += 1;
      batch += 1;
      const { file } = of;
      jobs.set(lastJob, { of, alter, file, job: lastJob, resolve });
      if (isUp) worker.postMessage({ job: lastJob, file, alter });
      if (jobs.size === 1) silence = 0;
      overall();
    });
  }

  function conclude({ alter, job, resolve }, code, signal = "") {
    jobs.delete(job);
    const isAsked = signal.startsWith(`pdq ${alter.variant} `);
    resolve(isAsked ? { signal } : { code: code ?? "failed" });
    overall();
  }

  // The file again, with what was added to it or taken from it.
  function tellAll({ number, state, signals, more }) {
    if (state === "done")
      tell(`file ${number} done ${[signals, ...more.values()].join(",")}`);
  }

  // ---- The files ----

  function add(chosen) {
    if (!isReady || !worker) return;
    let extra = 0;
    for (const file of chosen) {
      let number = 1;
      while (entries.has(number)) number += 1;
      if (number > MAX_FILES) extra += 1;
      else queue(draw({ number, file }));
    }
    byId("notice").textContent = extra ? text("too-many", extra) : "";
    say(text("added", chosen.length - extra));
  }

  function queue(entry) {
    lastJob += 1;
    batch += 1;
    entry.job = lastJob;
    jobs.set(lastJob, entry);
    if (isUp) worker.postMessage({ job: lastJob, file: entry.file });
    settle(entry, "hashing");
    if (jobs.size === 1) silence = 0;
  }

  // One more file of those that a file of codes stands for.
  function addListed({ file }, signals) {
    let number = 1;
    while (entries.has(number)) number += 1;
    if (number > MAX_FILES) byId("notice").textContent = text("too-many", 1);
    else settle(draw({ number, file }), "done", "list", signals);
  }

  const values = (signals = "") => signals.replace(/\w+ \S+ \d+ /g, "");
  const frames = (signals = "") => signals.split("/").length >> 1;
  const alike = (entry, state) => (other) =>
    other !== entry &&
    other.state === state &&
    values(other.signals) === values(entry.signals);

  function settle(entry, state, code, signals) {
    const first =
      signals &&
      [...entries.values()].find(alike({ ...entry, signals }, "done"));
    if (first) [state, code] = ["refused", "duplicate"];
    else if (state === "done" && tooMuch(entry, signals))
      [state, code] = ["refused", "too-much"];
    Object.assign(entry, { state, code, signals });
    if (state !== "hashing") end(entry);
    const { row, number } = entry;
    row.dataset.fileState = state;
    row.dataset.code = code ?? "";
    row.querySelector(".state").textContent = text(
      sayingOf(entry),
      first?.number ?? entry.seconds,
    );
    row.querySelector(".retry").hidden = !RETRIED.includes(code) || !worker;
    entry.isListed ||= code === "list";
    const isImage =
      state === "done" && signals.startsWith("pdq") && !entry.isListed;
    row.querySelector(".more").hidden = !isImage || !worker;
    if (state === "done") tellAll(entry);
    else tell(`file ${number} ${state}${code ? ` ${code}` : ""}`);
    overall();
    if (!jobs.size) sum();
  }

  function sayingOf({ state, code, signals }) {
    if (state === "hashing") return "waiting";
    if (state === "refused") return code;
    if (code === "list") return "list-done";
    return signals.startsWith("video") ? `video-${code ?? "done"}` : "done";
  }

  // What all videos that count hold together has to fit into one case.
  function tooMuch(entry, signals) {
    const others = [...entries.values()].filter(
      (other) => other !== entry && other.state === "done",
    );
    const all = [...others.map((other) => other.signals), signals];
    return all.reduce((sum, one) => sum + frames(one), 0) > MAX_FRAMES;
  }

  function end(entry) {
    entry.stop?.();
    entry.stop = undefined;
    return jobs.delete(entry.job);
  }

  function remove(entry) {
    const { number, row, job, state } = entry;
    if (end(entry)) worker?.postMessage({ cancel: job });
    for (const view of [...jobs.values()].filter(({ of }) => of === entry))
      cancelView(view);
    entries.delete(number);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (row.contains(document.activeElement))
      (next?.querySelector(".remove") ?? byId("files")).focus();
    row.remove();
    tell(`file ${number} gone`);
    overall();
    // Its double, if there is one, now counts in its place.
    const double =
      state === "done" && [...entries.values()].find(alike(entry, "refused"));
    if (double) settle(double, "done", undefined, double.signals);
  }

  function cancelView(view) {
    worker?.postMessage({ cancel: view.job });
    conclude(view, "stopped");
  }

  function clear() {
    for (const entry of [...entries.values()].reverse()) remove(entry);
  }

  // ---- What the person sees ----

  function dress({ texts: given, colours, lang, dir }) {
    for (const [key, value] of Object.entries(given ?? {})) {
      if (typeof value === "string" && value.length <= 400) texts[key] = value;
    }
    const root = document.documentElement;
    if (/^[a-z]{2,3}(-\w{2,8})*$/i.test(lang)) root.lang = lang;
    root.dir = dir === "rtl" ? "rtl" : "ltr";
    for (const [name, value] of Object.entries(colours ?? {})) {
      const fits =
        /^(?:light|dark)-[a-z-]{3,9}$/.test(name) &&
        /^#[0-9a-f]{6}$/i.test(value);
      if (fits) root.style.setProperty(`--${name}`, value);
    }
    for (const where of [document, byId("row").content]) {
      for (const place of where.querySelectorAll("[data-text]")) {
        place.textContent = text(place.dataset.text);
      }
    }
    byId("list").ariaLabel = text("list");
  }

  function draw(entry) {
    const row = byId("row").content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`.${name}`);
    part("number").textContent = entry.number;
    part("file-name").textContent = entry.file.name;
    for (const name of ["retry", "remove"]) {
      part(name).ariaLabel = `${text(name)} ${entry.number} ${entry.file.name}`;
    }
    part("retry").onclick = () => queue(entry);
    part("remove").onclick = () => remove(entry);
    const after = [...entries.values()].find(
      ({ number }) => number > entry.number,
    );
    byId("list").insertBefore(row, after?.row ?? null);
    entries.set(entry.number, Object.assign(entry, { row, more: new Map() }));
    offerVariants(entry);
    return entry;
  }

  function show({ row, number }, bitmap) {
    const button = row.querySelector(".preview");
    const canvas = row.querySelector("canvas");
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    button.ariaLabel = `${text("show")} ${number}`;
    button.onclick = () => (button.ariaPressed = button.ariaPressed !== "true");
    button.hidden = false;
  }

  function progress(entry, percent) {
    const { row } = entry;
    row.querySelector("progress").value = percent;
    row.querySelector(".state").textContent = remaining(entry, percent);
    overall(percent / 100);
  }

  // Only for what takes long enough that somebody would ask.
  function remaining(entry, percent) {
    if (percent === "0") entry.began = performance.now();
    const passed = performance.now() - entry.began;
    if (!(passed > 4_000 && percent > 1)) return text("hashing");
    const minutes = Math.ceil((passed * (100 / percent - 1)) / 60_000);
    return minutes > 1 ? text("minutes", minutes) : text("soon");
  }

  function overall(part = 0) {
    if (!jobs.size) batch = 0;
    byId("overall").hidden = !jobs.size;
    byId("all").value = batch && (100 * (batch - jobs.size + part)) / batch;
    byId("left").textContent = text("left", jobs.size);
    byId("choose").textContent = text(entries.size ? "choose-more" : "choose");
    tell(`left ${jobs.size}`);
  }

  // One short sentence at a time for whoever listens instead of looks.
  const say = (sentence) => (byId("status").textContent = sentence);

  function sum() {
    const states = [...entries.values()].map(({ state }) => state);
    const done = states.filter((state) => state === "done").length;
    say(text("finished", done, states.length - done));
  }

  byId("files").onchange = ({ target }) => {
    add(target.files);
    target.value = "";
  };
  byId("cancel").onclick = () => {
    for (const entry of [...jobs.values()].reverse()) {
      if (!entry.of) remove(entry);
      else if (jobs.has(entry.job)) cancelView(entry);
    }
    byId("files").focus();
  };
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("is-dropping");
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) document.body.classList.remove("is-dropping");
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("is-dropping");
    add(event.dataTransfer.files);
  });
  // The page around the frame does not hear these keys: Esc three times is handed on.
  addEventListener("keydown", ({ key, repeat, isComposing, timeStamp }) => {
    if (key !== "Escape" || repeat || isComposing) return;
    presses = [...presses.filter((at) => timeStamp - at < 2_000), timeStamp];
    if (presses.length < 3) return;
    document.body.replaceChildren();
    tell("leave");
  });
  new ResizeObserver(([{ contentRect }]) => {
    const steps = Math.ceil((contentRect.height + 12) / HEIGHT_STEP);
    tell(`height ${Math.min(Math.max(steps, 1), 400)}`);
  }).observe(byId("vault"));
})();
