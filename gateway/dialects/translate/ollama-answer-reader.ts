import { fieldsOf } from '../usage-figures';
import { AnswerFacts, errorTextIn, listIn, textIn } from './answer-facts';
import type { EventSink, ObjectReader } from './neutral-event';
import { argumentsText, madeCallId } from './tool-arguments';
import { TranslationError } from './translation-error';

type Fields = Readonly<Record<string, unknown>>;

/** Reads the answers of `/api/chat` and `/api/generate`: the lines of a stream, or the one object of a plain answer. */
export class OllamaAnswerReader implements ObjectReader {
  readonly #emit: EventSink;
  readonly #requestId: string;
  readonly #facts: AnswerFacts;
  #calls = 0;

  constructor(emit: EventSink, requestId: string) {
    this.#emit = emit;
    this.#requestId = requestId;
    this.#facts = new AnswerFacts(emit);
  }

  take(value: unknown): void {
    const line = fieldsOf(value);
    if (line['error'] != null) {
      this.#emit({ type: 'error', message: errorTextIn(line) ?? 'The AI service failed.' });
      return;
    }
    this.#facts.start(line['model']);
    const message = fieldsOf(line['message']);
    const reasoning = textIn(message['thinking']) ?? textIn(line['thinking']);
    if (reasoning !== undefined) this.#emit({ type: 'reasoning', text: reasoning });
    const text = textIn(message['content']) ?? textIn(line['response']);
    if (text !== undefined) this.#emit({ type: 'text', text });
    for (const call of listIn(message['tool_calls'])) this.#takeCall(fieldsOf(call));
    if (line['done'] === true) this.#finish(line);
  }

  end(): void {
    if (!this.#facts.isReasonKnown) {
      throw new TranslationError('The answer of the AI service broke off.');
    }
  }

  #takeCall(call: Fields): void {
    const made = fieldsOf(call['function']);
    const name = textIn(made['name']);
    if (name === undefined) {
      throw new TranslationError('The AI service called a tool without a name.');
    }
    const index = this.#calls++;
    const id = textIn(call['id']) ?? madeCallId(this.#requestId, index);
    this.#facts.madeToolCall();
    this.#emit({ type: 'toolStart', index, id, name });
    this.#emit({ type: 'toolArguments', index, json: argumentsText(made['arguments']) });
    this.#emit({ type: 'toolEnd', index });
  }

  #finish(line: Fields): void {
    this.#facts.counted(line['prompt_eval_count'], line['eval_count']);
    this.#facts.stopped(line['done_reason'] === 'length' ? 'length' : 'stop');
    this.#facts.finish();
  }
}
