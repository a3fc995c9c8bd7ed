// Takes a video apart for the worker: the sum of its bytes, and the frames that vpdq takes. Loaded
// when the first video comes. The container is read here (mediabunny); pictures are decoded in the
// document, which gets packets by a port of its own and gives planes of pixels back (decoder.js).
import {
  BlobSource,
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from "mediabunny";
import { Decoder } from "./decoder-port.js";
import { framesOf, rateOf, runsOf } from "./frames.js";

const PIECE = 1024 * 1024; // as ondevice/job.py
const CACHE = 16 * 1024 * 1024;
const BREATH = 2_000; // packets listed between two looks at the time
const MICRO = 1_000_000;
// How much of the whole work the sum of the bytes is: it runs beside the decoding.
const SUM_SHARE = 0.25;

// Gives the line of signals, and in `note` what the person should know about it. `check` throws once
// the file was taken away; `progress` takes how much is done, from 0 to 1. Both ways go on side by
// side, and where one fails the other ends before we leave.
export async function hashVideo(file, { python, port, check, progress }) {
  const done = { sum: 0, frames: 0 };
  let failure;
  const keep = (error) => {
    failure ??= error;
  };
  const tell = (part) => (share) => {
    try {
      check();
    } catch (error) {
      keep(error);
    }
    if (failure) throw failure;
    done[part] = share;
    progress(SUM_SHARE * done.sum + (1 - SUM_SHARE) * done.frames);
  };
  // What cannot be read as a video still has the sum of its bytes.
  const giveUp = (error) => {
    if (failure || error.type === "MemoryError") throw error;
    return { note: "codec" };
  };
  const film = filmOf(file, python, new Decoder(port), tell("frames"));
  const [exact, { frames, note } = {}] = await Promise.all([
    sumOf(file, python.Exact(), tell("sum")).catch(keep),
    film.catch(giveUp).catch(keep),
  ]);
  if (failure) throw failure;
  return { signals: frames ? `${exact},${frames}` : exact, note };
}

// While one piece is summed up, the next one is being read.
export async function sumOf(file, sum, tell) {
  const read = (at) => file.slice(at, at + PIECE).arrayBuffer();
  const drain = openDrain();
  try {
    let coming = read(0);
    for (let at = 0; at < file.size; at += PIECE) {
      const piece = await coming;
      coming = read(at + PIECE);
      coming.catch(() => {}); // heard when its turn comes
      sum.feed(new Uint8Array(piece));
      tell(at / file.size);
      drain(piece);
    }
    return sum.finish();
  } finally {
    sum.destroy();
  }
}

// Gives memory back at once: pieces come faster than the browser would notice that they are done with.
// What is handed over to a port that nobody listens at is gone.
function openDrain() {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  return (buffer) => port2.postMessage(0, [buffer]);
}

async function filmOf(file, python, decoder, tell) {
  const source = new BlobSource(file, { maxCacheSize: CACHE });
  const input = new Input({ source, formats: [MP4, QTFF, MATROSKA, WEBM] });
  try {
    const track = await trackOf(input);
    if (!track) {
      tell(1);
      return { note: "codec" };
    }
    const config = await track.getDecoderConfig().catch(() => null);
    const canDecode = config && (await decoder.configure(config));
    const isMp4 = [MP4, QTFF].includes(await input.getFormat());
    const film = python.Film(canDecode ? await track.getRotation() : 0);
    return await hashFrames(track, isMp4, film, decoder, canDecode, tell);
  } finally {
    input.dispose();
  }
}

async function trackOf(input) {
  const canRead = await input.canRead().catch(() => false);
  const tracks = canRead ? await input.getVideoTracks().catch(() => []) : [];
  return tracks[0];
}

async function hashFrames(track, isMp4, film, decoder, canDecode, tell) {
  try {
    const sink = new EncodedPacketSink(track);
    const packets = await list(sink, (await track.getCodec()) === "vp8", tell);
    const rate = rateOf(packets, isMp4 ? lasting(track, packets) : 0);
    const { wanted, spacing } = framesOf(packets, rate);
    let taken = 0;
    decoder.onframe = (frame) => {
      film.take(frame, wanted.get(frame.at));
      taken += 1;
      tell(taken / wanted.size);
    };
    const step = () => tell(taken / wanted.size);
    if (canDecode) await feed(sink, packets, wanted, decoder, step);
    else await decoder.seek([...wanted.keys()]);
    const frames = film.finish();
    if (!frames) return { note: taken ? "plain" : "codec" };
    return { frames, note: spacing > 1 ? `long-${spacing}` : undefined };
  } finally {
    film.destroy();
  }
}

// All packets, without their data. A VP8 packet may hold a frame that is never shown, and only its
// first byte tells.
async function list(sink, isVp8, tell) {
  const packets = [];
  const options = { metadataOnly: !isVp8 };
  for await (const packet of sink.packets(undefined, undefined, options)) {
    packets.push({
      at: Math.round(packet.timestamp * MICRO),
      duration: packet.duration * MICRO,
      isKey: packet.type === "key",
      isShown: !isVp8 || Boolean(packet.data[0] & 16),
      seconds: packet.timestamp,
    });
    if (packets.length % BREATH === 0) tell(0);
  }
  return packets;
}

// MP4 keeps how long a frame lasts in the order of decoding, and ffmpeg adds that up; mediabunny tells
// how long each is seen, which is a little more or less where frames come when they like.
function lasting(track, packets) {
  const { sampleTable, timescale } = track._backing.internalTrack;
  const entries = sampleTable?.sampleTimingEntries ?? [];
  const ticks = entries.reduce(
    (sum, { count, delta }) => sum + count * delta,
    0,
  );
  const seen = packets.reduce((sum, { duration }) => sum + duration, 0);
  return ticks ? (ticks / timescale) * MICRO : seen;
}

async function feed(sink, packets, wanted, decoder, tell) {
  for (const { from, to } of runsOf(packets, wanted)) {
    const first = await sink.getKeyPacket(packets[from].seconds);
    let index = from;
    for await (const { type, data } of sink.packets(first)) {
      const { at } = packets[index];
      await decoder.add({
        type,
        timestamp: at,
        data,
        isWanted: wanted.has(at),
      });
      tell();
      index += 1;
      if (index > to || decoder.isBroken) break;
    }
  }
  await decoder.finish();
}
