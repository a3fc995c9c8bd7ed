// The files: each is added, hashed, settled and taken away again.
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
    signals && [...entries.values()].find(alike({ ...entry, signals }, "done"));
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
