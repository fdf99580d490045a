import { fieldsOf, toModel, toTokenCount, type Usage } from './usage-figures';

const TEXT_DELTAS: ReadonlySet<unknown> = new Set([
  'response.output_text.delta',
  'content_block_delta',
]);

const hasText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** True for an event that carries a piece of the answer; one of them is about one token. */
function isDelta(event: Readonly<Record<string, unknown>>): boolean {
  if (TEXT_DELTAS.has(event['type'])) return true;
  if (hasText(event['response']) || hasText(fieldsOf(event['message'])['content'])) return true;
  const choices: unknown = event['choices'];
  const first = fieldsOf(Array.isArray(choices) ? choices[0] : undefined);
  const delta = fieldsOf(first['delta']);
  return (
    hasText(delta['content']) ||
    hasText(delta['reasoning_content']) ||
    hasText(delta['reasoning']) ||
    hasText(first['text'])
  );
}

/**
 * Adds up what the objects of an answer say, whichever API they belong to. A later figure replaces an earlier one,
 * since all of them count up. An answer that never says is counted by its pieces.
 */
export class UsageTally {
  #tokensIn: number | null = null;
  #tokensOut: number | null = null;
  #model: string | null = null;
  #deltas = 0;

  /** Takes one object of the answer. */
  add(value: unknown): void {
    const event = fieldsOf(value);
    if (isDelta(event)) this.#deltas++;
    this.#addFigures(event);
    // Where the streams of Anthropic and of the responses API wrap what a plain answer says at its top.
    this.#addFigures(fieldsOf(event['message']));
    this.#addFigures(fieldsOf(event['response']));
  }

  /** `isStream`: without stated figures, the pieces are the count. */
  read(isStream: boolean): Usage {
    const counted = isStream && this.#deltas > 0 ? this.#deltas : null;
    const tokensOut = this.#tokensOut ?? counted;
    return { tokensIn: this.#tokensIn, tokensOut, model: this.#model };
  }

  #addFigures(holder: Readonly<Record<string, unknown>>): void {
    this.#model ??= toModel(holder['model']);
    const usage = fieldsOf(holder['usage']);
    this.#takeIn(usage['prompt_tokens'], usage['input_tokens'], holder['prompt_eval_count']);
    this.#takeOut(usage['completion_tokens'], usage['output_tokens'], holder['eval_count']);
  }

  #takeIn(...candidates: unknown[]): void {
    for (const value of candidates) this.#tokensIn = toTokenCount(value) ?? this.#tokensIn;
  }

  #takeOut(...candidates: unknown[]): void {
    for (const value of candidates) this.#tokensOut = toTokenCount(value) ?? this.#tokensOut;
  }
}
