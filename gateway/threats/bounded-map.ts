/**
 * A map of limited size that forgets first what was not used for longest: strangers choose what is put in. Which that
 * is, is only kept track of once the map is half full.
 */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, made when there is none; it is now the last to be forgotten. */
  take(key: string, make: () => Value): Value {
    const known = this.#entries.get(key);
    if (known !== undefined && this.#entries.size * 2 < this.#max) return known;
    const value = known ?? make();
    if (known !== undefined) this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#max) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    return value;
  }
}
