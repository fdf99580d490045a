import type { Readable } from 'node:stream';

/** One length-prefixed message. */
export function toMessage(text: string): Buffer {
  const body = Buffer.from(text);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

/** Takes a byte stream apart into its messages. */
export class GrpcMessages {
  readonly all: string[] = [];
  onMessage: (text: string) => void = () => {};
  #rest = Buffer.alloc(0);

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => this.#push(chunk));
  }

  #push(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 5 && this.#rest.length >= 5 + this.#rest.readUInt32BE(1)) {
      const end = 5 + this.#rest.readUInt32BE(1);
      const text = this.#rest.toString('utf8', 5, end);
      this.#rest = this.#rest.subarray(end);
      this.all.push(text);
      this.onMessage(text);
    }
  }
}
