import { constants, type ClientHttp2Stream } from 'node:http2';
import { LatchkeyError } from '#shared/contract/errors';
import { CLIENT_CLOSED_REQUEST } from './client-closed-request';
import { Deadline } from './deadline';
import type { Watched } from './deadline-watch';
import { fromFlat, withoutPseudo } from './flat-headers';
import type { ForwardResult } from './forward';
import { endWithin, sayEnd } from './grpc-end';
import type { GrpcParts } from './grpc-parts';
import { requestGrpc } from './grpc-request';
import { GRPC, toHttpStatus, type GrpcCode } from './grpc-status';
import { GrpcSizes } from './grpc-sizes';
import { toUpstreamTrailers } from './request-headers';
import { toClientHeaders, toClientTrailers } from './response-headers';
import { toUpstreamError, UpstreamFailure } from './upstream-error';

/** Both sides may be silent for so long in a stream that is open, as in a WebSocket. */
const IDLE_MS = 300_000;
/** How long a caller that does not read may take to hear of the end. */
const LINGER_MS = 500;

/** One gRPC call on its way: messages in both directions at any time, and an end that is told in trailers. */
export class GrpcExchange implements Watched {
  place = -1;
  /** Rejects with a LatchkeyError when there was no answer to begin. */
  readonly ended: Promise<ForwardResult>;
  readonly #parts: GrpcParts;
  readonly #stream: ClientHttp2Stream;
  readonly #sizes: GrpcSizes;
  readonly #startMs = performance.now();
  readonly #deadline = new Deadline();
  #resolve: (result: ForwardResult) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isOver = false;
  #status = CLIENT_CLOSED_REQUEST;
  #firstByteMs: number | null = null;
  #bytesIn = 0;
  #bytesOut = 0;
  #trailers: [string, string][] = [];
  #grpcStatus: string | undefined;

  constructor(parts: GrpcParts) {
    this.#parts = parts;
    this.#sizes = new GrpcSizes(parts.plan.maxMessageBytes);
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#stream = requestGrpc(parts.session, parts.plan);
    this.#deadline.waitAtMost(parts.plan.timeouts.firstByteMs);
    parts.watch.add(this);
    this.#listen();
    this.#sendBody();
    if (parts.res.destroyed) this.#leave();
  }

  /** Ends the call on both sides: the caller is told that it may not go on. */
  cut(): void {
    this.#endEarly(GRPC.permissionDenied, 'This call may not go on.', 'client_gone');
  }

  look(nowMs: number): void {
    const { res, plan } = this.#parts;
    if (!plan.mayGoOn()) return this.cut();
    if (!this.#deadline.isOver(nowMs)) return;
    if (!res.headersSent) return this.#fail(new UpstreamFailure('UPSTREAM_TIMEOUT', false));
    const text = 'Nothing was said for too long.';
    if (res.writableNeedDrain) this.#leave();
    else this.#endEarly(GRPC.deadlineExceeded, text, 'upstream_truncated');
  }

  #listen(): void {
    const { req, res, session, plan } = this.#parts;
    const stream = this.#stream;
    stream.on('response', (head, flags, raw) =>
      this.#onHead(Number(head[':status']), raw as unknown as string[], flags),
    );
    stream.on('trailers', (trailers, _flags, raw) => {
      this.#grpcStatus = trailers['grpc-status']?.toString();
      this.#trailers = toClientTrailers(raw as unknown as string[]);
    });
    stream.on('data', this.#onAnswer);
    stream.once('end', () => this.#onEnd());
    stream.on('error', (cause) => this.#broken(cause));
    stream.once('close', () => {
      this.#broken(undefined);
      session.close();
    });
    stream.once('wantTrailers', () => {
      const trailers = fromFlat(toUpstreamTrailers(req.rawTrailers, plan.presented));
      if (!stream.destroyed) stream.sendTrailers(trailers);
    });
    stream.on('drain', () => req.resume());
    res.on('drain', this.#onDrain);
    res.once('close', () => this.#leave());
  }

  #sendBody(): void {
    const { req, plan } = this.#parts;
    if (plan.start && plan.start.length > 0) this.#onAsked(plan.start);
    req.on('data', this.#onAsked);
    req.once('end', () => {
      if (!this.#parts.res.headersSent) this.#deadline.endWithin(plan.timeouts.totalMs);
      this.#stream.end();
    });
    // Read to its end before: the event has been.
    if (req.readableEnded) this.#stream.end();
  }

  readonly #onAsked = (chunk: Buffer): void => {
    if (this.#isOver) return;
    this.#bytesIn += chunk.length;
    this.#parts.observer.onRequestBody(chunk);
    if (!this.#sizes.read(chunk)) return this.#tooLarge();
    this.#wait();
    if (!this.#stream.write(chunk)) this.#parts.req.pause();
  };

  readonly #onAnswer = (chunk: Buffer): void => {
    if (this.#isOver) return;
    this.#bytesOut += chunk.length;
    this.#parts.observer.onBody(chunk);
    this.#wait();
    if (!this.#parts.res.write(chunk)) this.#stream.pause();
  };

  readonly #onDrain = (): void => {
    this.#wait();
    this.#stream.resume();
  };

  #onHead(status: number, raw: readonly string[], flags: number): void {
    const { res, plan, observer } = this.#parts;
    if (this.#isOver) return;
    plan.onAnswer();
    const answered = withoutPseudo(raw);
    this.#firstByteMs = performance.now() - this.#startMs;
    this.#status = status;
    observer.onResponseHead(status, answered);
    const headers = toClientHeaders(answered, plan.responseHeaders);
    // Without a message, the end stands in the head.
    const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    if (isWhole) this.#grpcStatus = fromFlat(answered)['grpc-status']?.[0];
    const write = () => {
      res.writeHead(status, isWhole ? [...headers, 'content-length', '0'] : headers);
      if (!isWhole) res.flushHeaders();
    };
    this.#deadline.endWithin(null);
    if (isWhole) return void this.#finish(this.#toResult(), write);
    try {
      write();
      this.#wait();
    } catch (cause) {
      this.#fail(new UpstreamFailure('UPSTREAM_BROKEN', false, cause));
    }
  }

  #onEnd(): void {
    if (this.#status === 200 && this.#grpcStatus === undefined) return this.#broken(undefined);
    void this.#finish(this.#toResult(), () => {
      this.#parts.res.addTrailers(this.#trailers);
    });
  }

  /** What a service says with its gRPC status: a failure, unless it had given something already. */
  #toResult(): ForwardResult {
    const isHttpError = this.#status !== 200;
    const status = isHttpError ? this.#status : toHttpStatus(this.#grpcStatus);
    if (status === 200 || isHttpError || this.#bytesOut === 0) {
      return this.#result('finished', status);
    }
    return this.#result('upstream_truncated', 200);
  }

  #result(outcome: ForwardResult['outcome'], status = this.#status): ForwardResult {
    const firstByteMs = this.#firstByteMs;
    return { status, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut, firstByteMs, outcome };
  }

  /** The record first, then the end. */
  async #finish(result: ForwardResult, write: () => void, lingerMs = IDLE_MS): Promise<void> {
    if (!this.#close()) return;
    const { res } = this.#parts;
    try {
      await this.#parts.beforeEnd(result);
      if (!res.destroyed) {
        write();
        endWithin(res, lingerMs);
      }
      this.#resolve(result);
    } catch (error) {
      this.#reject(error);
    }
  }

  #endEarly(code: GrpcCode, message: string, outcome: ForwardResult['outcome']): void {
    const { res } = this.#parts;
    void this.#finish(this.#result(outcome), () => sayEnd(res, code, message), LINGER_MS);
  }

  #tooLarge(): void {
    const error = new LatchkeyError('BODY_TOO_LARGE');
    if (!this.#parts.res.headersSent) return this.#fail(error);
    this.#endEarly(GRPC.resourceExhausted, error.message, 'client_gone');
  }

  #broken(cause: unknown): void {
    if (this.#isOver) return;
    if (!this.#parts.res.headersSent) return this.#fail(toUpstreamError(cause, false, false));
    this.#endEarly(GRPC.unavailable, 'The service broke off.', 'upstream_truncated');
  }

  #leave(): void {
    if (!this.#close()) return;
    const result = this.#result('client_gone');
    this.#parts.beforeEnd(result).then(() => this.#resolve(result), this.#reject);
  }

  #fail(error: unknown): void {
    if (this.#close()) this.#reject(error);
  }

  #wait(): void {
    const { res, plan } = this.#parts;
    const { firstByteMs, idleMs } = plan.timeouts;
    this.#deadline.waitAtMost(res.headersSent ? Math.max(idleMs, IDLE_MS) : firstByteMs);
  }

  /** False when it is over already. The service hears of an end that it did not make itself. */
  #close(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    const { req, res, watch } = this.#parts;
    watch.remove(this);
    req.off('data', this.#onAsked);
    res.off('drain', this.#onDrain);
    req.resume();
    this.#stream.close(constants.NGHTTP2_CANCEL);
    return true;
  }
}
