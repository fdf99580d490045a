import type { AnswerWriter, EventReader, EventSink, NeutralEvent } from './neutral-event';
import { TranslationError } from './translation-error';

/** Turns one answer of a service into the caller's, piece by piece. */
export interface AnswerTranslator {
  /** The bytes for the caller that this piece gives; undefined for none yet. Never throws for what the service sent. */
  push(chunk: Buffer): Buffer | undefined;
  /** The rest. Throws TranslationError when nothing was given out and the answer is not understood. */
  end(): Buffer;
  /** True when the caller's answer ends in an error, or cannot be given at all. */
  readonly isBroken: boolean;
  /** True when nothing more of the service changes the caller's answer, whether it is whole or broken. */
  readonly isOver: boolean;
}

/** What one translator is made of: a reader that tells its events, and a writer that takes them. */
interface TranslatorParts {
  readonly createReader: (emit: EventSink) => EventReader;
  readonly writer: AnswerWriter;
  readonly showReasoning: boolean;
}

/** A caller who wants all at once, and one whose last event repeats the whole, make the gateway hold what was said. */
const MAX_ANSWER_BYTES = 128 * 1_048_576;

class EventTranslator implements AnswerTranslator {
  readonly #reader: EventReader;
  readonly #writer: AnswerWriter;
  readonly #showReasoning: boolean;
  #text = '';
  #hasWritten = false;
  #isFinished = false;
  #failure: string | undefined;
  #bytes = 0;

  constructor({ createReader, writer, showReasoning }: TranslatorParts) {
    this.#writer = writer;
    this.#showReasoning = showReasoning;
    this.#reader = createReader((event) => this.#take(event));
  }

  get isBroken(): boolean {
    return this.#failure !== undefined;
  }

  push(chunk: Buffer): Buffer | undefined {
    if (this.isOver) return undefined;
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_ANSWER_BYTES) this.#fail('The answer of the AI service has no end.');
    else this.#guarded(() => this.#reader.push(chunk));
    return this.#text === '' ? undefined : this.#given();
  }

  end(): Buffer {
    if (!this.isOver) this.#guarded(() => this.#reader.end());
    if (!this.isOver) this.#fail('The answer of the AI service broke off.');
    if (this.#failure !== undefined && !this.#hasWritten) throw new TranslationError(this.#failure);
    return this.#given();
  }

  get isOver(): boolean {
    return this.#isFinished || this.#failure !== undefined;
  }

  #given(): Buffer {
    const bytes = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    return bytes;
  }

  #guarded(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!this.isOver) this.#fail(messageOf(error));
    }
  }

  #take(event: NeutralEvent): void {
    if (this.isOver) return;
    if (event.type === 'reasoning' && !this.#showReasoning) return;
    if (event.type === 'error') return this.#fail(event.message);
    if (event.type === 'finish') this.#isFinished = true;
    this.#write(event);
  }

  #write(event: NeutralEvent): void {
    const text = this.#writer.write(event);
    if (text === '') return;
    this.#text += text;
    this.#hasWritten = true;
  }

  /** Once bytes are out, the status is out too: then the caller's dialect has an error event for it. */
  #fail(message: string): void {
    this.#failure = message;
    if (this.#hasWritten) this.#write({ type: 'error', message });
  }
}

/** A RangeError is what arguments nested without end make of the JSON writer. Anything else is our own mistake. */
function messageOf(error: unknown): string {
  if (error instanceof TranslationError) return error.message;
  if (error instanceof RangeError) return 'The AI service sent something nested too deeply.';
  throw error;
}

/** A translator of one answer from these parts. */
export const createAnswerTranslator = (parts: TranslatorParts): AnswerTranslator =>
  new EventTranslator(parts);
