import { ChunkedBody } from './chunked-body';
import { BadAnswer, parseResponseHead, type ResponseHead } from './response-head';

const MAX_HEAD_BYTES = 32_768;
/** Interim answers (100, 102, 103) are swallowed; ten thousand are odd but harmless, a stream of them is not. */
const MAX_INTERIM_BYTES = 1_048_576;
const HEAD_END = '\r\n\r\n';
const OPENING = 'HTTP/1.';
const EMPTY: Buffer = Buffer.alloc(0);

export interface ParserEvents {
  /** The final head; interim ones are not reported. */
  onHead(head: ResponseHead): void;
  onBody(chunk: Buffer): void;
  /** The answer is complete. */
  onEnd(): void;
}

type Framing = 'none' | 'length' | 'chunked' | 'close';

const framingOf = (head: ResponseHead, isHead: boolean): Framing => {
  if (isHead || head.status === 204 || head.status === 304 || head.length === 0) return 'none';
  if (head.isChunked) return 'chunked';
  return head.length === null ? 'close' : 'length';
};

/** Reads the answer to one request at a time from a byte stream. Throws BadAnswer; holds at most one head. */
export class ResponseParser {
  readonly #events: ParserEvents;
  #state: 'idle' | 'head' | 'body' = 'idle';
  #framing: Framing = 'none';
  #pending: Buffer = EMPTY;
  #left = 0;
  #interimBytes = 0;
  #chunked: ChunkedBody | undefined;
  #isHead = false;
  #hasBytes = false;
  #mayReuse = false;

  constructor(events: ParserEvents) {
    this.#events = events;
  }

  /** True once any byte of the current answer has come. */
  get hasBytes(): boolean {
    return this.#hasBytes;
  }

  /** True when the last answer ended at a place that is beyond doubt, so that the connection can carry another. */
  get mayReuse(): boolean {
    return this.#mayReuse;
  }

  begin(isHead: boolean): void {
    this.#state = 'head';
    this.#isHead = isHead;
    this.#hasBytes = false;
    this.#interimBytes = 0;
    this.#mayReuse = false;
  }

  push(input: Buffer): void {
    this.#hasBytes = true;
    let at = 0;
    while (at < input.length) {
      // Bytes that nobody asked for must never be taken for the next answer.
      if (this.#state === 'idle') return this.#refuseReuse();
      at = this.#state === 'head' ? this.#readHead(input, at) : this.#readBody(input, at);
    }
  }

  /** The service closed the connection; true when that is how this answer ends. */
  close(): boolean {
    if (this.#state !== 'body' || this.#framing !== 'close') return false;
    this.#end();
    return true;
  }

  #refuseReuse(): void {
    this.#mayReuse = false;
  }

  #readHead(input: Buffer, at: number): number {
    const isFirst = this.#pending.length === 0;
    const all = isFirst ? input.subarray(at) : Buffer.concat([this.#pending, input.subarray(at)]);
    const end = all.indexOf(HEAD_END);
    if (end < 0) {
      this.#keep(all);
      return input.length;
    }
    if (end > MAX_HEAD_BYTES) throw new BadAnswer('head too large');
    const before = this.#pending.length;
    this.#pending = EMPTY;
    this.#takeHead(parseResponseHead(all.toString('latin1', 0, end)), end);
    return at + end + HEAD_END.length - before;
  }

  /** Part of a head. What does not even begin like an answer is refused at once rather than at the time limit. */
  #keep(all: Buffer): void {
    const opening = all.toString('latin1', 0, OPENING.length);
    const isBad = !OPENING.startsWith(opening) || all.includes('\n\n');
    if (isBad || all.length > MAX_HEAD_BYTES) throw new BadAnswer('head');
    this.#pending = all;
  }

  #takeHead(head: ResponseHead, bytes: number): void {
    if (head.status < 200) return this.#skipInterim(head, bytes);
    this.#framing = framingOf(head, this.#isHead);
    this.#mayReuse = head.keepsOpen && this.#framing !== 'close' && !this.#isDoubtful(head);
    this.#state = 'body';
    this.#left = head.length ?? 0;
    if (this.#framing === 'chunked') {
      this.#chunked = new ChunkedBody((chunk) => this.#events.onBody(chunk));
    }
    this.#events.onHead(head);
    if (this.#framing === 'none') this.#end();
  }

  /** An answer without a body that yet speaks of one: a careless service sends it after all. */
  #isDoubtful(head: ResponseHead): boolean {
    const isBodyless = this.#isHead || head.status === 204 || head.status === 304;
    return isBodyless && (this.#isHead || head.isChunked || (head.length ?? 0) > 0);
  }

  #skipInterim(head: ResponseHead, bytes: number): void {
    this.#interimBytes += bytes;
    // Nobody asked to switch protocols: the caller's Upgrade is never passed on here.
    if (head.status === 101) throw new BadAnswer('unasked upgrade');
    if (this.#interimBytes > MAX_INTERIM_BYTES) throw new BadAnswer('too many interim answers');
  }

  #readBody(input: Buffer, at: number): number {
    if (this.#framing === 'chunked' && this.#chunked) {
      const next = this.#chunked.push(input, at);
      if (this.#chunked.isDone) this.#end();
      return next;
    }
    const end = this.#framing === 'close' ? input.length : Math.min(input.length, at + this.#left);
    this.#left -= end - at;
    this.#events.onBody(at === 0 && end === input.length ? input : input.subarray(at, end));
    if (this.#framing === 'length' && this.#left === 0) this.#end();
    return end;
  }

  #end(): void {
    this.#state = 'idle';
    this.#chunked = undefined;
    this.#events.onEnd();
  }
}
