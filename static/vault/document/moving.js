// The later pictures of a moving image, for the worker: browsers offer the decoder that knows them to
// documents only. The file goes in as a stream, and pictures go out by `port`; nothing is read here.
async function openMoving(port, file, kind) {
  const MOST = 3; // besides the first
  if (!self.ImageDecoder) return port.postMessage({ done: true });
  const decoder = new ImageDecoder({
    data: file.stream(),
    type: `image/${kind}`,
  });
  try {
    await Promise.all([decoder.tracks.ready, decoder.completed]);
    const count = decoder.tracks.selectedTrack?.frameCount ?? 1;
    const numbers = Array.from({ length: MOST }, (_, at) =>
      Math.floor(((at + 1) * count) / (MOST + 1)),
    );
    for (const number of new Set(numbers)) {
      if (!number) continue;
      const { image } = await decoder.decode({ frameIndex: number });
      const bitmap = await createImageBitmap(image);
      image.close();
      port.postMessage({ number, bitmap }, [bitmap]);
    }
  } catch {
    // A browser that cannot open it leaves the first picture, which the worker has.
  }
  port.postMessage({ done: true });
  decoder.close();
}
