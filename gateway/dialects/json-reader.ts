import { parseJson, type Usage } from './usage-figures';
import type { UsageReader } from './usage-reader';
import { UsageTally } from './usage-tally';

const MAX_WHOLE_BYTES = 262_144;
const HEAD_BYTES = 4096;
const TAIL_BYTES = 16_384;

const FIGURE =
  /"(prompt_tokens|input_tokens|prompt_eval_count|completion_tokens|output_tokens|eval_count|cached_tokens|cache_read_input_tokens|cache_creation_input_tokens|reasoning_tokens|seconds|duration)"\s*:\s*(\d{1,16}(?:\.\d{1,12})?)(?=\s*[,}])/g;
const MODEL = /"model"\s*:\s*("(?:[^"\\]|\\.){1,200}")/;

/** What the two ends of a long answer say, in the shape of a short one. The usage of all known services stands at an end. */
function sketch(head: string, tail: string): unknown {
  const usage: Record<string, number> = {};
  for (const text of [head, tail]) {
    for (const [, name, digits] of text.matchAll(FIGURE)) if (name) usage[name] = Number(digits);
  }
  const model = MODEL.exec(head)?.[1] ?? MODEL.exec(tail)?.[1];
  return { ...usage, usage, model: model === undefined ? undefined : parseJson(model) };
}

/** Reads an answer of one JSON object: all of it when it is short, its two ends when it is long. */
export class JsonReader implements UsageReader {
  #parts: Buffer[] = [];
  #bytes = 0;
  #head: Buffer | undefined;

  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_WHOLE_BYTES) this.#shorten();
  }

  end(): Usage {
    const tally = new UsageTally();
    const rest = Buffer.concat(this.#parts);
    this.#parts = [];
    if (this.#head) tally.add(sketch(this.#head.toString('utf8'), rest.toString('utf8')));
    else if (rest.length > 0) tally.add(parseJson(rest.toString('utf8')));
    return tally.read(false);
  }

  /** Keeps the head once and the last few bytes again and again. */
  #shorten(): void {
    const all = Buffer.concat(this.#parts);
    // Copies, so that the large buffers they came from can go.
    this.#head ??= Buffer.from(all.subarray(0, HEAD_BYTES));
    this.#parts = [Buffer.from(all.subarray(-TAIL_BYTES))];
    this.#bytes = TAIL_BYTES;
  }
}
