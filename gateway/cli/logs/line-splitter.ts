/** A line of a log of ours has a few kilobytes at most; what is longer is no line, and must not fill the memory. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Cuts chunks into lines in bounded memory. A line that is too long is told as undefined. */
export class LineSplitter {
  readonly #onLine: (line: string | undefined) => void;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #isTooLong = false;

  constructor(onLine: (line: string | undefined) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end; (end = chunk.indexOf(NEWLINE, start)) >= 0; start = end + 1) {
      this.#keep(chunk.subarray(start, end));
      this.#finish();
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    // The chunk's memory may be used again by whoever reads.
    if (this.#rest.length > 0) this.#rest = [Buffer.concat(this.#rest)];
  }

  /** Tells the last line, which may have no end. */
  end(): void {
    if (this.#restBytes > 0 || this.#isTooLong) this.#finish();
  }

  #keep(part: Buffer): void {
    if (this.#isTooLong || this.#restBytes + part.length > MAX_LINE_BYTES) {
      this.#isTooLong = true;
      this.#rest = [];
      this.#restBytes = 0;
      return;
    }
    this.#rest.push(part);
    this.#restBytes += part.length;
  }

  #finish(): void {
    const [only] = this.#rest;
    const line = this.#rest.length === 1 && only ? only : Buffer.concat(this.#rest);
    const isTooLong = this.#isTooLong;
    this.#rest = [];
    this.#restBytes = 0;
    this.#isTooLong = false;
    const length = line.at(-1) === RETURN ? line.length - 1 : line.length;
    this.#onLine(isTooLong ? undefined : line.toString('utf8', 0, length));
  }
}
