// Opens HEIC photos, as iPhones take them, for browsers that cannot: with libheif, whose program comes
// as a part of its own. Loaded when the first such photo comes.
import createLibheif from "libheif-js/libheif-wasm/libheif.js";

let library;

// The photo upright, as an ImageData. `allow` sees its sides before there is any memory for it.
// Undefined if it is damaged.
export async function openHeic(bytes, program, allow) {
  library ??= createLibheif({ wasmBinary: program });
  const decoder = new library.HeifDecoder();
  const images = decoder.decode(bytes);
  try {
    const image = images.find((one) => one.is_primary()) ?? images[0];
    if (!image) return undefined;
    const [width, height] = [image.get_width(), image.get_height()];
    allow(width, height);
    const pixels = new ImageData(width, height);
    return await new Promise((resolve) =>
      image.display(pixels, (shown) => resolve(shown ?? undefined)),
    );
  } finally {
    for (const image of images) image.free();
    library.heif_context_free(decoder.decoder);
  }
}
