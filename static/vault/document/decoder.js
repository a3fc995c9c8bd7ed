// Decodes videos for the worker, because browsers offer their decoders to documents only. Packets
// come by `port`, and planes of the wanted frames go back by it; whatever is in them, nothing of it
// is read here. Where there is no such decoder, or none for this kind, the browser's player is asked
// for one moment after the other. Returns what ends it. `show` gets the first picture.
function openDecoder(port, file, show) {
  const MAX_WAITING = 24;
  const PREVIEW = 160;
  const SEEK_WITHIN = 15_000;
  const PAINT_WITHIN = 500;
  const JUST_AFTER = 1_000; // microseconds: a player rounds down to the frame before
  const wanted = new Set();
  const copies = new Set();
  let isBroken = false;
  let isShown = false;
  let isEnded = false;
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
    // Planes of green, blue and red come without a word that they are no luma.
    if (supported && config.colorSpace?.matrix !== "rgb")
      decoder.configure(config);
    else isBroken = true;
  }

  async function finish() {
    await decoder.flush();
    await Promise.all(copies);
  }

  // It says that it is there before the picture is.
  const painted = (player) =>
    new Promise((resolve) => {
      player.requestVideoFrameCallback?.(resolve);
      setTimeout(resolve, PAINT_WITHIN);
    });

  // The player turns pictures upright by itself.
  async function seek(times) {
    const player = document.createElement("video");
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const heard = (name) =>
      new Promise((resolve, reject) => {
        player.addEventListener(name, resolve, { once: true });
        player.addEventListener("error", reject, { once: true });
        setTimeout(reject, SEEK_WITHIN);
      });
    player.muted = true;
    player.preload = "auto";
    player.src = URL.createObjectURL(file);
    try {
      await heard("loadeddata");
      const { videoWidth: width, videoHeight: height } = player;
      [canvas.width, canvas.height] = [width, height];
      for (const at of times) {
        if (isEnded) return;
        const sought = [heard("seeked"), painted(player)];
        player.currentTime = (at + JUST_AFTER) / 1_000_000;
        await Promise.all(sought);
        context.drawImage(player, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        if (!isShown) show(await createImageBitmap(canvas));
        isShown = true;
        const told = { form: "RGBA", layout: [0, 4 * width], width, height };
        const frame = { ...told, data: data.buffer, isFullRange: false, at };
        port.postMessage({ frame }, [data.buffer]);
      }
    } finally {
      URL.revokeObjectURL(player.src);
      player.removeAttribute("src");
      player.load();
    }
  }

  port.onmessage = async ({ data: { config, packets, end, times } }) => {
    try {
      if (times) await seek(times);
      if (config) await configure(config);
      if (packets) await decode(packets);
      if (end) await finish();
    } catch {
      isBroken = true;
    }
    port.postMessage({ answer: !isBroken });
    if (config) isBroken = false; // the player may still be asked
  };

  return () => {
    isEnded = true;
    port.postMessage({ answer: false });
    port.close();
    if (decoder && decoder.state !== "closed") decoder.close();
  };
}
