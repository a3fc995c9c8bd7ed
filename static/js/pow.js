// Work as the price of one more try: find a counter for which SHA-256(challenge:counter) begins
// with the asked number of zero bits, then send the form again. In slices, so that the page stays
// alive; crypto.subtle would spend most of its time on the way in and out.

const SLICE_MS = 12;
const BLOCK = 64;

// The constants of FIPS 180-4: fractional parts of the roots of the first primes.
const primes = [];
for (let n = 2; primes.length < 64; n += 1) {
  if (primes.every((prime) => n % prime)) primes.push(n);
}
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) =>
  fraction(Math.sqrt(prime)),
);

const state = new Int32Array(8);
const words = new Int32Array(BLOCK);
const bytes = new DataView(new ArrayBuffer(BLOCK));

// One block of the hash, from `bytes` into `state`. Written out: this is where all the time goes.
function compress() {
  for (let i = 0; i < 16; i += 1) words[i] = bytes.getInt32(i * 4);
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const s1 =
      ((e >>> 6) | (e << 26)) ^
      ((e >>> 11) | (e << 21)) ^
      ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 =
      ((a >>> 2) | (a << 30)) ^
      ((a >>> 13) | (a << 19)) ^
      ((a >>> 22) | (a << 10));
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + s0 + ((b & c) ^ (b & d) ^ (c & d))) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

// Hashes `text` (ASCII) on from the block at `from`, with what came before it in `state`.
function digest(text, from) {
  const end = ((text.length + 8) >> 6) << 6;
  for (let at = from; at <= end; at += BLOCK) {
    for (let i = 0; i < BLOCK; i += 1) {
      bytes.setUint8(i, at + i < text.length ? text.charCodeAt(at + i) : 0);
    }
    if (at + BLOCK > text.length && at <= text.length)
      bytes.setUint8(text.length - at, 0x80);
    if (at === end) bytes.setUint32(60, text.length * 8);
    compress();
  }
}

// Gives up when nobody is waiting for the answer any more.
async function findCounter(challenge, bits, isWanted) {
  // The whole blocks of the challenge are the same for every counter: hashed once.
  const whole = challenge.length - (challenge.length % BLOCK);
  state.set(START);
  for (let at = 0; at < whole; at += BLOCK) {
    for (let i = 0; i < BLOCK; i += 1)
      bytes.setUint8(i, challenge.charCodeAt(at + i));
    compress();
  }
  const begun = state.slice();
  for (let counter = 0; isWanted();) {
    for (
      const until = performance.now() + SLICE_MS;
      performance.now() < until;
    ) {
      for (let i = 0; i < 32; i += 1, counter += 1) {
        state.set(begun);
        digest(`${challenge}:${counter}`, whole);
        if (Math.clz32(state[0]) >= bits) return counter;
      }
    }
    await new Promise((resume) => setTimeout(resume));
  }
  return null;
}

async function pay() {
  const price = document.querySelector("[data-pow]:not([data-taken])");
  if (!price) return;
  price.dataset.taken = "";
  price.querySelector("[data-pow-text]").textContent =
    price.dataset.textWorking;
  const { pow: challenge, bits } = price.dataset;
  const counter = await findCounter(
    challenge,
    Number(bits),
    () => price.isConnected,
  );
  if (counter === null) return;
  const form = price.closest("form");
  form.querySelector("input[name=pow]").value = counter;
  form.requestSubmit();
}

document.addEventListener("step:shown", pay);
pay();
