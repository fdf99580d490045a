import { OperationError } from '#shared/contract/errors';

/** What went wrong, as a code of the error catalogue; anything unknown counts as INTERNAL. */
export const toCode = (thrown: unknown): string =>
  thrown instanceof OperationError ? thrown.code : 'INTERNAL';

/** Something read from the gateway: the last good value stays while it is read again or cannot be read. */
export class Resource<T> {
  value = $state.raw<T | undefined>();
  errorCode = $state.raw<string | undefined>();
  readonly #read: () => Promise<T>;
  #reading = 0;
  #latest = Promise.resolve();

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /**
   * Never rejects. When several reads overlap, the one that was asked for last wins, and whoever waits for an earlier one
   * waits for that: afterwards there is a value, or a reason why not.
   */
  readonly load = async (): Promise<void> => {
    let awaited: Promise<void> | undefined;
    this.#latest = this.#readOnce();
    while (awaited !== this.#latest) await (awaited = this.#latest);
  };

  async #readOnce(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const value = await this.#read();
      if (reading === this.#reading) this.put(value);
    } catch (thrown) {
      if (reading === this.#reading) this.errorCode = toCode(thrown);
    }
  }

  /** Puts a command's reply in place. */
  put(value: T): void {
    this.#reading++;
    this.value = value;
    this.errorCode = undefined;
  }
}
