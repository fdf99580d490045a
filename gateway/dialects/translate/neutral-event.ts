export type FinishReason = 'stop' | 'length' | 'tool' | 'filter';

/** Token counts of an answer; null where the service said nothing that can be believed. */
export interface NeutralUsage {
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  /** The part of `tokensIn` that came from a cache. */
  readonly cached: number | null;
}

/** The last event of an answer that is whole. */
export interface NeutralFinish {
  readonly type: 'finish';
  readonly reason: FinishReason;
  readonly stopSequence?: string;
  readonly usage: NeutralUsage;
}

/**
 * What happens in an answer, streamed or not. `start` comes first and once, `finish` or `error` last and once;
 * the events of a tool call are never mixed with those of another one.
 */
export type NeutralEvent =
  | { readonly type: 'start'; readonly model: string | null }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'toolStart';
      readonly index: number;
      readonly id: string;
      readonly name: string;
    }
  | { readonly type: 'toolArguments'; readonly index: number; readonly json: string }
  | { readonly type: 'toolEnd'; readonly index: number }
  | { readonly type: 'error'; readonly message: string }
  | NeutralFinish;

export type EventSink = (event: NeutralEvent) => void;

/** Reads one dialect's answer in pieces that were cut anywhere. Both throw TranslationError for what is not understood. */
export interface EventReader {
  push(chunk: Buffer): void;
  end(): void;
}

/** Takes one parsed object of an answer: a line, a server-sent event, or the whole. */
export interface ObjectReader {
  take(value: unknown): void;
  /** The answer has ended, by itself or (`isMarked` false) because the bytes did; gives the last event if none came. */
  end(isMarked: boolean): void;
}

/** Writes one dialect's answer. Gives the text that this event adds to it, '' for none. */
export interface AnswerWriter {
  write(event: NeutralEvent): string;
}
