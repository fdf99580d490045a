import type { ServerResponse } from 'node:http';
import type { ResponseHead } from './response-head';

const SMALL_BYTES = 16_384;

/**
 * Gives a service's answer to the caller. What makes the answer complete (its last bytes, or the end mark of a body
 * without a length) is held back until `finish`, so that no caller has a whole answer that is not on record.
 */
export class AnswerWriter {
  readonly #res: ServerResponse;
  readonly #onDrain: () => void;
  #head: ResponseHead | undefined;
  #headers: string[] = [];
  #isBegun = false;
  #hasBody = true;
  /** Bytes of a body of known length that are still to come; Infinity when only its end tells. */
  #left = Infinity;
  #last: Buffer | undefined;
  #listens = false;
  bytes = 0;

  constructor(res: ServerResponse, onDrain: () => void) {
    this.#res = res;
    this.#onDrain = onDrain;
  }

  /** Takes the head; nothing is sent before there is more, or the turn ends. */
  begin(head: ResponseHead, headers: string[], isHead: boolean): void {
    this.#head = head;
    this.#headers = headers;
    const { status, length } = head;
    this.#hasBody = !isHead && status !== 204 && status !== 205 && status !== 304 && length !== 0;
    this.#left = length ?? Infinity;
    const stated = status === 205 ? 0 : length;
    if (stated !== null && status !== 204) headers.push('Content-Length', String(stated));
  }

  /** Passes bytes on; false means wait for `onDrain`. */
  write(chunk: Buffer): boolean {
    if (!this.#hasBody) return true;
    this.bytes += chunk.length;
    this.#left -= chunk.length;
    if (this.#left === 0) {
      this.#last = chunk;
      return true;
    }
    this.#sendHead();
    if (this.#res.write(chunk)) return true;
    this.#listenForDrain();
    return false;
  }

  /** Lets the caller see the head now, when there is a body to wait for. */
  flush(): void {
    if (this.#isBegun || !this.#hasBody || this.#last || !this.#head) return;
    this.#sendHead();
    // Not flushHeaders: Node writes the head as UTF-8 there, which changes bytes above 127.
    this.#res.write('', 'latin1');
  }

  /** Sends what was held back. */
  finish(): void {
    const last = this.#last;
    const isWhole = !this.#isBegun;
    this.#sendHead();
    if (!last) this.#res.end();
    // Head and body as one text go out in one cheap write; latin1 keeps every byte as it is.
    else if (isWhole && last.length <= SMALL_BYTES) {
      this.#res.end(last.toString('latin1'), 'latin1');
    } else this.#res.end(last);
  }

  #sendHead(): void {
    if (this.#isBegun || !this.#head) return;
    this.#isBegun = true;
    this.#res.writeHead(this.#head.status, this.#head.reason, this.#headers);
  }

  #listenForDrain(): void {
    if (this.#listens) return;
    this.#listens = true;
    this.#res.on('drain', this.#onDrain);
  }
}
