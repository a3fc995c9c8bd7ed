// What is no picture: a video, and a file of codes.

// A file of codes stands for several files: the first is said last, in the name of the job.
async function sayListed(job, file) {
  if (file.size > MAX_LISTING) throw new Refused("list-damaged");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, ...others] = python.read_listed(bytes)?.toJs() ?? [];
  if (!first) throw new Refused("list-damaged");
  for (const signals of others) say(job, `more ${signals}`);
  say(job, `done ${first} note list`);
}

async function hashFilm(job, file) {
  say(job, "hashing 0");
  const { hashVideo } = await extraModule("video.mjs");
  const { port1: port, port2 } = new MessageChannel();
  postMessage({ job, decoder: port2 }, [port2]);
  let told = 0;
  const check = () => {
    if (cancelled.has(job)) throw new Refused("cancelled");
  };
  const progress = (share) => {
    if (performance.now() - told < BREATH) return;
    told = performance.now();
    say(job, `hashing ${Math.floor(100 * share)}`);
  };
  const { signals, note } = await hashVideo(file, {
    python,
    port,
    check,
    progress,
  }).finally(() => port.close());
  return note ? `${signals} note ${note}` : signals;
}
