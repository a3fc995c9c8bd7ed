// Decodes videos for the worker, because browsers offer their decoders to documents only. Packets
// come by `port`, and planes of the wanted frames go back by it; whatever is in them, nothing of it
// is read here. Returns what ends it. `show` gets the first picture, for the preview.
function openDecoder(port, show) {
  const MAX_WAITING = 24;
  const PREVIEW = 160;
  const wanted = new Set();
  const copies = new Set();
  let isBroken = false;
  let isShown = false;
  let decoder;

  function take(frame) {
    if (!wanted.delete(frame.timestamp)) return frame.close();
    const copy = hand(frame)
      .catch(() => (isBroken = true))
      .finally(() => {
        frame.close();
        copies.delete(copy);
      });
    copies.add(copy);
  }

  async function hand(frame) {
    if (!isShown) preview(frame.clone());
    const isPlanar = /^(?:I4|NV12)/.test(frame.format);
    const options = isPlanar ? {} : { format: "RGBA" };
    const data = new ArrayBuffer(frame.allocationSize(options));
    const planes = await frame.copyTo(data, options);
    const { width, height } = frame.visibleRect;
    const told = {
      data,
      form: isPlanar ? frame.format : "RGBA",
      width,
      height,
      layout: planes.flatMap(({ offset, stride }) => [offset, stride]),
      isFullRange: isPlanar && Boolean(frame.colorSpace.fullRange),
      at: frame.timestamp,
    };
    port.postMessage({ frame: told }, [data]);
  }

  async function preview(frame) {
    isShown = true;
    const bitmap = createImageBitmap(frame, { resizeHeight: PREVIEW });
    await bitmap.then(show, () => {}).finally(() => frame.close());
  }

  async function decode(packets) {
    for (const { isWanted, ...packet } of packets) {
      if (isWanted) wanted.add(packet.timestamp);
      decoder.decode(new EncodedVideoChunk(packet));
    }
    while (!isBroken && decoder.decodeQueueSize > MAX_WAITING) {
      await new Promise((next) => (decoder.ondequeue = next));
    }
  }

  // Throws where the browser has no decoder at all.
  async function configure(config) {
    const error = () => (isBroken = true);
    decoder = new VideoDecoder({ output: take, error });
    const { supported } = await VideoDecoder.isConfigSupported(config);
    if (supported) decoder.configure(config);
    else isBroken = true;
  }

  async function finish() {
    await decoder.flush();
    await Promise.all(copies);
  }

  port.onmessage = async ({ data: { config, packets, end } }) => {
    try {
      if (config) await configure(config);
      if (packets) await decode(packets);
      if (end) await finish();
    } catch {
      isBroken = true;
    }
    port.postMessage({ answer: !isBroken });
  };

  return () => {
    port.postMessage({ answer: false });
    port.close();
    if (decoder && decoder.state !== "closed") decoder.close();
  };
}
