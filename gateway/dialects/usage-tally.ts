import { isDelta, textLengthOf } from './answer-pieces';
import { fieldsOf, noUsage, toAudioMs, toModel, toTokenCount, type Usage } from './usage-figures';

type Fields = Readonly<Record<string, unknown>>;

/** Characters of text that make about one token. */
const CHARS_PER_TOKEN = 4;

/** About so many AI tokens are in so many characters or bytes of text. */
export const tokensOfText = (length: number): number => Math.ceil(length / CHARS_PER_TOKEN);

/**
 * Adds up what the objects of an answer say, whichever API they belong to. All figures count up, so the highest is the
 * last; an answer that never says, or goes on after it did, is counted by its pieces.
 */
export class UsageTally {
  #tokensIn: number | null = null;
  #tokensOut: number | null = null;
  #tokensCached: number | null = null;
  #tokensHidden = 0;
  #audioMs: number | null = null;
  #model: string | null = null;
  #isRefused = false;
  #deltas = 0;
  #deltasWhenSaid = 0;
  #last: Fields | undefined;

  /** As far as it was named. */
  get model(): string | null {
    return this.#model;
  }

  /** Takes one object of the answer. */
  add(value: unknown): void {
    if (value === undefined) return;
    const event = fieldsOf(value);
    this.#last = event;
    if (isDelta(event)) this.#deltas++;
    this.#addFigures(event);
    // Where the streams of Anthropic and of the responses API wrap what a plain answer says at its top.
    this.#addFigures(fieldsOf(event['message']));
    this.#addFigures(fieldsOf(event['response']));
  }

  /** `isStream`: without stated figures, the pieces are the count; of a whole answer it is the length of its text. */
  read(isStream: boolean): Usage {
    const stated = this.#tokensOut;
    const isSaid = stated !== null && this.#deltas === this.#deltasWhenSaid;
    const counted = isStream ? this.#countPieces() : this.#countText();
    const tokensOut = isSaid || counted === null ? stated : Math.max(stated ?? 0, counted);
    return {
      ...noUsage,
      tokensIn: this.#tokensIn,
      tokensOut,
      tokensCached: this.#tokensCached,
      tokensHidden: this.#tokensHidden,
      audioMs: this.#audioMs,
      model: this.#model,
      isCounted: !isSaid && tokensOut !== null && tokensOut > 0,
      isRefused: this.#isRefused,
    };
  }

  #countPieces(): number | null {
    return this.#last ? this.#deltas : null;
  }

  #countText(): number | null {
    if (!this.#last || this.#tokensOut !== null) return null;
    const length = textLengthOf(this.#last);
    return length === null ? null : tokensOfText(length);
  }

  #addFigures(holder: Fields): void {
    this.#model ??= toModel(holder['model']);
    if (holder['duration'] !== undefined) this.#addAudio(holder['duration']);
    if (holder['prompt_eval_count'] !== undefined) this.#addIn(holder['prompt_eval_count']);
    if (holder['eval_count'] !== undefined) this.#addOut(holder['eval_count']);
    const { usage } = holder;
    if (typeof usage === 'object' && usage !== null) this.#addUsage(usage as Fields);
  }

  #addUsage(usage: Fields): void {
    const read = usage['cache_read_input_tokens'];
    const prompt = usage['prompt_tokens'] ?? usage['input_tokens'];
    // Only there, what was cached is not part of the input.
    this.#addIn(prompt, this.#figure(read) ?? 0, usage['cache_creation_input_tokens']);
    this.#addOut(usage['completion_tokens'] ?? usage['output_tokens']);
    const details = fieldsOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
    const cached = this.#figure(read ?? details['cached_tokens'] ?? usage['cached_tokens']);
    if (cached !== null) this.#tokensCached = Math.max(this.#tokensCached ?? 0, cached);
    const out = fieldsOf(usage['completion_tokens_details'] ?? usage['output_tokens_details']);
    const hidden = this.#figure(out['reasoning_tokens'] ?? usage['reasoning_tokens']);
    this.#tokensHidden = Math.max(this.#tokensHidden, hidden ?? 0);
    if (usage['seconds'] !== undefined) this.#addAudio(usage['seconds']);
  }

  #addIn(value: unknown, read = 0, created: unknown = undefined): void {
    const stated = this.#figure(value);
    if (stated === null) return;
    const sum = stated + read + (this.#figure(created) ?? 0);
    this.#tokensIn = Math.max(this.#tokensIn ?? 0, sum);
  }

  #addOut(value: unknown): void {
    const stated = this.#figure(value);
    if (stated === null) return;
    this.#tokensOut = Math.max(this.#tokensOut ?? 0, stated);
    this.#deltasWhenSaid = this.#deltas;
  }

  #addAudio(value: unknown): void {
    const length = toAudioMs(value);
    if (length === null) this.#isRefused ||= value !== null;
    else this.#audioMs = Math.max(this.#audioMs ?? 0, length);
  }

  #figure(value: unknown): number | null {
    if (value === undefined || value === null) return null;
    const count = toTokenCount(value);
    this.#isRefused ||= count === null;
    return count;
  }
}
