import type { Socket } from 'node:net';
import { ResponseParser, type ParserEvents } from './response-parser';

/** Who uses a connection right now. */
export interface ConnectionUser extends ParserEvents {
  onConnect(connection: UpstreamConnection): void;
  /** The connection takes bytes again. */
  onDrain(): void;
  /** Everything that had come in has been reported. */
  onTurnEnd(): void;
  /** The connection ended before the answer did. Reported once; nothing follows. */
  onFail(connection: UpstreamConnection, cause: unknown): void;
}

const DEFAULT_IDLE_MS = 4000;

/** One connection to a service: one request at a time, and never used again after anything doubtful. */
export class UpstreamConnection {
  readonly #socket: Socket;
  readonly #parser: ResponseParser;
  readonly #onFree: (connection: UpstreamConnection) => void;
  #user: ConnectionUser | undefined;
  #isRequestSent = false;
  #isAnswered = false;
  #isReused = false;
  #keepAliveMs = DEFAULT_IDLE_MS;
  /** Monotonic time since which nobody uses it. */
  idleSinceMs = 0;

  constructor(
    socket: Socket,
    isSecure: boolean,
    user: ConnectionUser,
    onFree: (connection: UpstreamConnection) => void,
  ) {
    this.#socket = socket;
    this.#user = user;
    this.#onFree = onFree;
    this.#parser = new ResponseParser({
      onHead: (head) => {
        if (head.keepAliveMs !== null) this.#takeKeepAlive(head.keepAliveMs);
        this.#user?.onHead(head);
      },
      onBody: (chunk) => this.#user?.onBody(chunk),
      onEnd: () => {
        this.#isAnswered = true;
        this.#user?.onEnd();
      },
    });
    socket.setNoDelay(true);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#user?.onConnect(this));
    socket.on('drain', () => this.#user?.onDrain());
    socket.once('end', () => this.#ended());
    socket.on('error', (error) => this.#fail(error));
    socket.once('close', () => this.#fail(undefined));
  }

  /** True when an earlier request went over it and nothing came back for this one: the service may have just closed it. */
  get mayBeStale(): boolean {
    return this.#isReused && !this.#parser.hasBytes;
  }

  get hasAnswerBytes(): boolean {
    return this.#parser.hasBytes;
  }

  /** True while an idle connection is young enough for the service not to have closed it. */
  isFresh(nowMs: number, maxIdleMs: number): boolean {
    return nowMs - this.idleSinceMs < Math.min(maxIdleMs, this.#keepAliveMs);
  }

  /** Hands an idle connection to its next user. */
  reuse(user: ConnectionUser): void {
    this.#isReused = true;
    this.#user = user;
    this.#socket.ref();
  }

  /** Writes the head of a request; false means wait for `onDrain`. */
  begin(head: string, isHead: boolean): boolean {
    this.#isRequestSent = false;
    this.#isAnswered = false;
    this.#parser.begin(isHead);
    return this.#socket.write(head, 'latin1');
  }

  write(bytes: Buffer | string): boolean {
    return this.#socket.write(bytes, 'latin1');
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  /** Says that the request is complete; a connection on which it is not is never used again. */
  requestSent(): void {
    this.#isRequestSent = true;
  }

  /** Stops reading until `resume`; what is on its way stays with the service. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends it at once; its user hears nothing more. */
  destroy(): void {
    this.#user = undefined;
    this.#socket.destroy();
  }

  #takeKeepAlive(saidMs: number): void {
    // A second less than promised, so that both sides never decide at the same moment.
    this.#keepAliveMs = Math.min(DEFAULT_IDLE_MS, Math.max(0, saidMs - 1000));
  }

  /** Takes what came from the service; the chunk stays the connection's own. */
  read(chunk: Buffer): void {
    // Idle: whatever comes was not asked for.
    if (!this.#user && !this.#isAnswered) return this.destroy();
    try {
      this.#parser.push(chunk);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#user?.onTurnEnd();
    if (this.#isAnswered) this.#freeWhenDone();
  }

  #ended(): void {
    if (!this.#user || this.#isAnswered) return this.destroy();
    if (!this.#parser.close()) this.#fail(undefined);
    else this.#freeWhenDone();
  }

  #fail(cause: unknown): void {
    const user = this.#user;
    this.destroy();
    if (user && !this.#isAnswered) user.onFail(this, cause);
  }

  /** After the answer: back to the pool, unless half a request or half an answer may still be on the wire. */
  #freeWhenDone(): void {
    if (!this.#isAnswered || !this.#user) return;
    if (this.#isRequestSent && this.#parser.mayReuse && !this.#socket.destroyed) {
      this.#user = undefined;
      this.#isAnswered = false;
      this.#socket.resume();
      this.#socket.unref();
      this.#onFree(this);
    } else {
      this.destroy();
    }
  }
}
