// Hashing a picture: its pixels are shown to Python strip by strip, so that a phone can hold them.

// What is hashed of a picture: the whole, or what the person asked for besides. Edges are in percent.
function viewOf({ width, height }, alter) {
  if (!alter?.edges) return { left: 0, top: 0, width, height };
  const [left, top, right, bottom] = alter.edges.map((edge, at) =>
    Math.round(((at % 2 ? height : width) * edge) / 100),
  );
  return {
    left,
    top,
    width: width - left - right,
    height: height - top - bottom,
  };
}

async function hash(job, bitmap, { orientation, alter }) {
  const { left, top, width, height } = viewOf(bitmap, alter);
  allow(width, height);
  const rows = Math.max(1, Math.min(height, Math.floor(STRIP_PIXELS / width)));
  const canvas = new OffscreenCanvas(width, rows);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.globalCompositeOperation = "copy";
  if (alter?.variant === "mirror") context.setTransform(-1, 0, 0, 1, width, 0);
  const hasher = python.Job(width, height, alter ? 1 : orientation, rows);
  try {
    let breath = performance.now();
    for (let y = 0; y < height; y += rows) {
      const count = Math.min(rows, height - y);
      context.drawImage(bitmap, -left, -top - y);
      hasher.feed(context.getImageData(0, 0, width, count).data, count);
      if (performance.now() - breath < BREATH) continue;
      say(job, `hashing ${Math.floor((100 * y) / height)}`);
      await breathe();
      if (cancelled.has(job)) throw new Refused("cancelled");
      breath = performance.now();
    }
    if (!alter) preview(job, bitmap);
    const signals = hasher.finish(alter?.variant ?? "");
    if (!signals) throw new Refused("quality-too-low");
    return signals;
  } finally {
    hasher.close();
    hasher.destroy();
  }
}

// The picture, and a few later ones where it moves and they are not the same.
async function hashAll(job, bitmap, how, moves) {
  const signals = [await hash(job, bitmap, how)];
  if (!moves) return signals[0];
  for await (const { number, bitmap: later } of laterPictures(job, moves)) {
    const alter = { variant: `frame-${number % 1_000}` };
    const signal = await hash(job, later, { alter }).catch((error) => {
      if (error.message !== "quality-too-low") throw error;
    });
    const value = signal?.split(" ").at(-1);
    if (value && !signals.some((other) => other.includes(value)))
      signals.push(signal);
    later.close();
  }
  return signals.join(",");
}

async function* laterPictures(job, kind) {
  const { port1, port2 } = new MessageChannel();
  const come = [];
  let wake = () => {};
  port1.onmessage = ({ data }) => wake(come.push(data));
  postMessage({ job, kind, moving: port2 }, [port2]);
  const patience = setTimeout(() => wake(come.push({ done: true })), PATIENCE);
  try {
    for (;;) {
      while (!come.length) await new Promise((resolve) => (wake = resolve));
      const next = come.shift();
      if (next.done) return;
      yield next;
    }
  } finally {
    clearTimeout(patience);
    port1.close();
  }
}

function preview(job, bitmap) {
  const scale = Math.min(1, PREVIEW / Math.max(bitmap.width, bitmap.height));
  const size = [bitmap.width, bitmap.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(...size);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, ...size);
  const small = canvas.transferToImageBitmap();
  postMessage({ job, preview: small }, [small]);
}
