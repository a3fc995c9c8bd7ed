// The worker's end of the port to the decoder in the document (decoder.js). A decoder that breaks
// down has given what it could.
const BATCH_PACKETS = 32;
const BATCH_BYTES = 2 * 1024 * 1024;

export class Decoder {
  isBroken = false;
  onframe = () => {};
  #port;
  #answers = [];
  #failure;
  #batch = [];
  #bytes = 0;

  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => this.#hear(data);
  }

  configure(config) {
    return this.#ask({ config });
  }

  async add(packet) {
    this.#batch.push(packet);
    this.#bytes += packet.data.length;
    const isFull = this.#batch.length >= BATCH_PACKETS;
    if (isFull || this.#bytes >= BATCH_BYTES) await this.#send();
  }

  async finish() {
    await this.#send();
    if (!this.isBroken) await this.#ask({ end: true });
    if (this.#failure) throw this.#failure;
  }

  async seek(times) {
    await this.#ask({ times });
    if (this.#failure) throw this.#failure;
  }

  async #send() {
    const packets = this.#batch;
    [this.#batch, this.#bytes] = [[], 0];
    if (!this.isBroken) this.isBroken = !(await this.#ask({ packets }));
    if (this.#failure) throw this.#failure;
  }

  #ask(question) {
    this.#port.postMessage(question);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  #hear({ frame, answer }) {
    if (!frame) return this.#answers.shift()?.(answer);
    try {
      this.onframe(frame);
    } catch (error) {
      this.#failure ??= error;
    }
  }
}
