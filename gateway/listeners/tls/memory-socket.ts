import { Duplex } from 'node:stream';

/** What is told of the connection that a memory socket stands for. */
interface SocketFacts {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}

/** One end of a connection inside this process: what is written here is read at the other end, with its backpressure. */
export class MemorySocket extends Duplex {
  readonly encrypted = true;
  /** By this the rest of the gateway knows that a request came as a stream of HTTP/2. */
  readonly isStream = true;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  bytesRead = 0;
  #peer: MemorySocket | undefined;
  #resume: (() => void) | undefined;

  constructor(facts: SocketFacts) {
    super({ allowHalfOpen: true, emitClose: true });
    this.remoteAddress = facts.remoteAddress;
    this.remotePort = facts.remotePort;
  }

  /** Both ends of a new connection. */
  static pair(facts: SocketFacts): [MemorySocket, MemorySocket] {
    const [one, other] = [new MemorySocket(facts), new MemorySocket(facts)];
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  override _read(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    const peer = this.#peer;
    if (!peer || peer.destroyed) return done();
    peer.bytesRead += chunk.length;
    if (peer.push(chunk)) done();
    else peer.#resume = done;
  }

  override _final(done: () => void): void {
    this.#peer?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const peer = this.#peer;
    this._read();
    // An end that was announced is read to its end; anything else breaks off.
    if (peer && !this.writableFinished) peer.destroy();
    else peer?._read();
    done(error);
  }

  destroySoon(): void {
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy()).end();
  }

  // What node:http asks of a socket; in memory there is nothing to set.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
