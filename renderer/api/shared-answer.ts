/** One question for all who want it answered: who asks while it is open, or after a good answer, waits for the same one. */
export class SharedAnswer<T> {
  readonly #ask: () => Promise<T>;
  #answer: Promise<T> | undefined;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  get(): Promise<T> {
    return (this.#answer ??= this.#ask());
  }

  put(answer: T): void {
    this.#answer = Promise.resolve(answer);
  }

  /** The next one asks anew. */
  forget(): void {
    this.#answer = undefined;
  }
}
