import type { IncomingMessage } from 'node:http';
import type { UpstreamConnection } from './upstream-connection';

export interface RequestBodyEvents {
  onBytes(chunk: Buffer): void;
  onTooLarge(): void;
  onSent(): void;
}

/** How the body of a request is framed on its way to the service: as the caller framed it. */
export type RequestFraming = 'none' | 'chunked' | 'length';

/** The framing that the server's parser has settled on; a request never has both a length and a coding there. */
export function requestFramingOf(
  req: IncomingMessage,
  body?: { readonly isWhole: boolean },
): RequestFraming {
  if (body?.isWhole) return 'length';
  if (req.headers['transfer-encoding'] !== undefined) return 'chunked';
  const length = req.headers['content-length'];
  return length === undefined || length === '0' ? 'none' : 'length';
}

const CHUNK_END = '\r\n';
const LAST_CHUNK = '0\r\n\r\n';

/** Sends the caller's body on, no faster than the service takes it; trailers are left behind. */
export class RequestBody {
  readonly #req: IncomingMessage;
  readonly #isChunked: boolean;
  readonly #maxBytes: number;
  readonly #events: RequestBodyEvents;
  #to: UpstreamConnection | undefined;
  #bytes = 0;
  #isBlocked = false;

  constructor(
    req: IncomingMessage,
    isChunked: boolean,
    maxBytes: number,
    events: RequestBodyEvents,
  ) {
    this.#req = req;
    this.#isChunked = isChunked;
    this.#maxBytes = maxBytes;
    this.#events = events;
  }

  /** True while the service does not take more: then it is not the caller who is slow. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Begins to read; this is also the moment at which a caller that waits is told to go on. */
  start(to: UpstreamConnection, first?: Buffer): void {
    this.#to = to;
    if (first && first.length > 0) this.#onData(first);
    this.#req.on('data', this.#onData).once('end', this.#onEnd);
    if (!this.#isBlocked) this.#req.resume();
  }

  drained(): void {
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    this.#req.resume();
  }

  /** Stops sending; whatever the caller still sends is left for others to deal with. */
  stop(): void {
    this.#to = undefined;
    this.#req.off('data', this.#onData).off('end', this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      this.#events.onTooLarge();
      return;
    }
    this.#events.onBytes(chunk);
    if (!this.#to || this.#send(this.#to, chunk)) return;
    this.#isBlocked = true;
    this.#req.pause();
  };

  #send(to: UpstreamConnection, chunk: Buffer): boolean {
    if (!this.#isChunked) return to.write(chunk);
    to.cork();
    to.write(chunk.length.toString(16) + CHUNK_END);
    to.write(chunk);
    const takesMore = to.write(CHUNK_END);
    to.uncork();
    return takesMore;
  }

  readonly #onEnd = (): void => {
    if (this.#isChunked) this.#to?.write(LAST_CHUNK);
    this.#events.onSent();
  };
}
