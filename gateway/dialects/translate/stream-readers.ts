import { parseJson } from '../usage-figures';
import { GatheredBytes } from './gathered-bytes';
import { LineSplitter, MAX_LINE_BYTES } from './line-splitter';
import type { EventReader, ObjectReader } from './neutral-event';
import { TranslationError } from './translation-error';

const MAX_WHOLE_BYTES = 16 * MAX_LINE_BYTES;
const BYTE_ORDER_MARK = /^\uFEFF/;

function parseObject(text: string): unknown {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null) return value;
  throw new TranslationError('The AI service sent something that is not JSON.');
}

/** Reads one JSON object a line. */
function createLinesReader(objects: ObjectReader): EventReader {
  const lines = new LineSplitter((line) => {
    const text = line.replace(BYTE_ORDER_MARK, '').trim();
    if (text !== '') objects.take(parseObject(text));
  });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end();
      objects.end(false);
    },
  };
}

/** Reads server-sent events; `[DONE]` ends the answer. Holds one event, of 1 MiB at most. */
class SseReader implements EventReader {
  readonly #objects: ObjectReader;
  readonly #lines = new LineSplitter((line) => this.#takeLine(line));
  #data: string[] = [];
  #length = 0;
  #isDone = false;

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
    this.#endEvent();
    if (!this.#isDone) this.#objects.end(false);
  }

  #takeLine(raw: string): void {
    const line = raw.replace(BYTE_ORDER_MARK, '');
    if (line === '') this.#endEvent();
    if (!line.startsWith('data:')) return;
    this.#length += line.length;
    if (this.#length > MAX_LINE_BYTES) {
      throw new TranslationError('The AI service sent an event longer than 1 MiB.');
    }
    this.#data.push(line.slice('data:'.length).trim());
  }

  #endEvent(): void {
    const text = this.#data.join('\n').trim();
    this.#data = [];
    this.#length = 0;
    if (text === '' || this.#isDone) return;
    if (text !== '[DONE]') return this.#objects.take(parseObject(text));
    this.#isDone = true;
    this.#objects.end(true);
  }
}

/** Reads an answer of one JSON object, of 16 MiB at most. */
class WholeReader implements EventReader {
  readonly #objects: ObjectReader;
  readonly #body = new GatheredBytes(
    MAX_WHOLE_BYTES,
    'The AI service sent an answer longer than 16 MiB.',
  );

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  push(chunk: Buffer): void {
    this.#body.add(chunk);
  }

  end(): void {
    const text = this.#body.take().toString('utf8');
    this.#objects.take(parseObject(text.replace(BYTE_ORDER_MARK, '')));
    this.#objects.end(true);
  }
}

const SSE_TYPE = /^\s*text\/event-stream\b/i;
const LINES_TYPE = /^\s*application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines)\b/i;

/** The reader for an answer of this content type; anything that is no stream is read as one JSON object. */
export function createReader(contentType: string, objects: ObjectReader): EventReader {
  if (SSE_TYPE.test(contentType)) return new SseReader(objects);
  return LINES_TYPE.test(contentType) ? createLinesReader(objects) : new WholeReader(objects);
}
