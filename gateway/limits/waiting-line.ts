/** Who waits, and on whose behalf. */
export interface Waiting {
  /** Everybody with the same name takes turns as one. */
  readonly person: string;
  readonly keyId: string;
}

/** Those who wait, in the order in which they get their turn: persons one after the other, and each person's own calls as they came. */
export class WaitingLine<Waiter extends Waiting> {
  /** The person whose turn is next stands first; nobody stands here without a call. */
  readonly #persons = new Map<string, Waiter[]>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(waiter: Waiter): void {
    const own = this.#persons.get(waiter.person);
    if (own) own.push(waiter);
    else this.#persons.set(waiter.person, [waiter]);
    this.#length++;
  }

  /** Takes out whose turn it is; the person goes to the end. */
  next(): Waiter | undefined {
    for (const [person, own] of this.#persons) {
      const waiter = own.shift();
      this.#persons.delete(person);
      if (own.length > 0) this.#persons.set(person, own);
      this.#length--;
      return waiter;
    }
    return undefined;
  }

  /** False when it does not wait any more. */
  remove(waiter: Waiter): boolean {
    const own = this.#persons.get(waiter.person);
    const at = own?.indexOf(waiter) ?? -1;
    if (!own || at < 0) return false;
    own.splice(at, 1);
    if (own.length === 0) this.#persons.delete(waiter.person);
    this.#length--;
    return true;
  }

  /** How many get their turn before it, if nobody comes or leaves meanwhile. */
  aheadOf(waiter: Waiter): number {
    const round = this.#persons.get(waiter.person)?.indexOf(waiter) ?? 0;
    let ahead = round;
    let isEarlier = true;
    for (const [person, { length }] of this.#persons) {
      if (person === waiter.person) isEarlier = false;
      else ahead += Math.min(length, round + (isEarlier ? 1 : 0));
    }
    return ahead;
  }

  countOf(person: string, keyId?: string): number {
    const own = this.#persons.get(person) ?? [];
    return keyId === undefined ? own.length : own.filter((one) => one.keyId === keyId).length;
  }

  /** The last call of the person who has the most. */
  lastOfLongest(): Waiter | undefined {
    let longest: readonly Waiter[] = [];
    for (const own of this.#persons.values()) if (own.length > longest.length) longest = own;
    return longest.at(-1);
  }

  /** Everybody, in no particular order. */
  all(): Waiter[] {
    return [...this.#persons.values()].flat();
  }
}
