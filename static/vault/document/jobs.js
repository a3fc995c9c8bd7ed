// The workers: the one at work, the spare that takes its place, and what they say.
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
    entry.stop = openDecoder(data.decoder, entry.file, (picture) =>
      show(entry, picture),
    );
  }
  if (entry && data.moving instanceof MessagePort)
    openMoving(data.moving, entry.file, data.kind);
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
    .map((one) => (/^pdq crop/.test(one) ? one : one.split(" ", 2).join(" ")));
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
