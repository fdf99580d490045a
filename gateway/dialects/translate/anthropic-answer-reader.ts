import { fieldsOf, toTokenCount } from '../usage-figures';
import { AnswerFacts, errorTextIn, listIn, textIn } from './answer-facts';
import type { EventSink, FinishReason, ObjectReader } from './neutral-event';
import { argumentsText, madeCallId } from './tool-arguments';
import { TranslationError } from './translation-error';

const REASONS: ReadonlyMap<unknown, FinishReason> = new Map<unknown, FinishReason>([
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool'],
  ['refusal', 'filter'],
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reads messages: the events of a stream, or the one object of a plain answer. */
export class AnthropicAnswerReader implements ObjectReader {
  readonly #emit: EventSink;
  readonly #requestId: string;
  readonly #facts: AnswerFacts;
  #calls = 0;
  #isCallOpen = false;
  #hasArguments = false;

  constructor(emit: EventSink, requestId: string) {
    this.#emit = emit;
    this.#requestId = requestId;
    this.#facts = new AnswerFacts(emit);
  }

  take(value: unknown): void {
    const event = fieldsOf(value);
    switch (event['type']) {
      case 'error':
        this.#emit({ type: 'error', message: errorTextIn(event) ?? 'The AI service failed.' });
        return;
      case 'message':
        return this.#takeWhole(event);
      case 'message_start':
        return this.#takeHead(fieldsOf(event['message']));
      case 'content_block_start':
        return this.#startBlock(fieldsOf(event['content_block']));
      case 'content_block_delta':
        return this.#takeDelta(fieldsOf(event['delta']));
      case 'content_block_stop':
        return this.#endCall();
      case 'message_delta':
        return this.#takeTail(event);
      case 'message_stop':
        return this.#facts.finish();
      default: // Pings, and events that are not known yet, carry nothing of the answer.
    }
  }

  end(): void {
    if (!this.#facts.isReasonKnown) {
      throw new TranslationError('The answer of the AI service broke off.');
    }
    this.#endCall();
    this.#facts.finish();
  }

  #takeWhole(message: Fields): void {
    this.#takeHead(message);
    for (const block of listIn(message['content'])) {
      this.#startBlock(fieldsOf(block));
      this.#endCall();
    }
    this.#takeStop(message);
  }

  #takeHead(message: Fields): void {
    this.#facts.start(message['model']);
    this.#takeUsage(fieldsOf(message['usage']));
  }

  #startBlock(block: Fields): void {
    this.#say('reasoning', block['thinking']);
    this.#say('text', block['text']);
    const name = textIn(block['name']);
    if (block['type'] !== 'tool_use' || name === undefined) return;
    const index = this.#calls++;
    const id = textIn(block['id']) ?? madeCallId(this.#requestId, index);
    this.#isCallOpen = true;
    this.#hasArguments = false;
    this.#facts.madeToolCall();
    this.#emit({ type: 'toolStart', index, id, name });
    // In a stream the input is empty here and follows in pieces.
    const json = argumentsText(block['input']);
    if (json !== '{}') this.#takeArguments(json);
  }

  #takeDelta(delta: Fields): void {
    this.#say('reasoning', delta['thinking']);
    this.#say('text', delta['text']);
    const json = textIn(delta['partial_json']);
    if (this.#isCallOpen && json !== undefined) this.#takeArguments(json);
  }

  #say(type: 'text' | 'reasoning', value: unknown): void {
    const text = textIn(value);
    if (text !== undefined) this.#emit({ type, text });
  }

  #takeArguments(json: string): void {
    this.#hasArguments = true;
    this.#emit({ type: 'toolArguments', index: this.#calls - 1, json });
  }

  #endCall(): void {
    if (!this.#isCallOpen) return;
    if (!this.#hasArguments) this.#takeArguments('{}');
    this.#isCallOpen = false;
    this.#emit({ type: 'toolEnd', index: this.#calls - 1 });
  }

  #takeTail(event: Fields): void {
    this.#takeStop(fieldsOf(event['delta']));
    this.#takeUsage(fieldsOf(event['usage']));
  }

  #takeStop(holder: Fields): void {
    const reason = holder['stop_reason'];
    if (reason == null) return;
    this.#facts.stopped(REASONS.get(reason) ?? 'stop', textIn(holder['stop_sequence']));
  }

  /** What came from a cache is counted apart there, and within the whole everywhere else. */
  #takeUsage(usage: Fields): void {
    const input = toTokenCount(usage['input_tokens']);
    const cached = toTokenCount(usage['cache_read_input_tokens']);
    const stored = toTokenCount(usage['cache_creation_input_tokens']);
    const tokensIn = input === null ? null : input + (cached ?? 0) + (stored ?? 0);
    this.#facts.counted(tokensIn, usage['output_tokens'], cached);
  }
}
