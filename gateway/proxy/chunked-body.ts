import { BadAnswer } from './response-head';

const CHUNK_SIZE = /^([0-9a-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const MAX_LINE_BYTES = 1024;
const MAX_TRAILER_BYTES = 16_384;
const LINE_FEED = 10;

type Step = 'size' | 'bytes' | 'gap' | 'trailer' | 'done';

/** Takes a chunked body apart, byte for byte as the standard has it, and throws away its trailers. Memory is bounded by one line. */
export class ChunkedBody {
  #step: Step = 'size';
  #line = '';
  #left = 0;
  #trailerBytes = 0;
  readonly #onBytes: (bytes: Buffer) => void;

  constructor(onBytes: (bytes: Buffer) => void) {
    this.#onBytes = onBytes;
  }

  get isDone(): boolean {
    return this.#step === 'done';
  }

  /** Reads on from `at`; returns where it stopped: at the end of the input, or right behind the body. */
  push(input: Buffer, at: number): number {
    while (at < input.length && this.#step !== 'done') {
      at = this.#step === 'bytes' ? this.#readBytes(input, at) : this.#readLine(input, at);
    }
    return at;
  }

  #readBytes(input: Buffer, at: number): number {
    const end = Math.min(input.length, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) this.#step = 'gap';
    this.#onBytes(input.subarray(at, end));
    return end;
  }

  #readLine(input: Buffer, at: number): number {
    const feed = input.indexOf(LINE_FEED, at);
    const end = feed < 0 ? input.length : feed;
    if (this.#line.length + end - at > MAX_LINE_BYTES) throw new BadAnswer('chunk line');
    this.#line += input.toString('latin1', at, end);
    if (feed < 0) return end;
    if (!this.#line.endsWith('\r')) throw new BadAnswer('chunk line end');
    const line = this.#line.slice(0, -1);
    this.#line = '';
    this.#takeLine(line);
    return feed + 1;
  }

  #takeLine(line: string): void {
    if (this.#step === 'gap') {
      if (line !== '') throw new BadAnswer('chunk end');
      this.#step = 'size';
    } else if (this.#step === 'size') this.#takeSize(line);
    else if (line === '') this.#step = 'done';
    else if ((this.#trailerBytes += line.length) > MAX_TRAILER_BYTES)
      throw new BadAnswer('trailer');
  }

  #takeSize(line: string): void {
    const size = CHUNK_SIZE.exec(line)?.[1];
    if (size === undefined) throw new BadAnswer('chunk size');
    this.#left = Number.parseInt(size, 16);
    this.#step = this.#left === 0 ? 'trailer' : 'bytes';
  }
}
