import { LatchkeyError } from '#shared/contract/errors';
import { CLIENT_CLOSED_REQUEST } from './client-closed-request';
import { Deadline } from './deadline';
import type { Watched } from './deadline-watch';
import type { ExchangeParts, Transport } from './exchange-parts';
import type { ForwardResult } from './forward';
import type { ResponseHead } from './response-head';
import { isStream } from './response-headers';
import { SentRequest, type RequestUser } from './sent-request';
import { ShownAnswer, type AnswerUser } from './shown-answer';
import type { ConnectionUser, UpstreamConnection } from './upstream-connection';
import { toUpstreamError, UpstreamFailure } from './upstream-error';

type Phase = 'connecting' | 'asking' | 'answering' | 'ending' | 'over';

/** One call on its way: the request to the service, the answer to the caller, and every way in which that can go wrong. */
export class Exchange implements ConnectionUser, RequestUser, AnswerUser, Watched {
  place = -1;
  readonly #transport: Transport;
  readonly #parts: ExchangeParts;
  readonly #request: SentRequest;
  readonly #answer: ShownAnswer;
  readonly #startMs = performance.now();
  readonly #deadline = new Deadline();
  #phase: Phase = 'connecting';
  #connection: UpstreamConnection | undefined;
  #hasRepeated = false;
  #firstByteMs: number | null = null;
  #status = CLIENT_CLOSED_REQUEST;

  constructor(transport: Transport, parts: ExchangeParts) {
    this.#transport = transport;
    this.#parts = parts;
    this.#request = new SentRequest(parts, this);
    this.#answer = new ShownAnswer(parts, this);
  }

  start(): void {
    const { res } = this.#parts;
    try {
      this.#request.prepare();
      this.#connect();
    } catch (error) {
      this.#refuse(error);
    }
    if (res.closed || res.destroyed) this.#settle('client_gone');
  }

  onConnect(connection: UpstreamConnection): void {
    this.#phase = 'asking';
    this.#connection = connection;
    this.#deadline.waitAtMost(this.#parts.plan.timeouts.firstByteMs);
    this.#request.begin(connection);
  }

  onUpload(): void {
    this.#deadline.waitAtMost(this.#parts.plan.timeouts.firstByteMs);
  }

  onTooLarge(): void {
    if (this.#phase === 'answering') this.#truncate();
    else this.#refuse(new LatchkeyError('BODY_TOO_LARGE'));
  }

  onRequestSent(): void {
    const { firstByteMs, totalMs } = this.#parts.plan.timeouts;
    this.#connection?.requestSent();
    if (this.#phase !== 'asking') return;
    this.#deadline.waitAtMost(firstByteMs);
    // An upload has its own limits; the time for the whole call begins when the service has all of it.
    this.#deadline.endWithin(totalMs);
  }

  onHead(head: ResponseHead): void {
    const { plan, observer } = this.#parts;
    this.#phase = 'answering';
    this.#firstByteMs = performance.now() - this.#startMs;
    this.#status = head.status;
    this.#deadline.waitAtMost(plan.timeouts.idleMs);
    if (isStream(head)) this.#deadline.endWithin(null);
    plan.target.state?.markUp();
    observer.onResponseHead(head.status, head.headers);
    try {
      this.#answer.choose(head);
    } catch (error) {
      // Not the answer to show: whoever asked decides what to do instead.
      return this.#refuse(error);
    }
    this.#answer.begin(head);
  }

  onBody(chunk: Buffer): void {
    // What still comes behind an answer that is over.
    if (this.#phase !== 'answering') return;
    this.#deadline.waitAtMost(this.#parts.plan.timeouts.idleMs);
    this.#parts.observer.onBody(chunk);
    if (!this.#answer.push(chunk)) this.#connection?.pause();
    if (this.#answer.isOver) this.#endEarly();
  }

  onTurnEnd(): void {
    if (this.#phase === 'answering') this.#answer.flush();
  }

  onEnd(): void {
    if (this.#phase !== 'answering' || !this.#answer.end()) return;
    this.#phase = 'ending';
    this.#deadline.clear();
    // Half a request is still on its way: nobody may use this connection again.
    if (!this.#request.isComplete) this.#connection?.destroy();
    this.#connection = undefined;
    this.#request.stop();
    this.#parts.beforeEnd(this.#result(this.#ended())).then(this.#finish, this.#failRecord);
  }

  onDrain(): void {
    this.#deadline.waitAtMost(this.#parts.plan.timeouts.firstByteMs);
    this.#request.drained();
  }

  onCallerDrain(): void {
    this.#deadline.waitAtMost(this.#parts.plan.timeouts.idleMs);
    this.#connection?.resume();
  }

  /** Nothing is shown of an answer that is not understood; what was shown already is cut. */
  onUnreadable(cause: unknown): void {
    if (this.#parts.res.headersSent) this.#truncate();
    else if (cause instanceof LatchkeyError) this.#refuse(cause);
    else this.#refuse(new LatchkeyError('UPSTREAM_UNREADABLE', { cause }));
  }

  onFail(connection: UpstreamConnection, cause: unknown): void {
    if (this.#phase === 'answering') {
      this.#truncate();
    } else if (this.#mayTryAgain(connection)) {
      this.#hasRepeated = true;
      this.#open();
    } else {
      const isUnsent = this.#phase === 'connecting';
      this.#refuse(toUpstreamError(cause, connection.hasAnswerBytes, isUnsent));
    }
  }

  look(nowMs: number): void {
    if (!this.#deadline.isOver(nowMs)) return;
    if (this.#answer.isPaused || this.#phase === 'ending') this.#leaveClient();
    else if (this.#phase === 'answering') this.#truncate();
    else this.#refuse(this.#toLate());
  }

  #connect(): void {
    const { res, plan } = this.#parts;
    res.on('close', this.#onClientClose);
    this.#transport.watch.add(this);
    const { origin } = plan.target.origin;
    const idle = this.#transport.pool.take(origin, this, this.#request.mayRepeat);
    if (idle) this.onConnect(idle);
    else this.#open();
  }

  #open(): void {
    const { target: place, timeouts, lookup: planned } = this.#parts.plan;
    const target = place.origin;
    const lookup = planned ?? this.#transport.lookupFor?.(target);
    this.#phase = 'connecting';
    this.#deadline.waitAtMost(timeouts.connectMs);
    this.#connection = this.#transport.pool.open(target, this, lookup);
  }

  /** The service may go on for as long as it likes, with signs of life or more words: nobody listens any more. */
  #endEarly(): void {
    this.#connection?.destroy();
    this.onEnd();
  }

  #ended(): ForwardResult['outcome'] {
    return this.#answer.isBroken ? 'upstream_broken' : 'finished';
  }

  #toLate(): LatchkeyError {
    if (this.#request.waitsForCaller) return new LatchkeyError('REQUEST_TIMEOUT');
    return new UpstreamFailure('UPSTREAM_TIMEOUT', this.#phase === 'connecting');
  }

  /** Only after a connection kept open turned out to be closed, and only if nothing came back. */
  #mayTryAgain(connection: UpstreamConnection): boolean {
    return this.#request.mayRepeat && !this.#hasRepeated && connection.mayBeStale;
  }

  readonly #onClientClose = (): void => {
    this.#settle(this.#parts.res.writableFinished ? this.#ended() : 'client_gone');
  };

  readonly #finish = (): void => {
    if (this.#phase === 'over') return;
    this.#deadline.waitAtMost(this.#parts.plan.timeouts.idleMs);
    this.#answer.finish();
    this.#request.drainRest();
  };

  /** The record could not be made: the caller must not take what it has for the whole answer. */
  readonly #failRecord = (error: unknown): void => {
    if (this.#parts.res.headersSent) this.#parts.res.destroy();
    this.#refuse(error);
  };

  /** Cuts the caller off, so that half an answer does not look like a whole one. */
  #truncate(): void {
    const { res } = this.#parts;
    this.#settle('upstream_truncated');
    // One turn later: what the service did send is still on its way out.
    setImmediate(() => res.destroy());
  }

  #leaveClient(): void {
    this.#settle('client_gone');
    this.#parts.res.destroy();
  }

  #refuse(error: unknown): void {
    if (this.#close()) this.#parts.reject(error);
  }

  #settle(outcome: ForwardResult['outcome']): void {
    const result = this.#result(outcome);
    if (this.#close()) this.#parts.resolve(result);
  }

  /** Lets go of everything; true the first time. */
  #close(): boolean {
    if (this.#phase === 'over') return false;
    this.#phase = 'over';
    this.#transport.watch.remove(this);
    this.#parts.res.off('close', this.#onClientClose);
    this.#answer.letGo();
    this.#request.stop();
    this.#connection?.destroy();
    this.#connection = undefined;
    return true;
  }

  #result(outcome: ForwardResult['outcome']): ForwardResult {
    const { bytes: bytesIn } = this.#request;
    const { bytes: bytesOut } = this.#answer;
    const firstByteMs = this.#firstByteMs;
    return { status: this.#status, bytesIn, bytesOut, firstByteMs, outcome };
  }
}
