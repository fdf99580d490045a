import { fieldsOf } from '../usage-figures';
import { AnswerFacts, errorTextIn, listIn, textIn } from './answer-facts';
import type { EventSink, FinishReason, ObjectReader } from './neutral-event';
import { argumentsText, madeCallId } from './tool-arguments';
import { TranslationError } from './translation-error';

const REASONS: ReadonlyMap<unknown, FinishReason> = new Map<unknown, FinishReason>([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool'],
  ['function_call', 'tool'],
  ['content_filter', 'filter'],
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reads chat completions: the chunks of a stream, or the one object of a plain answer. */
export class OpenAiAnswerReader implements ObjectReader {
  readonly #emit: EventSink;
  readonly #requestId: string;
  readonly #facts: AnswerFacts;
  /** The service's own number and id of the call that is being written. */
  #open: { readonly given: unknown; readonly id: string | undefined } | undefined;
  #calls = 0;
  #hasChoice = false;

  constructor(emit: EventSink, requestId: string) {
    this.#emit = emit;
    this.#requestId = requestId;
    this.#facts = new AnswerFacts(emit);
  }

  take(value: unknown): void {
    const chunk = fieldsOf(value);
    if (chunk['error'] != null) {
      this.#emit({ type: 'error', message: errorTextIn(chunk) ?? 'The AI service failed.' });
      return;
    }
    const choice = listIn(chunk['choices']).map(fieldsOf).find(isFirst);
    if (choice || chunk['usage'] != null) this.#facts.start(chunk['model']);
    if (choice) this.#takeChoice(choice);
    this.#takeUsage(fieldsOf(chunk['usage']));
  }

  end(isMarked: boolean): void {
    if (!this.#hasChoice) {
      throw new TranslationError('The AI service sent an answer without a choice.');
    }
    if (!isMarked && !this.#facts.isReasonKnown) {
      throw new TranslationError('The answer of the AI service broke off.');
    }
    this.#endCall();
    this.#facts.finish();
  }

  #takeChoice(choice: Fields): void {
    this.#hasChoice = true;
    const said = fieldsOf(choice['delta'] ?? choice['message']);
    const reasoning = textIn(said['reasoning_content']) ?? textIn(said['reasoning']);
    if (reasoning !== undefined) this.#say('reasoning', reasoning);
    const text = textIn(said['content']) ?? textIn(said['refusal']);
    if (text !== undefined) this.#say('text', text);
    for (const call of listIn(said['tool_calls'])) this.#takeCall(fieldsOf(call));
    const reason = choice['finish_reason'];
    if (reason != null) this.#facts.stopped(REASONS.get(reason) ?? 'stop');
  }

  #say(type: 'text' | 'reasoning', text: string): void {
    this.#endCall();
    this.#emit({ type, text });
  }

  #takeCall(call: Fields): void {
    const made = fieldsOf(call['function']);
    const name = textIn(made['name']);
    const id = textIn(call['id']);
    const number = call['index'];
    // Without a number, as in a plain answer, only the name tells that a call begins.
    const isNamed = number == null && name !== undefined;
    const isNew = !this.#open || this.#open.given !== number || isOther(this.#open.id, id);
    if (isNamed || isNew) this.#startCall(number, id, name);
    const json = made['arguments'];
    if (json == null || json === '') return;
    const index = this.#calls - 1;
    this.#emit({ type: 'toolArguments', index, json: argumentsText(json) });
  }

  #startCall(given: unknown, id: string | undefined, name: string | undefined): void {
    if (name === undefined) {
      throw new TranslationError('The AI service mixed the parts of two tool calls.');
    }
    this.#endCall();
    this.#open = { given, id };
    const index = this.#calls++;
    this.#facts.madeToolCall();
    this.#emit({ type: 'toolStart', index, id: id ?? madeCallId(this.#requestId, index), name });
  }

  #endCall(): void {
    if (this.#open) this.#emit({ type: 'toolEnd', index: this.#calls - 1 });
    this.#open = undefined;
  }

  #takeUsage(usage: Fields): void {
    const { cached_tokens } = fieldsOf(usage['prompt_tokens_details']);
    this.#facts.counted(usage['prompt_tokens'], usage['completion_tokens'], cached_tokens);
  }
}

const isFirst = (choice: Fields): boolean => (choice['index'] ?? 0) === 0;

/** Some servers number every call 0 and tell them apart by id only; most repeat no id at all. */
const isOther = (open: string | undefined, id: string | undefined): boolean =>
  id !== undefined && id !== open;
