const PREFIX_BYTES = 5;

/** Follows the length-prefixed messages of one direction without keeping any of it. */
export class GrpcSizes {
  readonly #maxBytes: number;
  #prefix = 0;
  #length = 0;
  #left = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False as soon as a message says that it is larger than allowed. */
  read(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at);
        this.#left -= passed;
        at += passed;
        continue;
      }
      // A flag, then four bytes of length.
      this.#length = this.#prefix === 0 ? 0 : this.#length * 256 + (chunk[at] ?? 0);
      at += 1;
      this.#prefix += 1;
      if (this.#prefix < PREFIX_BYTES) continue;
      if (this.#length > this.#maxBytes) return false;
      this.#left = this.#length;
      this.#prefix = 0;
    }
    return true;
  }
}
