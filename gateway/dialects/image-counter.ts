const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN = new Set([123, 91]);
const CLOSE = new Set([125, 93]);
const SPACE = new Set([9, 10, 13, 32]);
const LIST = 91;
/** Names of the lists of pictures, in the APIs of OpenAI and of Stable Diffusion. */
const LISTS: ReadonlySet<string> = new Set(['data', 'images']);
const LONGEST_NAME = 16;

/**
 * Counts the pictures of a JSON answer as it goes by. They are megabytes of base64, so nothing of them is kept: inside
 * a text the next quotation mark is looked for, and only the names at the top are read.
 */
export class ImageCounter {
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #name = '';
  #isList = false;
  #isEmpty = true;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;)
      at = this.#isInText ? this.#text(chunk, at) : this.#one(chunk, at);
  }

  /** Passes over text up to its closing mark; returns where to go on. */
  #text(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at++;
    }
    const quote = chunk.indexOf(QUOTE, at);
    const end = quote < 0 ? chunk.length : quote;
    const slash = chunk.subarray(at, end).indexOf(BACKSLASH);
    const stop = slash < 0 ? end : at + slash;
    if (this.#depth === 1 && this.#name.length < LONGEST_NAME) {
      this.#name += chunk.toString('latin1', at, Math.min(stop, at + LONGEST_NAME));
    }
    if (slash >= 0) this.#isEscaped = true;
    else if (quote >= 0) this.#isInText = false;
    return stop + 1;
  }

  #one(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    if (SPACE.has(byte)) return at + 1;
    const isInList = this.#isList && this.#depth === 2;
    if (isInList && this.#isEmpty && !CLOSE.has(byte)) {
      this.#isEmpty = false;
      this.#count++;
    } else if (isInList && byte === COMMA) this.#count++;
    if (byte === QUOTE) {
      this.#isInText = true;
      if (this.#depth === 1) this.#name = '';
    } else if (OPEN.has(byte)) this.#open(byte);
    else if (CLOSE.has(byte)) this.#close();
    return at + 1;
  }

  #open(byte: number): void {
    if (this.#depth === 1) {
      this.#isList = byte === LIST && LISTS.has(this.#name);
      this.#isEmpty = true;
    }
    this.#depth++;
  }

  #close(): void {
    this.#depth--;
    if (this.#depth === 1) this.#isList = false;
  }
}
