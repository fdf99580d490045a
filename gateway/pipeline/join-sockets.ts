import type { Duplex } from 'node:stream';
import { FrameReader } from './frame-reader';

/** Why the gateway ends a WebSocket, as RFC 6455 numbers it. */
export const CLOSE = { goingAway: 1001, protocol: 1002, policy: 1008, tooBig: 1009 } as const;
type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

const REASON: Record<CloseCode, string> = {
  1001: 'nothing was said for too long',
  1002: 'a control frame is too large',
  1008: 'this call may not go on',
  1009: 'the message is too large',
};

/** How long an end may take that was agreed on. */
const LINGER_MS = 500;
const LOOK_MS = 1000;
/** When one side has said its last, the other may say so much longer what was on its way. */
const GRACE_MS = 2000;

export interface JoinRules {
  /** Of one message of the caller. */
  readonly maxMessageBytes: number;
  /** Nothing in either direction for so long ends it. */
  readonly idleMs: number;
  readonly monotonicMs: () => number;
  /** From the end of one side to the end of both. */
  readonly graceMs?: number;
}

export interface Moved {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

const toCloseFrame = (code: CloseCode): Buffer => {
  const reason = Buffer.from(REASON[code]);
  return Buffer.concat([Buffer.from([0x88, reason.length + 2, code >> 8, code & 0xff]), reason]);
};

/** Two sockets that are one WebSocket; bytes go through unchanged, no faster than the slower side takes them. */
export class JoinedSockets {
  /** Resolves when both ends are closed. */
  readonly ended: Promise<Moved>;
  readonly #client: Duplex;
  readonly #upstream: Duplex;
  readonly #rules: JoinRules;
  readonly #asked: FrameReader;
  readonly #answered = new FrameReader();
  readonly #timer: NodeJS.Timeout;
  #grace: NodeJS.Timeout | undefined;
  readonly #moved = { bytesIn: 0, bytesOut: 0 };
  #movedMs: number;
  #isClosing = false;

  constructor(client: Duplex, upstream: Duplex, rules: JoinRules) {
    this.#client = client;
    this.#upstream = upstream;
    this.#rules = rules;
    this.#asked = new FrameReader(rules.maxMessageBytes);
    this.#movedMs = rules.monotonicMs();
    this.#timer = setInterval(this.#look, LOOK_MS).unref();
    this.ended = new Promise((resolve) => {
      const end = () => {
        clearInterval(this.#timer);
        clearTimeout(this.#grace);
        upstream.destroy();
        if (!this.#isClosing) this.#finish();
        resolve(this.#moved);
      };
      for (const side of [client, upstream])
        side.once('error', end).once('close', end).once('end', this.#onEnd);
    });
  }

  /** Passes on what came together with the handshake, then everything else. */
  start(fromClient: Buffer, fromUpstream: Buffer): void {
    const [client, upstream] = [this.#client, this.#upstream];
    if (fromUpstream.length > 0) this.#onAnswered(fromUpstream);
    if (fromClient.length > 0) this.#onAsked(fromClient);
    // Not piped: a pipe has passed on a piece that is refused before it can be stopped.
    client.on('data', this.#onAsked).on('drain', () => upstream.resume());
    upstream.on('data', this.#onAnswered).on('drain', () => client.resume());
    client.once('end', () => upstream.end());
    upstream.once('end', () => client.end());
  }

  /** Ends it: the caller is told why, unless it is in the middle of a frame; the service just loses it. */
  close(code: CloseCode, isBetweenFrames = this.#answered.isBetweenFrames): void {
    if (this.#isClosing) return;
    const mayTell = isBetweenFrames && this.#client.writable;
    this.#isClosing = mayTell;
    this.#upstream.destroy();
    if (!mayTell) return void this.#client.destroy();
    // Its own farewell is read and dropped, so that the end is not a reset.
    this.#client.resume();
    this.#finish(toCloseFrame(code));
  }

  /** Lets the caller have what was already on its way. */
  #finish(last?: Buffer): void {
    this.#client.end(last);
    setTimeout(() => this.#client.destroy(), LINGER_MS).unref();
  }

  readonly #onAsked = (chunk: Buffer): void => {
    if (this.#isClosing) return;
    this.#moved.bytesIn += chunk.length;
    this.#movedMs = this.#rules.monotonicMs();
    if (!this.#asked.read(chunk)) this.close(CLOSE[this.#asked.fault]);
    else if (this.#upstream.writable && !this.#upstream.write(chunk)) this.#client.pause();
  };

  readonly #onAnswered = (chunk: Buffer): void => {
    if (this.#isClosing) return;
    this.#moved.bytesOut += chunk.length;
    this.#movedMs = this.#rules.monotonicMs();
    const wasBetween = this.#answered.isBetweenFrames;
    if (!this.#answered.read(chunk)) this.close(CLOSE[this.#answered.fault], wasBetween);
    else if (this.#client.writable && !this.#client.write(chunk)) this.#upstream.pause();
  };

  /** Threat: a caller who has left while the service says nothing; the call would keep its place for minutes. */
  readonly #onEnd = (): void => {
    const { graceMs = GRACE_MS } = this.#rules;
    this.#grace ??= setTimeout(() => {
      this.#upstream.destroy();
      this.#client.destroy();
    }, graceMs).unref();
  };

  readonly #look = (): void => {
    if (this.#rules.monotonicMs() - this.#movedMs >= this.#rules.idleMs) {
      this.close(CLOSE.goingAway);
    }
  };
}
