import { LatchkeyError } from '#shared/contract/errors';
import { isRepeatable, type ExchangeParts } from './exchange-parts';
import {
  RequestBody,
  requestFramingOf,
  type RequestBodyEvents,
  type RequestFraming,
} from './request-body';
import { toRequestHead } from './request-head';
import { drainRest } from './rest-of-body';
import type { UpstreamConnection } from './upstream-connection';

/** Hears what becomes of a request while it is sent. */
export interface RequestUser {
  /** The caller has given more of the body. */
  onUpload(): void;
  /** The body is larger than allowed; no more of it goes on. */
  onTooLarge(): void;
  /** The service has all of it. */
  onRequestSent(): void;
}

/** A caller's request as the service gets it: the head of the plan, and the body as the caller framed it. */
export class SentRequest implements RequestBodyEvents {
  /** True for a request that may be sent a second time. */
  readonly mayRepeat: boolean;
  readonly #parts: ExchangeParts;
  readonly #user: RequestUser;
  readonly #framing: RequestFraming;
  #head = '';
  #body: RequestBody | undefined;
  #bytes = 0;
  #isComplete = false;

  constructor(parts: ExchangeParts, user: RequestUser) {
    this.#parts = parts;
    this.#user = user;
    this.#framing = requestFramingOf(parts.req, parts.plan.body);
    this.mayRepeat = isRepeatable(parts.req, this.#framing);
  }

  /** Bytes of the body so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True once the service has all of it. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** True while there is more to come and the service would take it: then it is the caller who is slow. */
  get waitsForCaller(): boolean {
    return !this.#isComplete && this.#body?.isBlocked === false;
  }

  /** Writes the head. Throws for one that cannot be sent, and for a body that says that it is too large. */
  prepare(): void {
    const { req, plan } = this.#parts;
    this.#head = toRequestHead(req, plan, this.#framing);
    if (Number(req.headers['content-length'] ?? 0) > plan.maxBodyBytes) {
      throw new LatchkeyError('BODY_TOO_LARGE');
    }
  }

  /** Sends the head, and the body as it comes. */
  begin(connection: UpstreamConnection): void {
    const { req, plan } = this.#parts;
    connection.begin(this.#head, req.method === 'HEAD');
    if (this.#framing === 'none') return this.onSent();
    if (plan.body?.isWhole) return this.#sendWhole(connection, plan.body.start);
    this.#body = new RequestBody(req, this.#framing === 'chunked', plan.maxBodyBytes, this);
    this.#body.start(connection, plan.body?.start);
  }

  /** The service takes more. */
  drained(): void {
    this.#body?.drained();
  }

  /** Stops sending. */
  stop(): void {
    this.#body?.stop();
  }

  /** The answer was faster than the upload: throws away what still comes, within bounds. */
  drainRest(): void {
    if (this.#isComplete) return;
    const { req, res, plan } = this.#parts;
    drainRest(req, res, plan.maxBodyBytes - this.#bytes);
  }

  onBytes(chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#user.onUpload();
    this.#parts.observer.onRequestBody(chunk);
  }

  onTooLarge(): void {
    this.#user.onTooLarge();
  }

  onSent(): void {
    this.#isComplete = true;
    this.#user.onRequestSent();
  }

  /** A body that is held already: there is nobody to wait for. */
  #sendWhole(connection: UpstreamConnection, body: Buffer): void {
    this.#bytes = body.length;
    this.#parts.observer.onRequestBody(body);
    if (body.length > 0) connection.write(body);
    this.onSent();
  }
}
