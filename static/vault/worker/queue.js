// The files one after the other: while one image is hashed the next one is already being opened.

function enqueue(task) {
  queue.push(task);
  if (!isWorking) work();
}

function cancel(job) {
  const at = queue.findIndex((task) => task.job === job);
  if (at >= 0) queue.splice(at, 1);
  else if (underWay.has(job)) cancelled.add(job);
}

// While one image is hashed the next one is already being opened, if both find room.
async function work() {
  isWorking = true;
  let opening = open(queue.shift());
  while (opening) {
    const opened = await opening;
    opening = queue.length ? open(queue.shift()) : undefined;
    await finish(opened);
    opening ??= queue.length ? open(queue.shift()) : undefined;
  }
  isWorking = false;
}

// Never fails: what went wrong is part of what comes back, and told in its turn.
async function open({ job, file, alter }) {
  const opened = { job, alter, pixels: 0 };
  underWay.add(job);
  try {
    const facts = await look(file);
    if (facts.kind === "video") return { ...opened, film: file };
    if (facts.kind === "listing") return { ...opened, listing: file };
    const { width, height } = facts;
    opened.pixels = await makeRoom(width && height ? width * height : ROOM);
    say(job, "hashing 0");
    if (cancelled.has(job)) return opened;
    opened.bitmap = await decode(file, facts.kind);
    opened.moves = MOVING.includes(facts.kind) && !alter && facts.kind;
    opened.orientation = turnOf(facts, opened.bitmap);
  } catch (error) {
    opened.error = error;
  }
  return opened;
}

async function makeRoom(pixels) {
  while (held && held + pixels > ROOM) {
    await new Promise((resolve) => (letIn = resolve));
  }
  held += pixels;
  return pixels;
}

async function finish({
  job,
  film,
  listing,
  moves,
  bitmap,
  pixels,
  error,
  ...how
}) {
  try {
    if (error) throw error;
    if (film) say(job, `done ${await hashFilm(job, film)}`);
    if (listing) await sayListed(job, listing);
    if (bitmap) say(job, `done ${await hashAll(job, bitmap, how, moves)}`);
  } catch (reason) {
    if (!cancelled.has(job)) say(job, `refused ${codeOf(reason)}`);
  } finally {
    bitmap?.close();
    underWay.delete(job);
    cancelled.delete(job);
    held -= pixels;
    letIn();
  }
}

// Lets messages in: somebody may have taken the file away.
function breathe() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(0);
  });
}

function codeOf(error) {
  if (error instanceof Refused) return error.message;
  if (error instanceof RangeError || error.type === "MemoryError")
    return "memory";
  if (error.name === "NotReadableError" || error.name === "NotFoundError")
    return "unreadable";
  return "failed";
}

function say(job, line) {
  postMessage(`${job} ${line}`);
}
