import { fieldsOf, parseJson, type Usage } from './usage-figures';
import type { UsageReader } from './usage-reader';
import { UsageTally } from './usage-tally';

const LINE_FEED = 10;
/** The last event of a response stream repeats the whole answer; beyond this a line is passed over. */
const MAX_LINE_BYTES = 1_048_576;

/** Reads an answer of one JSON object per line (NDJSON), or per `data:` line (server-sent events). Holds one line. */
export class LineReader implements UsageReader {
  readonly #prefix: string;
  readonly #onEvent: ((event: Readonly<Record<string, unknown>>) => void) | undefined;
  readonly #tally = new UsageTally();
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(prefix: string, onEvent?: (event: Readonly<Record<string, unknown>>) => void) {
    this.#prefix = prefix;
    this.#onEvent = onEvent;
  }

  get modelSoFar(): string | null {
    return this.#tally.model;
  }

  push(chunk: Buffer): void {
    let at = 0;
    for (;;) {
      const feed = chunk.indexOf(LINE_FEED, at);
      if (feed < 0) break;
      this.#keep(chunk.subarray(at, feed));
      this.#endLine();
      at = feed + 1;
    }
    if (at < chunk.length) this.#keep(chunk.subarray(at));
  }

  end(): Usage {
    this.#endLine();
    return this.#tally.read(true);
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes <= MAX_LINE_BYTES) this.#parts.push(part);
    else this.#parts = [];
  }

  #endLine(): void {
    const [first] = this.#parts;
    const isWhole = this.#bytes <= MAX_LINE_BYTES;
    const line = first && this.#parts.length > 1 ? Buffer.concat(this.#parts) : first;
    this.#parts = [];
    this.#bytes = 0;
    if (line && isWhole) this.#takeLine(line.toString('utf8'));
  }

  #takeLine(line: string): void {
    if (!line.startsWith(this.#prefix)) return;
    const brace = line.indexOf('{', this.#prefix.length);
    // Comments, `[DONE]` and empty lines end here without the cost of a failed parse.
    if (brace < 0) return;
    const event = parseJson(line.slice(brace));
    this.#tally.add(event);
    this.#onEvent?.(fieldsOf(event));
  }
}
