/** RFC 6455, section 5.5. */
const MAX_CONTROL_BYTES = 125;

/** Follows the frames of one direction of a WebSocket, without keeping or changing any of it. */
export class FrameReader {
  /** Why `read` said no: a message that is too large, or what RFC 6455 forbids. */
  fault: 'tooBig' | 'protocol' = 'tooBig';
  readonly #maxMessageBytes: number;
  readonly #header = Buffer.alloc(14);
  /** Bytes of a header that are there. */
  #have = 0;
  /** Bytes of a payload that are still to come. */
  #left = 0;
  #messageBytes = 0;

  constructor(maxMessageBytes = Infinity) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** True where a frame of one's own may be put in. */
  get isBetweenFrames(): boolean {
    return this.#have === 0 && this.#left === 0;
  }

  /**
   * Takes the next bytes; false as soon as a message is, or says that it will be, larger than allowed, or a ping, pong or
   * close than any may be. `fault` says which.
   */
  read(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length;) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at);
        this.#left -= passed;
        at += passed;
        continue;
      }
      this.#header[this.#have++] = chunk[at++] ?? 0;
      if (this.#have === this.#headerBytes() && !this.#begin()) return false;
    }
    return true;
  }

  #headerBytes(): number {
    if (this.#have < 2) return 2;
    const second = this.#header[1] ?? 0;
    const code = second & 0x7f;
    const lengthBytes = code === 127 ? 8 : code === 126 ? 2 : 0;
    return 2 + lengthBytes + (second & 0x80 ? 4 : 0);
  }

  #begin(): boolean {
    const code = (this.#header[1] ?? 0) & 0x7f;
    this.#have = 0;
    this.#left = code;
    if (code === 126) this.#left = this.#header.readUInt16BE(2);
    if (code === 127) this.#left = Number(this.#header.readBigUInt64BE(2));
    const opcode = (this.#header[0] ?? 0) & 0x0f;
    // Pings and the like stand between the parts of a message. One without end would be no message, and have no bound.
    if (opcode >= 8) return this.#left <= MAX_CONTROL_BYTES || this.#isForbidden();
    this.#messageBytes = opcode === 0 ? this.#messageBytes + this.#left : this.#left;
    return this.#messageBytes <= this.#maxMessageBytes;
  }

  #isForbidden(): false {
    this.fault = 'protocol';
    return false;
  }
}
