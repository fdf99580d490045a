import { applyHeaderRules } from '../services/header-rules';
import type { AnswerEdit } from './answer-edit';
import { AnswerWriter } from './answer-writer';
import type { ExchangeParts } from './exchange-parts';
import type { ResponseHead } from './response-head';
import { toClientHeaders } from './response-headers';

/** Hears what becomes of an answer while it is shown. */
export interface AnswerUser {
  /** The caller takes more, after `push` said false. */
  onCallerDrain(): void;
  /** Nothing more comes of this answer: it is not understood. */
  onUnreadable(cause: unknown): void;
}

/** A service's answer as the caller gets it: with the caller's headers, and changed where the plan says so. */
export class ShownAnswer {
  readonly #parts: ExchangeParts;
  readonly #user: AnswerUser;
  readonly #writer: AnswerWriter;
  #edit: AnswerEdit | undefined;
  #isPaused = false;

  constructor(parts: ExchangeParts, user: AnswerUser) {
    this.#parts = parts;
    this.#user = user;
    this.#writer = new AnswerWriter(parts.res, this.#onDrain);
  }

  /** Bytes of the body that the caller got or is about to get. */
  get bytes(): number {
    return this.#writer.bytes;
  }

  /** True while the caller has more than it takes. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** True once it needs nothing more of the service, which may keep talking. */
  get isOver(): boolean {
    return this.#edit?.isOver === true;
  }

  /** True when it ends in an error that the caller can read. */
  get isBroken(): boolean {
    return this.#edit?.isBroken === true;
  }

  /** Decides by the head whether the answer is changed. Throws when it is not the one to show. */
  choose(head: ResponseHead): void {
    this.#edit = this.#parts.plan.editAnswer?.(head);
  }

  /** Takes the head; nothing is sent before there is more, or the turn ends. */
  begin(head: ResponseHead): void {
    const shown = this.#edit ? { ...head, ...this.#edit.head, length: null } : head;
    const isHead = this.#parts.req.method === 'HEAD';
    this.#writer.begin(shown, this.#toHeaders(shown.headers), isHead);
  }

  /** Passes bytes on; false means wait for `onCallerDrain`. */
  push(chunk: Buffer): boolean {
    const shown = this.#edit ? this.#edited(this.#edit, chunk) : chunk;
    if (shown === undefined || this.#writer.write(shown)) return true;
    this.#isPaused = true;
    return false;
  }

  /** Lets the caller see the head now, unless it can still become another one. */
  flush(): void {
    if (!this.#edit?.holdsHead) this.#writer.flush();
  }

  /** Takes the service's end; false when the answer is not understood. */
  end(): boolean {
    return !this.#edit || this.#endEdit(this.#edit);
  }

  /** Sends what makes the answer complete. */
  finish(): void {
    this.#writer.finish();
  }

  /** Hears no more of the caller. */
  letGo(): void {
    this.#parts.res.off('drain', this.#onDrain);
  }

  #toHeaders(raw: readonly string[]): string[] {
    const { req, plan } = this.#parts;
    const { responseHeaders = [], headerRules = [] } = plan;
    const place = { target: plan.target, asked: plan.path, url: req.url ?? '/' };
    const headers = toClientHeaders(raw, responseHeaders, place);
    return headerRules.length > 0 ? applyHeaderRules(headers, headerRules) : headers;
  }

  #edited(edit: AnswerEdit, chunk: Buffer): Buffer | undefined {
    try {
      return edit.push(chunk);
    } catch (cause) {
      this.#user.onUnreadable(cause);
      return undefined;
    }
  }

  #endEdit(edit: AnswerEdit): boolean {
    try {
      const rest = edit.end();
      if (rest && rest.length > 0) this.#writer.write(rest);
      return true;
    } catch (cause) {
      this.#user.onUnreadable(cause);
      return false;
    }
  }

  readonly #onDrain = (): void => {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#user.onCallerDrain();
  };
}
