// Which frames of a video are hashed, and which packets have to be decoded for that: sums only.
// A packet here is { at, duration, isKey, isShown }, times in microseconds, in decoding order.
const MAX_FRAMES = 600;
const MILLISECOND = 1_000;
const SECOND = 1_000_000;

// Frames a second, as ffmpeg works it out from the container: what vpdq reckons with. MP4 says how
// long its frames last together (`lasting`). Matroska rounds to a millisecond; what is that close to
// a rate that is in use is taken for it.
export function rateOf(packets, lasting) {
  if (lasting) return (packets.length * SECOND) / lasting;
  const durations = packets.map(({ duration }) => duration);
  const [least, most] = durations.reduce(
    ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
    [Infinity, 0],
  );
  if (most && most - least < 1) return inUse(SECOND / most, 1);
  const times = packets.map(({ at }) => at).sort((a, b) => a - b);
  const span = times.at(-1) - times[0];
  return span ? inUse(((times.length - 1) * SECOND) / span, times.length) : 1;
}

function inUse(rate, count) {
  for (const base of [1, 1000 / 1001]) {
    const near = Math.round(rate / base) * base;
    const off = Math.abs(SECOND / near - SECOND / rate) * count;
    if (near && off <= MILLISECOND) return near;
  }
  return rate;
}

// The frames to hash: by the time of each packet, the second at which vpdq says it is. `spacing` is
// how many seconds they are apart: one, unless there would be more than can be sent.
export function framesOf(packets, rate) {
  const shown = packets.filter(({ at, isShown }) => isShown && at >= 0);
  const times = shown.map(({ at }) => at).sort((a, b) => a - b);
  const second = Math.max(1, Math.trunc(rate));
  const spacing = Math.max(
    1,
    Math.ceil(Math.ceil(times.length / second) / MAX_FRAMES),
  );
  const wanted = new Map();
  for (let frame = 0; frame < times.length; frame += second * spacing) {
    wanted.set(times[frame], frame / rate);
  }
  return { wanted, spacing };
}

// Runs of packets that hold all wanted frames, each from a key frame on. A frame that comes before
// its key frame in time leans on the key frame before as well.
export function runsOf(packets, wanted) {
  const runs = [];
  let key = -1;
  let keyBefore = -1;
  packets.forEach(({ at, isKey }, index) => {
    if (isKey) [keyBefore, key] = [key, index];
    if (!wanted.has(at) || key < 0) return;
    const leans = at < packets[key].at && keyBefore >= 0;
    const from = leans ? keyBefore : key;
    const last = runs.at(-1);
    if (last && from <= last.to + 1) last.to = index;
    else runs.push({ from, to: index });
  });
  return runs;
}
