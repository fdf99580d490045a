import { fieldsOf, toTokenCount } from '../usage-figures';
import type { EventSink, FinishReason, NeutralUsage } from './neutral-event';

const MAX_MESSAGE_LENGTH = 2000;

/** The value when it is text that says something. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The value as a list; empty for anything else. */
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The message of an error in any of the shapes that services use; undefined when there is none. */
export function errorTextIn(value: unknown): string | undefined {
  const { error, message, detail } = fieldsOf(value);
  const inside = textIn(error) ?? textIn(fieldsOf(error)['message']);
  return (inside ?? textIn(message) ?? textIn(detail))?.slice(0, MAX_MESSAGE_LENGTH);
}

/** Collects what an answer says about itself until its end, and says `start` and `finish` once each. */
export class AnswerFacts {
  readonly #emit: EventSink;
  #hasStarted = false;
  #hasFinished = false;
  #hasTool = false;
  #reason: FinishReason | undefined;
  #stopSequence: string | undefined;
  #usage: NeutralUsage = { tokensIn: null, tokensOut: null, cached: null };

  constructor(emit: EventSink) {
    this.#emit = emit;
  }

  /** True once a reason to end has been given. */
  get isReasonKnown(): boolean {
    return this.#reason !== undefined;
  }

  start(model: unknown): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#emit({ type: 'start', model: textIn(model)?.slice(0, 200) ?? null });
  }

  madeToolCall(): void {
    this.#hasTool = true;
  }

  stopped(reason: FinishReason, stopSequence?: string): void {
    this.#reason = reason;
    this.#stopSequence = stopSequence;
  }

  /** Later figures replace earlier ones, since all of them count up. */
  counted(tokensIn: unknown, tokensOut: unknown, cached?: unknown): void {
    this.#usage = {
      tokensIn: toTokenCount(tokensIn) ?? this.#usage.tokensIn,
      tokensOut: toTokenCount(tokensOut) ?? this.#usage.tokensOut,
      cached: toTokenCount(cached) ?? this.#usage.cached,
    };
  }

  /** Several services say "stop" after a tool call; the callers of other dialects wait for the right word. */
  finish(): void {
    if (this.#hasFinished) return;
    this.#hasFinished = true;
    const reason = this.#reason ?? 'stop';
    this.#emit({
      type: 'finish',
      reason: reason === 'stop' && this.#hasTool ? 'tool' : reason,
      ...(this.#stopSequence !== undefined && { stopSequence: this.#stopSequence }),
      usage: this.#usage,
    });
  }
}
