import { TranslationError } from './translation-error';

/** Pieces are joined beyond this number: a service that sends single bytes would otherwise cost a hundred times their memory. */
const MAX_PIECES = 1024;

/** Holds the pieces of a text up to a bound, in bytes. Throws TranslationError beyond it, and holds nothing then. */
export class GatheredBytes {
  readonly #maxBytes: number;
  readonly #tooLong: string;
  #joined: Buffer[] = [];
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number, tooLong: string) {
    this.#maxBytes = maxBytes;
    this.#tooLong = tooLong;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) {
      this.#joined = [];
      this.#pieces = [];
      throw new TranslationError(this.#tooLong);
    }
    this.#pieces.push(piece);
    if (this.#pieces.length < MAX_PIECES) return;
    this.#joined.push(Buffer.concat(this.#pieces));
    this.#pieces = [];
  }

  /** Gives all bytes and starts anew. */
  take(): Buffer {
    const all = [...this.#joined, ...this.#pieces];
    const bytes = all.length === 1 && all[0] ? all[0] : Buffer.concat(all);
    this.#joined = [];
    this.#pieces = [];
    this.#bytes = 0;
    return bytes;
  }
}
