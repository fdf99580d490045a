/**
 * The threat: a service that never ends its line would fill the memory of the gateway. A line is held up to a bound, and a longer
 * one ends the answer.
 */
import { GatheredBytes } from './gathered-bytes';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** The longest line, and the longest event, that is read: 1 MiB. */
export const MAX_LINE_BYTES = 1_048_576;

/** Cuts bytes into lines of text, wherever the pieces were cut. Throws TranslationError beyond 1 MiB. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #line = new GatheredBytes(
    MAX_LINE_BYTES,
    'The AI service sent a line longer than 1 MiB.',
  );

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let at = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, at)) {
      this.#line.add(chunk.subarray(at, feed));
      this.#endLine();
      at = feed + 1;
    }
    if (at < chunk.length) this.#line.add(chunk.subarray(at));
  }

  /** Gives a last line that has no line feed. */
  end(): void {
    if (!this.#line.isEmpty) this.#endLine();
  }

  /** Decoded only here, so that a letter of several bytes is never read in two halves. */
  #endLine(): void {
    const line = this.#line.take();
    const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
    this.#onLine(line.toString('utf8', 0, end));
  }
}
